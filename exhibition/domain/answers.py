"""An answer to a question, and what is wrong with what is none."""

from collections.abc import Mapping
from dataclasses import dataclass


class AnswerError(ValueError):
    """What was posted is no answer to the question; the web layer says so in words.

    ``code``: ``choose_one``, ``choose_at_least`` (``min``), ``choose_at_most`` (``max``),
    ``unknown_choice``, ``required_text``, ``too_long`` (``max``), ``control_character``.
    ``in_other`` is True where the text for *other* is meant, not the answer itself.
    """

    def __init__(self, code: str, *, in_other: bool = False, **params: int) -> None:
        super().__init__(code)
        self.code = code
        self.in_other = in_other
        self.params = params


@dataclass(frozen=True)
class Answer:
    """The chosen slugs in the order of the list, or one text; and the text given for *other*."""

    values: tuple[str, ...] = ()
    other: str = ""

    def __bool__(self) -> bool:
        """Whether anything was answered."""
        return bool(self.values)

    def to_json(self) -> dict[str, object]:
        """The answer as it is stored: ``{"values": [...], "other": "..."}``."""
        return {"values": list(self.values), "other": self.other}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Answer":
        """The answer back from ``to_json``; ValueError where it is none."""
        match stored:
            case {"values": [*values], "other": str(other)}:
                texts = tuple(value for value in values if isinstance(value, str))
                if len(texts) == len(values):
                    return cls(texts, other)
        raise ValueError("an answer is a list of texts and a text for other")
