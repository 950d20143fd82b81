"""The form 参观预登记: one page, about a minute."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms.validators import ValidationError

from exhibition.domain import identifiers, identity
from exhibition.domain.details import VisitorDetails
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.identity import Document
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models.show import PassType, Show
from exhibition.web.field_sentences import spoken_later
from exhibition.web.fields import (
    BoxField,
    ChoiceField,
    EmailField,
    MobileField,
    Option,
    TextField,
    spoken,
)
from exhibition.web.public.sign_up_form import (
    ConsentField,
    SignUpForm,
    country_options,
    dial_options,
    mobile_country_field,
    province_options,
)

#: A question that the entry QR code has answered already.
HEARD_FROM = "heard_from"
CITY_MAX = 60
TITLE_MAX = 60
NUMBER_MAX = 60


class VisitorForm(SignUpForm):
    """Who comes, from where, interested in what."""

    questions_after = "city"

    name = TextField(
        lazy_gettext("Full name"),
        identifiers.person_name,
        hint=lazy_gettext("Printed on your pass"),
        missing=lazy_gettext("Enter your name"),
        attrs={"autocomplete": "name", "autocapitalize": "words"},
    )
    mobile_country = mobile_country_field()
    mobile = MobileField(
        lazy_gettext("Mobile number"),
        hint=lazy_gettext("For admission and show notices only"),
        missing=lazy_gettext("Enter your mobile number"),
    )
    company = TextField(
        lazy_gettext("Company or institution"),
        identifiers.company_name,
        hint=lazy_gettext("Company, hospital, university …"),
        missing=lazy_gettext("Enter your company or institution"),
        attrs={"autocomplete": "organization", "autocapitalize": "words"},
    )
    job_title = TextField(
        lazy_gettext("Job title"),
        lambda text: identifiers.one_line(text, TITLE_MAX),
        hint=lazy_gettext("e.g. R&D manager"),
        missing=lazy_gettext("Enter your job title"),
        attrs={"autocomplete": "organization-title"},
    )
    country = ChoiceField(
        lazy_gettext("Country or region"),
        missing=lazy_gettext("Choose your country or region"),
        default="CN",
        attrs={"autocomplete": "country"},
    )
    province = ChoiceField(
        lazy_gettext("Province"), optional=False, attrs={"autocomplete": "address-level1"}
    )
    city = TextField(
        lazy_gettext("City"),
        lambda text: identifiers.one_line(text, CITY_MAX),
        attrs={"autocomplete": "address-level2", "autocapitalize": "words"},
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        hint=lazy_gettext("We also send your pass here, so you can find it again"),
        attrs={"enterkeyhint": "done"},
    )
    pass_type = ChoiceField(
        lazy_gettext("Pass type"), "radios", missing=lazy_gettext("Choose a pass type")
    )
    id_type = ChoiceField(
        lazy_gettext("Type of document"), missing=spoken_later("id_kind"), default="cn_id"
    )
    id_number = TextField(
        lazy_gettext("Document number"),
        lambda text: identifiers.one_line(text, NUMBER_MAX),
        hint=lazy_gettext("Of the document you will show at the entrance; stored encrypted"),
        missing=lazy_gettext("Enter the number of your document"),
        attrs={"autocomplete": "off", "autocapitalize": "characters"},
    )
    age_ok = BoxField("")
    consent_notice = ConsentField()
    consent_id = ConsentField()
    consent_marketing = ConsentField()
    consent_exhibitors = ConsentField()

    def __init__(self, show: Show, questions: Sequence[Question], **kw: Any) -> None:
        super().__init__(show, Kind.VISITOR, questions, **kw)
        if self.channel and HEARD_FROM in self.asked:
            del self.asked[HEARD_FROM]
        if show.switch("id_check"):
            self.name.description = gettext("As on your ID")
        for field in (self.company, self.job_title):
            # What is typical differs from trade to trade.
            if own_hint := show.text(f"{field.name}_hint").in_(self.language):
                field.description = own_hint
        self._give_options()
        self._offer_pass_types()
        self._ask_age()
        self._ask_document()

    def validate_id_number(self, field: TextField) -> None:
        """The number has to look like one of its kind."""
        try:
            identity.document(self.id_type.data, field.value)
        except IdentifierError as error:
            # A kind that is not there is said beside its own list.
            if error.code != "id_kind":
                raise ValidationError(spoken(error.code)) from error

    def validate_province(self, field: ChoiceField) -> None:
        """A province is asked of mainland visitors only."""
        if self.country.value == "CN" and not field.value:
            raise ValidationError(gettext("Choose your province"))

    def validate_email(self, field: EmailField) -> None:
        """Without a mainland number the mailbox is the only way to send a lost pass again."""
        if self.mobile.value and not self.mobile.is_mainland and not field.value:
            raise ValidationError(spoken("email_abroad"))

    def details(self, locale: str) -> VisitorDetails:
        """What the service gets, from a form that is valid."""
        country = self.country.value
        return VisitorDetails(
            name=self.name.value,
            mobile=self.mobile.value,
            company=self.company.value,
            job_title=self.job_title.value,
            country=country,
            province=self.province.value if country == "CN" else "",
            city=self.city.value,
            email=self.email.value,
            pass_type=self.pass_type.value,
            locale=locale,
            answers=self.asked.answers,
            consents=self.consents_given(),
            channel=self.channel,
            document=self._document(),
        )

    def _give_options(self) -> None:
        language = self.language
        self.mobile_country.options = dial_options(language)
        self.country.options = country_options(language)
        self.province.options = province_options(language)

    def _offer_pass_types(self) -> None:
        offered = [kind for kind in self.show.pass_types if kind.on_offer]
        self.pass_type.options = [
            Option(kind.slug, kind.label.in_(self.language)) for kind in offered
        ]
        self.pass_type.description = _review_hint(offered, self.language)
        # The only type, or on a fresh page the first, is chosen for the visitor.
        if offered and not self.pass_type.data and (len(offered) == 1 or self.is_fresh):
            self.pass_type.data = offered[0].slug

    def _document(self) -> Document | None:
        if "id_number" not in self._fields:
            return None
        return identity.document(self.id_type.value, self.id_number.value)

    def _ask_document(self) -> None:
        if not self.show.switch("id_number"):
            del self.id_type, self.id_number
            return
        self.id_type.options = [
            Option(kind, label.in_(self.language)) for kind, label in identity.KINDS.items()
        ]

    def _ask_age(self) -> None:
        years = self.show.switch("min_age")
        if not years:
            del self.age_ok
            return
        self.age_ok.label.text = gettext("I am %(n)s or older", n=years)
        self.age_ok.missing = gettext("Please confirm your age")


def _review_hint(offered: Sequence[PassType], language: str) -> str:
    """Says which of the pass types are looked at by staff before they are valid."""
    reviewed = {kind.slug: kind.label.in_(language) for kind in offered if kind.needs_review}
    if set(reviewed) == {"vip_buyer", "media"}:
        return str(gettext("VIP and press are reviewed"))
    if not reviewed:
        return ""
    return str(gettext("Reviewed: %(types)s", types=gettext(", ").join(reviewed.values())))
