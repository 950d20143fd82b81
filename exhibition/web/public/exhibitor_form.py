"""The form 参展申请: the first contact of an exhibitor, about three minutes."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from exhibition.domain.details import ExhibitorDetails
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models.show import Show
from exhibition.web.fields import ChoiceField, NumberField, Option, TextField
from exhibition.web.public import first_contact
from exhibition.web.public.sign_up_form import (
    ConsentField,
    SignUpForm,
    dial_options,
    mobile_country_field,
    province_options,
)


class ExhibitorForm(SignUpForm):
    """Which company, whom to call, what they show, how much room they want."""

    questions_after = "email"

    origin = ChoiceField(
        lazy_gettext("Company location"),
        "segments",
        missing=lazy_gettext("Choose where the company is"),
    )
    company_zh = first_contact.company_zh()
    company_en = first_contact.company_en()
    contact_name = first_contact.contact_name()
    mobile_country = mobile_country_field()
    mobile = first_contact.mobile()
    email = first_contact.email()
    booth_type = first_contact.booth_type()
    booth_count = first_contact.booth_count()
    area_sqm = first_contact.area_sqm()
    province = first_contact.province()
    city = first_contact.city()
    remark = first_contact.remark()
    consent_notice = ConsentField()
    consent_declaration = ConsentField()
    consent_marketing = ConsentField()

    def __init__(self, show: Show, questions: Sequence[Question], **kw: Any) -> None:
        super().__init__(show, Kind.EXHIBITOR, questions, **kw)
        self.mobile_country.options = dial_options(self.language)
        self.province.options = province_options(self.language)
        self.origin.options = [
            Option("cn", gettext("Mainland China")),
            Option("hkmotw", gettext("HK, Macau, Taiwan")),
            Option("overseas", gettext("Overseas")),
        ]
        if self.is_fresh:
            self.origin.data = "cn" if self.language == "zh" else "overseas"
        self.booth_type.options = first_contact.booth_options(show, self.language)
        first_contact.say_least_area(self.area_sqm, show)

    def validate_company_zh(self, field: TextField) -> None:
        """Required of mainland companies; of those from Hong Kong, Macau, Taiwan where they give
        no English name.
        """
        if field.value or self.origin.value not in ("cn", "hkmotw"):
            return
        if self.origin.value == "cn" or not self.company_en.data.strip():
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_company_en(self, field: TextField) -> None:
        """Required of companies from overseas."""
        if self.origin.value == "overseas" and not field.value:
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_area_sqm(self, field: NumberField) -> None:
        """Raw space has a smallest size."""
        first_contact.check_area(field, self.show, self.booth_type.value)

    def details(self, locale: str) -> ExhibitorDetails:
        """What the service gets, from a form that is valid."""
        origin, booth = self.origin.value, self.booth_type.value
        return ExhibitorDetails(
            origin=origin,
            company_zh=self.company_zh.value,
            company_en=self.company_en.value,
            contact_name=self.contact_name.value,
            mobile=self.mobile.value,
            email=self.email.value,
            booth_type=booth,
            booth_count=first_contact.fitting(self.booth_count, "count", self.show, booth),
            area_sqm=first_contact.fitting(self.area_sqm, "area", self.show, booth),
            province="" if origin == "overseas" else self.province.value,
            city=self.city.value,
            remark=self.remark.value,
            locale=locale,
            answers=self.asked.answers,
            consents=self.consents_given(),
            channel=self.channel,
            country="CN" if origin == "cn" else "",
        )
