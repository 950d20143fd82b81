"""A moved show in words: what it was, what it is, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.errors import N_
from exhibition.domain.show_changes import Facts, Part, changed_parts, is_first
from exhibition.domain.status import PassState
from exhibition.models import Registration, Show
from exhibition.queries import show_changes
from exhibition.queries.show_changes import Moved
from exhibition.web import formats

_LABELS = {
    Part.DATES: N_("Dates"),
    Part.HOURS: N_("Opening hours"),
    Part.PLACE: N_("City and venue"),
    Part.ADDRESS: N_("Address"),
}
#: A pass in these states opens no door whatever the dates are.
_ENDED = (PassState.VOID, PassState.REVOKED)


@dataclass(frozen=True)
class Line:
    """One part that is different; ``old`` is empty where nothing had been announced."""

    part: Part
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Telling:
    """A change as one reader hears of it."""

    lines: tuple[Line, ...]
    #: "moved", or where nothing was announced before "dates", "venue" or "both".
    kind: str
    #: What changed as one phrase, for a sentence.
    old: str
    new: str


def init_app(app: Flask) -> None:
    """Registers what ``components/moved.html`` asks for its banner."""
    app.jinja_env.globals.update(told_of_move=told_of_move)


def told_of_move(show: Show, registration: Registration | None = None) -> Telling | None:
    """What a page of the show says about its having moved; None where it says nothing.

    The page of a registration compares with what stood when that registration was made, and is
    silent where its pass has ended: no code stays valid there. After the show nobody is told.
    """
    if show.is_over(now()) or (registration and registration.entry_pass.state in _ENDED):
        return None
    since = registration.created_at if registration else None
    found = show_changes.last_announced(db.session(), show, since)
    return telling(found, formats.locale()) if found else None


def telling(moved: Moved, language: str) -> Telling | None:
    """The change in words; None where this language reads the same as before."""
    changed = changed_parts(moved.before, moved.after, language)
    if not changed:
        return None
    lines = tuple(
        Line(part, gettext(_LABELS[part]), *_words(part, moved, language)) for part in changed
    )
    return Telling(
        lines=lines,
        kind=_kind(moved, changed, language),
        old=_phrase({line.part: line.old for line in lines}, moved.before, language),
        new=_phrase({line.part: line.new for line in lines}, moved.after, language),
    )


def _kind(moved: Moved, changed: tuple[Part, ...], language: str) -> str:
    if not is_first(moved.before, moved.after, language):
        return "moved"
    when = any(part in (Part.DATES, Part.HOURS) for part in changed)
    where = any(part in (Part.PLACE, Part.ADDRESS) for part in changed)
    return "both" if when and where else "dates" if when else "venue"


def _words(part: Part, moved: Moved, language: str) -> tuple[str, str]:
    old, new = (_word(part, facts, language) for facts in (moved.before, moved.after))
    if part is Part.DATES and old == new:
        # First and last day are the same; the days between are not.
        old, new = (_every_day(facts, language) for facts in (moved.before, moved.after))
    if part is Part.PLACE and old == new:
        old, new = (_whole_place(facts, language) for facts in (moved.before, moved.after))
    return old, new


def _word(part: Part, facts: Facts, language: str) -> str:
    if part is Part.DATES:
        return formats.dates_line(facts, language)
    if part is Part.HOURS:
        return formats.hours_line(facts, language)
    if part is Part.PLACE:
        return _place(facts, language) or gettext("Venue to be announced")
    return facts.address.in_(language)


def _place(facts: Facts, language: str) -> str:
    city, venue = facts.city.in_(language), facts.venue.in_(language)
    # Many halls carry their city in their name, and nobody says it twice.
    return venue if city in venue else _whole_place(facts, language)


def _whole_place(facts: Facts, language: str) -> str:
    return " ".join(filter(None, (facts.city.in_(language), facts.venue.in_(language))))


def _every_day(facts: Facts, language: str) -> str:
    days = (formats.day(day.date, language) for day in facts.show_days)
    return (", " if language == "en" else "、").join(days)


def _phrase(words: Mapping[Part, str], facts: Facts, language: str) -> str:
    said = [_when(words, facts, language), words.get(Part.PLACE, "")]
    if Part.PLACE not in words:
        # A house number is of no use beside another city; the mail has it.
        said.append(words.get(Part.ADDRESS, ""))
    return (", " if language == "en" else "，").join(filter(None, said))


def _when(words: Mapping[Part, str], facts: Facts, language: str) -> str:
    if Part.DATES in words and Part.HOURS in words and facts.hours_differ:
        # The hours name their days already.
        return formats.when_line(facts, language)
    return " ".join(filter(None, (words.get(Part.DATES, ""), words.get(Part.HOURS, ""))))
