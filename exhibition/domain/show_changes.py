"""What a visitor plans by, and what is different about it after somebody edited the show."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.show import ShowDay

LANGUAGES = ("zh", "en")


class Part(StrEnum):
    """A part of the facts that can change on its own, in the order in which they are told."""

    DATES = "dates"
    HOURS = "hours"
    #: City and venue are read as one.
    PLACE = "place"
    ADDRESS = "address"


@dataclass(frozen=True)
class Facts:
    """When and where a show is, as somebody reads it who is about to buy a ticket to it."""

    #: Earliest first; empty while they are not announced.
    show_days: tuple[ShowDay, ...]
    city: Bilingual
    venue: Bilingual
    address: Bilingual

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Facts":
        """The facts as ``to_json`` gave them; what is missing is unset."""
        days = (
            ShowDay(
                date.fromisoformat(day["date"]),
                time.fromisoformat(day["opens"]),
                time.fromisoformat(day["closes"]),
            )
            for day in stored.get("days") or ()
        )
        places = (Bilingual.from_mapping(stored.get(key) or {}) for key in _PLACES)
        return cls(tuple(days), *places)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as the database keeps them."""
        days = [
            {
                "date": day.date.isoformat(),
                "opens": f"{day.opens:%H:%M}",
                "closes": f"{day.closes:%H:%M}",
            }
            for day in self.show_days
        ]
        return {"days": days} | {key: getattr(self, key).to_mapping() for key in _PLACES}

    def part(self, part: Part, language: str) -> tuple[object, ...]:
        """What a reader of this language takes for the part, to compare; empty while unset."""
        if part is Part.DATES:
            return tuple(day.date for day in self.show_days)
        if part is Part.HOURS:
            return self._hours()
        if part is Part.PLACE:
            return tuple(filter(None, (self.city.in_(language), self.venue.in_(language))))
        return tuple(filter(None, (self.address.in_(language),)))

    def _hours(self) -> tuple[object, ...]:
        hours = tuple((day.opens, day.closes) for day in self.show_days)
        # The same hours every day stay what they are when a day is added; all days may move.
        return hours if self.hours_differ else hours[:1]

    @property
    def hours_differ(self) -> bool:
        """Whether some day opens or closes at another time than the others."""
        return len({(day.opens, day.closes) for day in self.show_days}) > 1


_PLACES = ("city", "venue", "address")


def changed_parts(before: Facts, after: Facts, language: str) -> tuple[Part, ...]:
    """The parts that a reader of this language reads differently, in the order of ``Part``."""
    return tuple(part for part in Part if before.part(part, language) != after.part(part, language))


def concerned(before: Facts, after: Facts) -> frozenset[str]:
    """The languages whose readers have something to learn; a translation put right has one."""
    return frozenset(lang for lang in LANGUAGES if changed_parts(before, after, lang))


def is_first(before: Facts, after: Facts, language: str) -> bool:
    """Whether nothing moved: what is read differently was not announced at all before."""
    changed = changed_parts(before, after, language)
    return bool(changed) and not any(before.part(part, language) for part in changed)


def fingerprint(before: Facts, after: Facts) -> str:
    """A short name of exactly this change, to see whether it is still the one that was read."""
    told = json.dumps([before.to_json(), after.to_json()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
