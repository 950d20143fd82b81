"""The questions a show asks beyond its core fields, and what counts as an answer to one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from exhibition.domain.answers import Answer, AnswerError
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.typed_text import IdentifierError, one_line, paragraph

__all__ = ["Answer", "AnswerError", "Choice", "Form", "Kind", "Page", "Question"]

Form = Literal["visitor", "exhibitor"]
Page = Literal["form", "success", "application"]
Kind = Literal["choice", "choices", "text", "long_text"]

FORMS: tuple[Form, ...] = get_args(Form)
PAGES: tuple[Page, ...] = get_args(Page)
KINDS: tuple[Kind, ...] = get_args(Kind)

#: The option that has a line of text beside it.
OTHER = "other"
#: What ``Question.choices_from`` says where the options are the days of the show.
DAYS = "days"

#: Characters of a free text, and of the text for *other*, where the question sets no limit.
_LONGEST: Mapping[Kind, int] = {"choice": 100, "choices": 100, "text": 100, "long_text": 500}

_WEEKDAYS = (
    ("周一", "Mon"),
    ("周二", "Tue"),
    ("周三", "Wed"),
    ("周四", "Thu"),
    ("周五", "Fri"),
    ("周六", "Sat"),
    ("周日", "Sun"),
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Choice:
    """One option. A group is an option too: choosing it means all that stands in it."""

    slug: str
    label: Bilingual
    group: str | None = None
    is_group: bool = False
    frequent: bool = False
    #: Offered no more; kept so that earlier answers stay readable.
    retired: bool = False


@dataclass(frozen=True)
class Question:
    """One question: where it stands, what it offers, what it takes."""

    slug: str
    form: Form
    page: Page
    kind: Kind
    label: Bilingual
    hint: Bilingual = field(default_factory=Bilingual)
    required: bool = False
    enabled: bool = True
    min_choices: int | None = None
    max_choices: int | None = None
    #: Characters, of the text or of the text for *other*; None is the ordinary limit.
    max_length: int | None = None
    #: How many options stand there before 更多; 0 shows them all.
    visible_first: int = 0
    allow_other: bool = False
    #: ``days`` where the options are the show's days, else empty.
    choices_from: str = ""
    choices: tuple[Choice, ...] = ()
    position: int = 0

    @property
    def takes_text(self) -> bool:
        """Whether the answer is free text rather than options."""
        return self.kind in ("text", "long_text")

    @property
    def longest(self) -> int:
        """How many characters the text (or the text for *other*) may have."""
        return self.max_length if self.max_length is not None else _LONGEST[self.kind]

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The options that can be chosen now, groups included."""
        return tuple(choice for choice in self.choices if not choice.retired)

    @property
    def askable(self) -> bool:
        """Whether to show it: switched on, and with something to choose where it is a choice."""
        return self.enabled and (self.takes_text or bool(self.offered))

    @property
    def top_level(self) -> tuple[Choice, ...]:
        """The options and groups that stand in no group."""
        return tuple(choice for choice in self.offered if choice.group is None)

    @property
    def shown_first(self) -> tuple[Choice, ...]:
        """The top-level options before 更多: the frequent ones, then in the order of the list."""
        if not self.visible_first:
            return self.top_level
        by_use = sorted(self.top_level, key=lambda choice: not choice.frequent)
        first = by_use[: self.visible_first]
        return tuple(choice for choice in self.top_level if choice in first)

    @property
    def shown_later(self) -> tuple[Choice, ...]:
        """The top-level options behind 更多."""
        first = self.shown_first
        return tuple(choice for choice in self.top_level if choice not in first)

    def items_of(self, group: str) -> tuple[Choice, ...]:
        """The options inside a group."""
        return tuple(choice for choice in self.offered if choice.group == group)

    def expand(self, slug: str) -> frozenset[str]:
        """What a filter on this option finds: itself, and for a group its items, retired too."""
        return frozenset({slug, *(c.slug for c in self.choices if c.group == slug)})

    def with_days(self, days: Iterable[date]) -> "Question":
        """The question with the show's days as its options; others stay as they are."""
        if self.choices_from != DAYS:
            return self
        return replace(self, choices=tuple(_day_choice(day) for day in sorted(set(days))))

    def with_held(self, answer: Answer) -> "Question":
        """The question for changing this answer: options it holds stand there although retired."""
        return replace(
            self,
            choices=tuple(
                replace(choice, retired=choice.retired and choice.slug not in answer.values)
                for choice in self.choices
            ),
        )

    def parse(self, values: Sequence[str], other: str = "") -> Answer:
        """The answer in what was posted under the question's name; raises AnswerError.

        ``other`` is what was posted as ``<slug>_other``.
        """
        if self.takes_text:
            return self._parse_text(values[0] if values else "")
        chosen = self._known(values)
        self._check_count(len(chosen))
        if not (self.allow_other and OTHER in chosen):
            # A text left beside an option that was unticked again is hidden, and dropped.
            return Answer(chosen)
        return Answer(chosen, self._typed(other, in_other=True))

    def display(self, answer: Answer, locale: str) -> list[str]:
        """The answer in words, one entry for each option; *other* with its text."""
        if self.takes_text:
            return list(answer.values)
        return [self._worded(slug, answer.other, locale) for slug in answer.values]

    @cached_property
    def _labels(self) -> Mapping[str, Bilingual]:
        # An export asks for the words of a hundred thousand answers.
        return {choice.slug: choice.label for choice in self.choices}

    def _worded(self, slug: str, other: str, locale: str) -> str:
        label = self._labels[slug].in_(locale) if slug in self._labels else slug
        if slug != OTHER or not other:
            return label
        return f"{label}: {other}" if locale.startswith("en") else f"{label}：{other}"

    def _parse_text(self, text: str) -> Answer:
        text = self._typed(text)
        if not text and self.required:
            raise AnswerError("required_text")
        return Answer((text,) if text else ())

    def _typed(self, text: str, *, in_other: bool = False) -> str:
        read = paragraph if self.kind == "long_text" else one_line
        try:
            return read(text, self.longest)
        except IdentifierError as fault:
            code = "too_long" if fault.code == "text_long" else "control_character"
            raise AnswerError(code, in_other=in_other, **fault.params) from fault

    def _known(self, values: Sequence[str]) -> tuple[str, ...]:
        """The posted slugs, each once, in the order of the list."""
        posted = {value for value in values if value}
        offered = [choice.slug for choice in self.offered]
        if not posted.issubset(offered):
            raise AnswerError("unknown_choice")
        return tuple(slug for slug in offered if slug in posted)

    def _check_count(self, count: int) -> None:
        if self.kind == "choice":
            self._check_one(count)
            return
        least = max(self.min_choices or 0, 1) if self.required else (self.min_choices or 0)
        if count < least and (count or self.required):
            raise AnswerError("choose_at_least", min=least)
        if self.max_choices is not None and count > self.max_choices:
            raise AnswerError("choose_at_most", max=self.max_choices)

    def _check_one(self, count: int) -> None:
        if count > 1:
            raise AnswerError("choose_at_most", max=1)
        if self.required and not count:
            raise AnswerError("choose_one")


def _day_choice(day: date) -> Choice:
    zh, en = _WEEKDAYS[day.weekday()]
    label = Bilingual(
        f"{day.month}月{day.day}日（{zh}）", f"{en}, {day.day} {_MONTHS[day.month - 1]}"
    )
    return Choice(day.isoformat(), label)
