"""Reads the tables of a preset and names the place of every mistake.

A preset is written by hand, by somebody who runs shows. So each value is checked when it is taken,
a key nobody asked for is a mistake (it is a misspelt one), and a message says where and what.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from exhibition.domain.bilingual import Bilingual

S = TypeVar("S", bound=str)
V = TypeVar("V")

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_MAILBOX = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")

_KINDS: dict[type, str] = {
    str: "a text in quotation marks",
    bool: "true or false",
    int: "a whole number",
    list: "a list in [ ]",
    dict: "a table",
    date: "a date such as 2027-03-18",
    time: "a time such as 09:00:00",
    datetime: "a moment such as 2027-03-01T09:00:00",
}


class PresetError(ValueError):
    """A preset cannot be used; the message names the place and says what is wrong there."""


class Table:
    """One table of a preset. ``place`` is what a message calls it, such as ``question 'role'``."""

    def __init__(self, values: object, place: str) -> None:
        if not isinstance(values, dict):
            raise PresetError(f"{place}: must be {_KINDS[dict]}")
        self.place = place
        self._values: dict[str, object] = dict(values)

    def error(self, what: str) -> PresetError:
        """The mistake ``what`` at this place, to be raised."""
        return PresetError(f"{self.place}: {what}")

    def names(self) -> tuple[str, ...]:
        """The keys not taken yet, in the order of the file."""
        return tuple(self._values)

    def finish(self) -> None:
        """Raises PresetError where a key is left that nobody asked for."""
        if self._values:
            raise self.error(f"'{next(iter(self._values))}' is not known here")

    def _take(self, key: str, kind: type[V]) -> V | None:
        """The value of ``key``, or None; ``bool`` is no ``int`` and ``datetime`` no ``date``."""
        value = self._values.pop(key, None)
        if value is not None and type(value) is not kind:
            raise self.error(f"'{key}' must be {_KINDS[kind]}")
        return value

    def text(self, key: str, default: str | None = None, *, lines: bool = False) -> str:
        """The trimmed text; needed and not empty where there is no default."""
        text = unicodedata.normalize("NFC", (self._take(key, str) or "").strip())
        if not text and default is None:
            raise self.error(f"'{key}' is missing")
        allowed = "\n" if lines else ""
        if any(unicodedata.category(c) == "Cc" and c not in allowed for c in text):
            raise self.error(f"'{key}' holds a control character or a line break")
        return text or (default or "")

    def matching(self, key: str, pattern: re.Pattern[str], form: str) -> str:
        """A text that must have the given form, which is told in words."""
        text = self.text(key)
        if not pattern.fullmatch(text):
            raise self.error(f"'{key}' is '{text}', but must be {form}")
        return text

    def colour(self, key: str) -> str:
        """A colour such as ``#A81E50``."""
        return self.matching(key, _COLOUR, "a colour such as #A81E50").upper()

    def mailbox(self, key: str) -> str:
        """An e-mail address."""
        return self.matching(key, _MAILBOX, "an e-mail address")

    def one_of(self, key: str, allowed: Sequence[S], default: S | None = None) -> S:
        """One of the words a program knows."""
        text = self.text(key, default)
        for word in allowed:
            if word == text:
                return word
        raise self.error(f"'{key}' is '{text}', but must be one of {', '.join(allowed)}")

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._take(key, bool)
        return default if value is None else value

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number within ``low`` and ``high``, or None where it is not given."""
        value = self._take(key, int)
        if value is not None and not low <= value <= high:
            raise self.error(f"'{key}' is {value}, but must be from {low} to {high}")
        return value

    def day(self, key: str) -> date | None:
        """A calendar day, or None."""
        return self._take(key, date)

    def clock(self, key: str) -> time:
        """A time of day."""
        value = self._take(key, time)
        if value is None:
            raise self.error(f"'{key}' is missing")
        return value

    def moment(self, key: str, zone: ZoneInfo) -> datetime | None:
        """An aware moment, or None; one written without an offset is meant in ``zone``."""
        value = self._take(key, datetime)
        return value.replace(tzinfo=zone) if value and value.tzinfo is None else value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, each of which may stand there once."""
        words = self._take(key, list) or []
        for word in words:
            if not isinstance(word, str) or not word.strip():
                raise self.error(f"'{key}' must hold texts in quotation marks")
            if words.count(word) > 1:
                raise self.error(f"'{key}' names '{word}' twice")
        return tuple(words)

    def pair(self, *, needed: bool = True, lines: bool = False) -> Bilingual:
        """The text in this table's ``zh`` and ``en``: both, or neither where it is not needed."""
        pair = Bilingual(self.text("zh", "", lines=lines), self.text("en", "", lines=lines))
        for language, text in pair.to_mapping().items():
            if not text and (needed or pair):
                raise self.error(f"the text in '{language}' is missing")
        return pair

    def bilingual(self, key: str, *, needed: bool = True, lines: bool = False) -> Bilingual:
        """The text in both languages under ``key``."""
        table = self.table(key, f"{self.place}, {key}")
        pair = table.pair(needed=needed, lines=lines)
        table.finish()
        return pair

    def table(self, key: str, place: str) -> "Table":
        """The table under ``key``, an empty one where it is not given."""
        return Table(self._values.pop(key, {}), place)

    def tables(self, key: str, noun: str) -> list["Table"]:
        """The list of tables under ``key``, each called ``noun 'slug'``, else by its number."""
        rows = self._take(key, list) or []
        return [Table(row, f"{noun} {_called(row, at)}") for at, row in enumerate(rows, 1)]


def _called(row: object, at: int) -> str:
    slug = row.get("slug") if isinstance(row, dict) else None
    return f"'{slug}'" if isinstance(slug, str) and slug else f"number {at}"
