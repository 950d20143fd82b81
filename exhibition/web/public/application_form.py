"""The task 补充资料 of an exhibitor, a step of it, and the correction of what staff sent back.

One form serves all: it holds the fields it is told to, wherever these were first asked; with
comments each under the comment of the staff.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from exhibition.domain import identifiers
from exhibition.domain.answers import Answer
from exhibition.domain.application_steps import STEPS, Step
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.questions import Question
from exhibition.models.registration import Registration
from exhibition.models.show import Show
from exhibition.models.upload import Upload
from exhibition.web.fields import NumberField, OwnField, TextField
from exhibition.web.public import application_fields, first_contact
from exhibition.web.public.public_form import PublicForm
from exhibition.web.public.sign_up_form import (
    dial_options,
    mobile_country_field,
    province_options,
)
from exhibition.web.upload_field import UploadField

#: What the task asks, over all its steps (experience.md §3.3).
TASK_FIELDS = tuple(name for step in STEPS for name in step.fields)
#: Controls that make no sense without another one.
_COMPANIONS = {
    "mobile": ("mobile_country",),
    "wechat_id": ("wechat_same",),
    "booth_type": ("booth_count", "area_sqm"),
}
#: Controls that are read with another one and are no value of their own.
_AIDS = ("mobile_country", "wechat_same")
#: What the form carries along on every page.
_CARRIED = ("csrf_token", "seen_edits")


class ApplicationForm(PublicForm):
    """What a company adds to its application, or corrects in it."""

    questions_after = "email"

    #: How often staff had edited the record when the page was opened.
    seen_edits = HiddenField()

    company_zh = first_contact.company_zh()
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

    uscc = application_fields.uscc()
    reg_no_overseas = application_fields.reg_no_overseas()
    licence_file = application_fields.licence_file()
    qualification_files = application_fields.qualification_files()
    company_en = first_contact.company_en(optional=True)
    address = application_fields.address()
    website = application_fields.website()
    contact_title = application_fields.contact_title()
    department = application_fields.department()
    phone_office = application_fields.phone_office()
    wechat_id = application_fields.wechat_id()
    wechat_same = application_fields.wechat_same()
    products = application_fields.products()
    open_sides = application_fields.open_sides()
    booth_preference = application_fields.booth_preference()

    def __init__(
        self,
        show: Show,
        registration: Registration,
        questions: Iterable[Question],
        names: Collection[str],
        *,
        comments: Mapping[str, str] | None = None,
        asked_at: datetime | None = None,
        uploads: Sequence[Upload] = (),
    ) -> None:
        """``names`` are fields and slugs of questions; ``asked_at`` is when staff commented."""
        assert registration.application is not None, "a visitor has no application"
        self.show = show
        self.registration = registration
        self.company = registration.application
        self.is_correction = comments is not None
        self._asked_at = asked_at
        asked = set(names).union(*(_COMPANIONS.get(name, ()) for name in names))
        answers = {slug: Answer.from_json(said) for slug, said in registration.answers.items()}
        super().__init__(
            [
                question.with_held(answers.get(question.slug, Answer()))
                for question in questions
                if question.form == "exhibitor" and question.slug in asked
            ],
            answers=answers,
            data=_current(registration),
        )
        for name in [name for name in self._fields if name not in (*asked, *_CARRIED)]:
            del self[name]
        self._give_options()
        self.hold(uploads)
        if comments is not None:
            self._explain(comments)

    @property
    def removed(self) -> tuple[Upload, ...]:
        """The files handed in before that the applicant ticked to take away."""
        return tuple(upload for field in self.upload_fields() for upload in field.removed)

    def files(self) -> dict[str, list[FileStorage]]:
        """The new files by field, for the file store to check; fields without one are left out."""
        return {field.name: field.value for field in self.upload_fields() if field.value}

    @property
    def seen(self) -> int | None:
        """How many edits by staff the page knew of; None where it did not say."""
        text = str(self.seen_edits.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def upload_fields(self) -> list[UploadField]:
        """The fields that take files."""
        return [field for field in self._fields.values() if isinstance(field, UploadField)]

    def hold(self, uploads: Sequence[Upload]) -> None:
        """Gives each field the files that were handed in for it."""
        ticked = request.form.getlist("remove_file") if self.was_sent else []
        for field in self.upload_fields():
            field.kept = [upload for upload in uploads if upload.field == field.name]
            field.removed = [upload for upload in field.kept if str(upload.id) in ticked]
            since = self._asked_at
            field.is_answered = since is not None and any(
                upload.created_at > since for upload in field.kept
            )

    def overtake(self, names: Collection[str]) -> None:
        """Says beside each of these fields what it says now: staff changed it meanwhile."""
        for field in self.in_order():
            if field.name in names:
                now = _shown_now(field, _current(self.registration).get(field.name))
                sentence = gettext("Changed to “%(now)s” by the organizer meanwhile", now=now)
                field.errors = [*field.errors, sentence]

    def details(self) -> ApplicationDetails:
        """What the service gets, from a form that is valid: only what the page asked for."""
        values: dict[str, str | int | None] = {
            name: field.value
            for name, field in self._fields.items()
            if isinstance(field, OwnField) and not isinstance(field, UploadField)
        }
        for aid in _AIDS:
            values.pop(aid, None)
        for name, unit in (("booth_count", "count"), ("area_sqm", "area")):
            if name in values:
                values[name] = first_contact.fitting(self[name], unit, self.show, self._booth)
        if "wechat_same" in self and self.wechat_same.value:
            values["wechat_id"] = self._mobile.removeprefix("+86")
        return ApplicationDetails(values, {field.name: field.answer for field in self.asked})

    def validate_company_zh(self, field: TextField) -> None:
        """A mainland company always has a Chinese name; others have one name at least."""
        if not field.value and (self.company.origin == "cn" or not self._text("company_en")):
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_company_en(self, field: TextField) -> None:
        """A company from overseas always has an English name; others have one name at least."""
        if not field.value and (self.company.origin == "overseas" or not self._text("company_zh")):
            raise ValidationError(gettext("Enter the company name as registered"))

    def validate_area_sqm(self, field: NumberField) -> None:
        """Raw space has a smallest size."""
        first_contact.check_area(field, self.show, self._booth)

    @property
    def _booth(self) -> str:
        return self.booth_type.value if "booth_type" in self else self.company.booth_type

    @property
    def _mobile(self) -> str:
        return self.mobile.value if "mobile" in self else self.registration.mobile

    def _text(self, name: str) -> str:
        """A name of the company as it will be: typed here, else as it stands."""
        if name in self:
            return str(self[name].data).strip()
        return str(getattr(self.company, name))

    def _give_options(self) -> None:
        if "mobile_country" in self:
            self.mobile_country.options = dial_options(self.language)
        if "province" in self:
            self.province.options = province_options(self.language)
        if "booth_type" in self:
            self.booth_type.options = first_contact.booth_options(self.show, self.language)
        if "area_sqm" in self:
            first_contact.say_least_area(self.area_sqm, self.show)
        if "open_sides" in self:
            self.open_sides.options = application_fields.side_options()

    def _explain(self, comments: Mapping[str, str]) -> None:
        """Puts the comments of the staff to their fields, and asks for what was missing."""
        for field in self.in_order():
            field.comment = comments.get(field.name, "")
            had_none = isinstance(field, TextField) and not field.object_data
            if field.name in comments and (had_none or isinstance(field, UploadField)):
                field.missing = field.missing or gettext("Please complete this field")


def step_names(step: Step, origin: str, questions: Iterable[Question]) -> set[str]:
    """The fields and the slugs of the questions on one step of the task."""
    names = set(step.fields) - {"reg_no_overseas" if origin == "cn" else "uscc"}
    if step.has_questions:
        names |= {
            question.slug
            for question in questions
            if question.form == "exhibitor" and question.page == "application"
        }
    return names


def _shown_now(field: OwnField, value: object) -> str:
    options = getattr(field, "options", ())
    labels = {option.value: option.label for option in options}
    return labels.get(value, str(value or "–"))


def _current(registration: Registration) -> dict[str, Any]:
    """What the application says now, by the name of the field."""
    application = registration.application
    columns = (*TASK_FIELDS, "company_zh", "booth_type", "booth_count", "area_sqm", "remark")
    return {
        **{name: getattr(application, name, None) for name in columns},
        "contact_name": registration.name,
        "mobile": identifiers.display_mobile(registration.mobile),
        "mobile_country": identifiers.mobile_country(registration.mobile),
        "email": registration.email,
        "province": registration.province,
        "city": registration.city,
        "wechat_same": False,
    }
