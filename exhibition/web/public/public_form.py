"""A form that is shown again rather than refused: with its questions, its errors, every word kept.

Forms check what was typed and speak plainly; they never save and never ask the database.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from flask import current_app, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from exhibition.domain import clock
from exhibition.domain.answers import Answer
from exhibition.domain.questions import Question
from exhibition.web import formats
from exhibition.web.fields import OwnField
from exhibition.web.question_fields import QuestionForm

#: A form that lay open longer is shown once more, with every word: the notice beside its boxes
#: may have changed since it was read.
OLDEST = timedelta(hours=24)


class Problem(NamedTuple):
    """One line of the error summary; ``label`` is empty where the sentence says all."""

    field_id: str
    label: str
    sentence: str


class PublicForm(FlaskForm):
    """A form with the organizer's questions in it, that is shown again rather than refused."""

    #: The core field after which the questions stand.
    questions_after = ""

    def __init__(
        self,
        questions: Iterable[Question],
        *,
        answers: Mapping[str, Answer] | None = None,
        typed: MultiDict[str, Any] | None = None,
        **kw: Any,
    ) -> None:
        """``typed`` is what somebody put aside before; what was sent just now goes first."""
        posted = typed if (sent := _posted()) is None else sent
        self.is_fresh = posted is None
        super().__init__(formdata=posted, **kw)
        self.language = formats.locale()
        self.asked = QuestionForm(questions, self.language, posted, answers)

    @property
    def was_sent(self) -> bool:
        """Whether the page shows what somebody sent, rather than an empty form."""
        return request.method == "POST"

    @property
    def expired(self) -> bool:
        """Whether the form is too old or its token is not of this session: to be sent once more."""
        token = self._fields.get("csrf_token")
        return token is not None and (bool(token.errors) or self._is_too_old(token.data))

    @property
    def notices(self) -> list[str]:
        """Sentences about the form as a whole, for the top of the page."""
        if self.expired:
            return [gettext("The page was open for a long time. Please check and send it again.")]
        return []

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether everything is right; all fields are checked, so that all errors show at once."""
        core = super().validate(extra_validators)
        asked = self.asked.validate()
        return core and asked and not self.expired

    def in_order(self) -> Iterator[OwnField]:
        """The fields a person fills in, in the order of the page."""
        for name, field in self._fields.items():
            if isinstance(field, OwnField):
                yield field
            if name == self.questions_after:
                yield from self.asked
        if self.questions_after not in self._fields:
            yield from self.asked

    def summary(self) -> list[Problem]:
        """What needs attention, in the order of the page."""
        return [
            Problem(field.id, field.short_label, str(field.errors[0]))
            for field in self.in_order()
            if field.errors
        ]

    def typed(self) -> list[tuple[str, str]]:
        """What somebody filled in, label and words, to be read where it cannot be sent any more."""
        return [(str(field.label.text), field.shown) for field in self.in_order() if field.shown]

    def refuse(self, field_name: str, code: str, **params: object) -> None:
        """Adds an error that was found after the form itself was right, such as a damaged file."""
        self[field_name].refuse(code, **params)

    def _is_too_old(self, token: str | None) -> bool:
        signer = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
        try:
            _, made = signer.loads(token or "", return_timestamp=True)
        except BadData:
            return self.was_sent
        return self.was_sent and clock.now() - made > OLDEST


def _posted() -> CombinedMultiDict[str, Any] | None:
    if request.method != "POST":
        return None
    return CombinedMultiDict((request.files, request.form))
