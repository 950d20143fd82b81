"""The contact fields of a registration as staff edit them, on the phone with the person."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from exhibition.domain import identifiers
from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.web import formats
from exhibition.web.fields import ChoiceField, EmailField, MobileField, OwnField, TextField
from exhibition.web.public.sign_up_form import (
    country_options,
    dial_options,
    mobile_country_field,
    province_options,
)

LINE_MAX = 60
COMPANY_EN_MAX = 120
#: Read with another field, no value of its own.
_AIDS = ("mobile_country",)


class Problem(NamedTuple):
    """One line of the error summary."""

    field_id: str
    label: str
    sentence: str


def _line(label: Any, **options: Any) -> Any:
    return TextField(label, lambda text: identifiers.one_line(text, LINE_MAX), **options)


def _company_en(text: str) -> str:
    return identifiers.company_name(text, max=COMPANY_EN_MAX)


class ContactForm(FlaskForm):
    """What both kinds have: number, mailbox, place."""

    version = HiddenField()
    mobile_country = mobile_country_field()
    mobile = MobileField(
        lazy_gettext("Mobile number"), missing=lazy_gettext("Enter the mobile number")
    )
    email = EmailField(lazy_gettext("E-mail"))
    country = ChoiceField(lazy_gettext("Country or region"))
    province = ChoiceField(lazy_gettext("Province"))
    city = _line(lazy_gettext("City"))

    def __init__(self, registration: Registration) -> None:
        super().__init__(data={**current(registration), "version": str(registration.version)})
        language = formats.locale()
        self.mobile_country.options = dial_options(language)
        self.country.options = country_options(language)
        self.province.options = province_options(language)

    @property
    def seen_version(self) -> int:
        """The version of the record that the page was opened on; 0 where it was tampered with."""
        text = str(self.version.data)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def values(self) -> dict[str, str]:
        """What the service gets, from a form that is valid, by form field."""
        found = {field.name: str(field.value) for field in self.controls()}
        if found.get("country", "CN") != "CN":
            found["province"] = ""
        return found

    def controls(self) -> Iterator[OwnField]:
        """The fields that say something."""
        for name, field in self._fields.items():
            if isinstance(field, OwnField) and name not in _AIDS:
                yield field

    def summary(self) -> list[Problem]:
        """What needs attention, in the order of the page."""
        return [
            Problem(field.id, field.short_label, str(field.errors[0]))
            for field in self._fields.values()
            if isinstance(field, OwnField) and field.errors
        ]

    def differing(self, registration: Registration) -> list[tuple[str, str]]:
        """Label and present value of the fields that stand otherwise in the record."""
        present = current(registration)
        return [
            (field.short_label, present[field.name])
            for field in self.controls()
            if present[field.name] != str(field.data or "")
        ]


class VisitorContactForm(ContactForm):
    """A visitor."""

    name = TextField(
        lazy_gettext("Full name"), identifiers.person_name, missing=lazy_gettext("Enter the name")
    )
    company = TextField(
        lazy_gettext("Company or institution"),
        identifiers.company_name,
        missing=lazy_gettext("Enter the company or institution"),
    )
    job_title = _line(lazy_gettext("Job title"))


class ExhibitorContactForm(ContactForm):
    """An exhibitor's contact person, and the company's names."""

    contact_name = TextField(
        lazy_gettext("Contact person"),
        identifiers.person_name,
        missing=lazy_gettext("Enter the contact person"),
    )
    contact_title = _line(lazy_gettext("Contact's job title"))
    company_zh = TextField(lazy_gettext("Company name in Chinese"), identifiers.company_name)
    company_en = TextField(lazy_gettext("Company name in English"), _company_en)

    def validate_company_zh(self, field: TextField) -> None:
        """A company has one name at least."""
        if not field.value and not str(self.company_en.data).strip():
            raise ValidationError(gettext("Enter the company name as registered"))


FORMS: Mapping[Kind, type[ContactForm]] = {
    Kind.VISITOR: VisitorContactForm,
    Kind.EXHIBITOR: ExhibitorContactForm,
}


def current(registration: Registration) -> dict[str, str]:
    """What the record says now, by the name of the field, as it would be typed."""
    found = {
        "mobile": identifiers.display_mobile(registration.mobile),
        "mobile_country": identifiers.mobile_country(registration.mobile),
        "email": registration.email,
        "country": registration.country,
        "province": registration.province,
        "city": registration.city,
    }
    if (application := registration.application) is None:
        return found | {
            "name": registration.name,
            "company": registration.company,
            "job_title": registration.job_title,
        }
    return found | {
        "contact_name": registration.name,
        "contact_title": application.contact_title,
        "company_zh": application.company_zh,
        "company_en": application.company_en,
    }
