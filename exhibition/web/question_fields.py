"""The organizer's own questions as a form of their own.

They are items, never attributes: a question with the slug ``validate`` that stood as an attribute
was seen to switch validation off.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import StopValidation

from exhibition.domain.answers import Answer, AnswerError
from exhibition.domain.questions import OTHER, Choice, Question
from exhibition.web.fields import OwnField, ParagraphField, spoken

#: A list of more options has a search within it.
_SEEN_AT_A_GLANCE = 12


@dataclass(frozen=True)
class Chip:
    """One option as the page shows it; a group holds the chips inside it."""

    slug: str
    label: str
    chosen: bool
    items: tuple["Chip", ...] = ()
    #: The label in the other language, where a search looks at it too.
    also: str = ""

    @property
    def chosen_inside(self) -> int:
        """How many of the group's items are chosen."""
        return sum(item.chosen for item in self.items)


class QuestionField(OwnField):
    """One question: chips to tap or a text to write, and the text beside *other*."""

    def __init__(self, question: Question, language: str, **bound: Any) -> None:
        super().__init__(
            question.label.in_(language),
            hint=question.hint.in_(language),
            missing=question.label.in_(language) if question.required else "",
            **bound,
        )
        self.kind = "question_text" if question.takes_text else "chips"
        if question.kind == "long_text":
            self.attrs = {**ParagraphField.own_attrs}
        self.question = question
        self.language = language
        self.answer = Answer()
        #: Whether the error is about the text for *other*.
        self.wrong_other = False

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Reads the text for *other* too, which is a control of its own."""
        self.other = ""
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            typed = formdata.get(self.other_name, "")
            self.other = typed if isinstance(typed, str) else ""

    def process_data(self, value: Answer | None) -> None:
        """Shows an answer that was given already."""
        self.data = list(value.values) if value else []
        self.other = value.other if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was chosen or typed."""
        self.data = [value for value in valuelist if isinstance(value, str)]

    def pre_validate(self, _form: Any) -> None:
        """Takes the answer, or raises StopValidation with the sentence."""
        self.answer = Answer()
        self.wrong_other = False
        try:
            self.answer = self.question.parse(self.data, self.other)
        except AnswerError as error:
            self.wrong_other = error.in_other
            raise StopValidation(spoken(error.code, error.params)) from error

    @property
    def shown(self) -> str:
        """What was chosen or typed, in words."""
        said = self.question.display(Answer(tuple(self.data), self.other), self.language)
        return ("、" if self.language == "zh" else ", ").join(said)

    @property
    def other_name(self) -> str:
        """The name of the text control for *other*."""
        return f"{self.name}_other"

    @property
    def text(self) -> str:
        """What was typed, where the answer is a text."""
        return self.data[0] if self.data else ""

    @property
    def takes_many(self) -> bool:
        """Whether several options may be chosen."""
        return self.question.kind == "choices"

    @property
    def is_searched(self) -> bool:
        """Whether a search helps: many options, most of them folded away in groups."""
        offered = self.question.offered
        return len(offered) > _SEEN_AT_A_GLANCE and any(choice.is_group for choice in offered)

    @property
    def most(self) -> int:
        """How many options may be chosen; 0 where there is one choice, or no limit."""
        return (self.question.max_choices or 0) if self.takes_many else 0

    @property
    def too_many(self) -> str:
        """The sentence for more than that."""
        return spoken("choose_at_most", {"max": self.most})

    @property
    def has_other(self) -> bool:
        """Whether an option stands there that has a text of its own."""
        return self.question.allow_other and any(
            choice.slug == OTHER for choice in self.question.offered
        )

    @property
    def first(self) -> tuple[Chip, ...]:
        """The chips that stand there at once."""
        return tuple(self._chip(choice) for choice in self.question.shown_first)

    @property
    def later(self) -> tuple[Chip, ...]:
        """The chips behind 更多."""
        return tuple(self._chip(choice) for choice in self.question.shown_later)

    def _chip(self, choice: Choice) -> Chip:
        items = self.question.items_of(choice.slug) if choice.is_group else ()
        return Chip(
            choice.slug,
            choice.label.in_(self.language),
            choice.slug in self.data,
            tuple(self._chip(item) for item in items),
            choice.label.in_(self._other_language) if self.is_searched else "",
        )

    @property
    def _other_language(self) -> str:
        return "zh" if self.language == "en" else "en"


class _PlainMeta(DefaultMeta):
    """No token of its own (the form around it has one) and no foreign sentences."""

    csrf = False
    locales = False


class QuestionForm(BaseForm):
    """The questions of one page, by slug."""

    def __init__(
        self,
        questions: Iterable[Question],
        language: str,
        formdata: MultiDict[str, Any] | None,
        answers: Mapping[str, Answer] | None = None,
    ) -> None:
        asked = [question for question in questions if question.askable]
        super().__init__(
            [(question.slug, QuestionField(question, language)) for question in asked],
            meta=_PlainMeta(),
        )
        self.process(formdata, data=dict(answers or {}))

    def __iter__(self) -> Iterator[QuestionField]:
        return iter(self._fields.values())

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, by slug, once the form is valid; the unanswered are left out."""
        return {name: field.answer for name, field in self._fields.items() if field.answer}

    @property
    def control_names(self) -> list[str]:
        """The names of all its controls, those of the texts for *other* too."""
        return [name for field in self for name in (field.name, field.other_name)]
