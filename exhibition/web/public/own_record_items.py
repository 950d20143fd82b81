"""The lines of what is held about a registrant: name, label, value, and the value in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exhibition.domain import money
from exhibition.domain.bilingual import Bilingual
from exhibition.models import Show
from exhibition.web import formats


@dataclass(frozen=True)
class Item:
    """One thing: its name in the file, its label, its value as stored and in words."""

    name: str
    label: str
    value: Any
    words: str
    #: Several lines, such as the exact words of a consent.
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """Things of one sort; each entry is one of them, such as one mail."""

    name: str
    title: str
    entries: tuple[tuple[Item, ...], ...]


def plain(name: str, label: str, text: str) -> Item:
    """A text that is its own value."""
    return Item(name, label, text, text)


def worded(name: str, label: str, value: str, words: Mapping[str, Bilingual]) -> Item:
    """A value that has a word in the reader's language."""
    return Item(name, label, value, formats.localized(words[value]) if value in words else value)


def moment(name: str, label: str, at: datetime | None, show: Show) -> Item:
    """A moment in the show's zone; without words where it has not come."""
    if at is None:
        return Item(name, label, None, "")
    local = at.astimezone(show.zone).isoformat(timespec="seconds")
    return Item(name, label, local, formats.moment(at, show))


def day(name: str, label: str, on: date | None) -> Item:
    """A day; without words where none is set."""
    return Item(name, label, on and on.isoformat(), formats.day(on) if on else "")


def amount(name: str, label: str, minor: int | None, show: Show) -> Item:
    """An amount of minor units in the show's currency; without words where none is agreed."""
    words = "" if minor is None else formats.amount(minor, show.currency)
    return Item(name, label, None if minor is None else money.plain(minor), words)


def says(item: Item) -> bool:
    """Whether there is anything to read in it."""
    return bool(item.words)
