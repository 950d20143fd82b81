"""The forms in which registrants change what they said: the fields and sentences of the sign-up."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask_babel import gettext
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from exhibition.domain import identifiers
from exhibition.domain.answers import Answer
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models.registration import Registration
from exhibition.services import particulars
from exhibition.web.fields import NumberField, Option, OwnField, TextField
from exhibition.web.public import first_contact
from exhibition.web.public.public_form import PublicForm
from exhibition.web.public.sign_up_form import (
    country_options,
    dial_options,
    mobile_country_field,
    province_options,
)
from exhibition.web.public.visitor_form import VisitorForm

#: Read with the number, no value of its own.
_AID = "mobile_country"
_UNSEEN = frozenset({"csrf_token", "version", _AID})


class ChangeForm(PublicForm):
    """What both kinds have: the version that was on the page, and only fields that may change."""

    questions_after = "email"

    version = HiddenField()

    def __init__(
        self,
        registration: Registration,
        questions: Iterable[Question],
        *,
        changeable: Collection[str],
    ) -> None:
        self.show = registration.show
        self.registration = registration
        answers = {slug: Answer.from_json(said) for slug, said in registration.answers.items()}
        super().__init__(
            [question.with_held(answers.get(question.slug, Answer())) for question in questions],
            answers=answers,
            data=_current(registration, changeable) | {"version": str(registration.version)},
        )
        self._leave_open(changeable)
        self._give_options()

    @property
    def seen_version(self) -> int:
        """The version that was on the page; 0 where it was tampered with."""
        text = str(self.version.data)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def values(self) -> dict[str, Any]:
        """What the service gets, from a form that is valid, by form field."""
        return {field.name: field.value for field in self.controls()}

    def answers(self) -> dict[str, Answer]:
        """What was answered, the questions left empty too: their answer was taken back."""
        return {field.name: field.answer for field in self.asked}

    def controls(self) -> list[OwnField]:
        """The fields that say something, the questions aside."""
        return [
            field
            for name, field in self._fields.items()
            if isinstance(field, OwnField) and name != _AID
        ]

    def differing(self) -> list[tuple[str, str]]:
        """Label and stored words of everything that stands otherwise than it was typed."""
        present: dict[str, Any] = {
            slug: Answer.from_json(said) for slug, said in self.registration.answers.items()
        }
        present |= _current(self.registration, self._fields.keys() - _UNSEEN)
        return [
            (field.short_label, stored)
            for field in (*self.controls(), *self.asked)
            if (stored := _stored_words(field, present.get(field.name))) != field.shown
        ]

    def _leave_open(self, changeable: Collection[str]) -> None:
        kept = _UNSEEN.union(changeable)
        for name in [name for name in self._fields if name not in kept]:
            del self[name]

    def _give_options(self) -> None:
        self.mobile_country.options = dial_options(self.language)
        if "country" in self:
            self.country.options = country_options(self.language)
        if "province" in self:
            self.province.options = province_options(self.language)


class VisitorChangeForm(ChangeForm):
    """A visitor: all but the pass type, which staff may have reviewed."""

    name = VisitorForm.name
    mobile_country = mobile_country_field()
    mobile = VisitorForm.mobile
    company = VisitorForm.company
    job_title = VisitorForm.job_title
    country = VisitorForm.country
    province = VisitorForm.province
    city = VisitorForm.city
    email = VisitorForm.email

    validate_province = VisitorForm.validate_province
    validate_email = VisitorForm.validate_email

    def values(self) -> dict[str, Any]:
        """What the service gets; a province is kept for the mainland only."""
        found = super().values()
        return found if found["country"] == "CN" else found | {"province": ""}


class ExhibitorChangeForm(ChangeForm):
    """An application: all of the first contact until it is decided, then the contact alone."""

    questions_after = "company_en"

    contact_name = first_contact.contact_name()
    mobile_country = mobile_country_field()
    mobile = first_contact.mobile()
    email = first_contact.email()
    company_zh = first_contact.company_zh()
    company_en = first_contact.company_en()
    booth_type = first_contact.booth_type()
    booth_count = first_contact.booth_count()
    area_sqm = first_contact.area_sqm()
    province = first_contact.province()
    city = first_contact.city()
    remark = first_contact.remark()

    def values(self) -> dict[str, Any]:
        """What the service gets; a number counts only where the kind of booth is counted so."""
        found = super().values()
        for name, unit in (("booth_count", "count"), ("area_sqm", "area")):
            if name in self:
                booth = self.booth_type.value
                found[name] = first_contact.fitting(self[name], unit, self.show, booth)
        return found

    def validate_company_zh(self, field: TextField) -> None:
        """A mainland company always has a Chinese name; others have one name at least."""
        needed = self._origin == "cn" or not str(self.company_en.data).strip()
        if not field.value and needed and self._origin != "overseas":
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_company_en(self, field: TextField) -> None:
        """A company from overseas always has an English name."""
        if not field.value and self._origin == "overseas":
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_area_sqm(self, field: NumberField) -> None:
        """Raw space has a smallest size."""
        first_contact.check_area(field, self.show, self.booth_type.value)

    @property
    def _origin(self) -> str:
        application = self.registration.application
        return application.origin if application else ""

    def _give_options(self) -> None:
        super()._give_options()
        if "booth_type" in self:
            self.booth_type.options = _booths(self.registration, self.language)
            first_contact.say_least_area(self.area_sqm, self.show)


FORMS: Mapping[Kind, type[ChangeForm]] = {
    Kind.VISITOR: VisitorChangeForm,
    Kind.EXHIBITOR: ExhibitorChangeForm,
}


def _current(registration: Registration, names: Collection[str]) -> dict[str, Any]:
    """What the registration says now, by the name of the field, as it would be typed."""
    return particulars.read(registration, names) | {
        "mobile": identifiers.display_mobile(registration.mobile),
        _AID: identifiers.mobile_country(registration.mobile),
    }


def _stored_words(field: OwnField, stored: Any) -> str:
    """What a field would say if it held this; the field itself keeps what it holds."""
    held = dict(vars(field))
    try:
        field.process_data(stored)
        return field.shown
    finally:
        vars(field).update(held)


def _booths(registration: Registration, language: str) -> list[Option]:
    """What is on offer, and what was chosen although it no longer is."""
    show, application = registration.show, registration.application
    offered = first_contact.booth_options(show, language)
    wished = application.booth_type if application else ""
    if all(option.value != wished for option in offered):
        offered += [
            Option(kind.slug, kind.label.in_(language), kind.unit)
            for kind in show.booth_types
            if kind.slug == wished
        ]
    return offered
