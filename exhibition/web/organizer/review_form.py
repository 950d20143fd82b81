"""What staff write with a decision: a message, a note, and when sent back a comment per field."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.fields import HiddenField
from wtforms.validators import ValidationError

from exhibition.domain import clock, identifiers
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.questions import Question
from exhibition.models import Registration, Show
from exhibition.services.review import Said
from exhibition.web import formats
from exhibition.web.fields import ParagraphField, spoken
from exhibition.web.mail_facts import field_label
from exhibition.web.organizer.show_fields import DateField

MESSAGE_MAX = 1_000
COMMENT_MAX = 300
DAYS_TO_CORRECT = 7

#: What can be sent back, in the order of the page; questions of the show follow.
_COMPANY = ("company_zh", "company_en", "licence_file", "qualification_files")
_REST = (
    *("address", "website", "province", "city", "contact_name", "contact_title", "department"),
    *("mobile", "phone_office", "wechat_id", "email", "booth_type", "open_sides"),
    *("booth_preference", "products", "remark"),
)


@dataclass
class Line:
    """One field that can be sent back, with the comment on it."""

    name: str
    label: str
    ticked: bool
    comment: str
    problem: str = ""

    @property
    def comment_name(self) -> str:
        """The name of the control for the comment."""
        return f"comment_{self.name}"


class ReviewForm(FlaskForm):
    """The words that go with any decision."""

    version = HiddenField()
    #: When the page was opened, to say what has changed since.
    opened = HiddenField()
    message = ParagraphField(
        lazy_gettext("Message to the applicant (goes into the mail)"), MESSAGE_MAX
    )
    note = ParagraphField(lazy_gettext("Internal note (not sent)"), MESSAGE_MAX)

    def __init__(self, registration: Registration | None = None) -> None:
        """For one registration, or for many at once."""
        opened = clock.now().isoformat()
        version = str(registration.version) if registration else ""
        super().__init__(data={"version": version, "opened": opened})

    def said(self) -> Said:
        """What the service gets, from a form that is valid."""
        return Said(message=self.message.value, note=self.note.value)

    def kept(self) -> list[tuple[str, str]]:
        """Names and values of the form, for the page that shows the mail."""
        names = ("version", "opened", "message", "note")
        return [(name, str(self[name].data or "")) for name in names]

    def words_for_mail(self) -> list[str]:
        """What was typed that the registrant will read."""
        return [str(self.message.data or "")]

    def opened_at(self) -> datetime | None:
        """When the page was opened; None where that cannot be read."""
        try:
            moment = datetime.fromisoformat(self.opened.data or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def look_again(self, registration: Registration) -> None:
        """Deciding again on what is now on the page is a decision of its own."""
        self.version.data = str(registration.version)
        self.opened.data = clock.now().isoformat()


class SendBackForm(ReviewForm):
    """The words when something has to be completed or corrected."""

    due_on = DateField(lazy_gettext("Please correct by"))

    def __init__(
        self, show: Show, asked: Iterable[Question], registration: Registration | None = None
    ) -> None:
        super().__init__(registration)
        self.zone = show.zone
        if request.method != "POST" or "due_on" not in request.form:
            self.due_on.data = (self._today() + timedelta(days=DAYS_TO_CORRECT)).isoformat()
        self.lines = [_line(name, label) for name, label in _fields(registration, list(asked))]
        #: The sentence where nothing at all was ticked.
        self.problem = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether something is sent back, each with a comment."""
        right = super().validate(extra_validators)
        self._check_lines()
        self.problem = "" if self._ticked() else gettext("Tick at least one field")
        return right and not self.problem and not any(line.problem for line in self.lines)

    def validate_due_on(self, field: DateField) -> None:
        """Nobody can correct something by yesterday."""
        if field.value is not None and field.value < self._today():
            raise ValidationError(gettext("This day is over"))

    def said(self) -> Said:
        """What the service gets, from a form that is valid."""
        comments = {line.name: line.comment for line in self._ticked()}
        return Said(self.message.value, self.note.value, comments, self.due_on.value)

    def kept(self) -> list[tuple[str, str]]:
        """Names and values of the form, for the page that shows the mail."""
        ticked = [("field", line.name) for line in self._ticked()]
        comments = [(line.comment_name, line.comment) for line in self._ticked()]
        return [*super().kept(), ("due_on", str(self.due_on.data)), *ticked, *comments]

    def words_for_mail(self) -> list[str]:
        """What was typed that the registrant will read."""
        return [*super().words_for_mail(), *(line.comment for line in self._ticked())]

    def _ticked(self) -> list[Line]:
        return [line for line in self.lines if line.ticked]

    def _check_lines(self) -> None:
        for line in self._ticked():
            try:
                line.comment = identifiers.paragraph(line.comment, COMMENT_MAX)
            except IdentifierError as error:
                line.problem = spoken(error.code, error.params)
            if not line.comment:
                line.problem = gettext("Say what has to be corrected")

    def _today(self) -> date:
        return clock.now().astimezone(self.zone).date()


def _line(name: str, label: str) -> Line:
    comment = request.form.get(f"comment_{name}", "")
    return Line(name, label, name in request.form.getlist("field"), comment)


def _fields(registration: Registration | None, asked: list[Question]) -> list[tuple[str, str]]:
    own = [
        question.slug
        for question in asked
        if question.form == "exhibitor" and question.enabled and question.page != "success"
    ]
    names = (*_COMPANY[:2], *_numbers(registration), *_COMPANY[2:], *_REST, *own)
    return [(name, field_label(name, asked, formats.locale())) for name in names]


def _numbers(registration: Registration | None) -> tuple[str, ...]:
    """The number a company is registered under; both kinds where there are many companies."""
    application = registration.application if registration else None
    if application is None:
        return ("uscc", "reg_no_overseas")
    return ("uscc",) if application.origin == "cn" else ("reg_no_overseas",)
