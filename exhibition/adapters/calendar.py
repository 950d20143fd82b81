"""Calendar entries for the days of a visit (RFC 5545), as calendars on phones and desks take them.

The registrant's own link is in none of them: entries are shared with colleagues and assistants,
and whoever has the link can change the registration.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

_ONE_DAY = timedelta(days=1)
_MAKER = "-//Exhibition registration//Entry pass//"


@dataclass(frozen=True, slots=True)
class Day:
    """One entry: aware hours in the show's zone; equal or backward ones make it last all day.

    `uid` names the entry for ever: the same one with a higher sequence takes its place.
    """

    uid: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """What all entries of one registration say, in its language."""

    title: str
    place: str
    note: str
    address: str
    language: str
    days: Sequence[Day]
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False


def ics(visit: Visit) -> bytes:
    """The entries as a file, UTF-8, with the rules of their time zone."""
    # Half a second that only those who ask for an entry wait, and only once.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"{_MAKER}{visit.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for day in visit.days:
        calendar.add_component(_entry(visit, day))
    if visit.days:
        first, last = visit.days[0].starts.date(), visit.days[-1].ends.date()
        calendar.add_missing_timezones(first_date=_start_of(first), last_date=last + _ONE_DAY)
    return bytes(calendar.to_ical())


def _entry(visit: Visit, day: Day) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", visit.changed_at)
    event.add("last-modified", visit.changed_at)
    event.add("sequence", visit.sequence)
    event.add("status", "CANCELLED" if visit.is_cancelled else "CONFIRMED")
    all_day = day.ends <= day.starts
    event.add("dtstart", day.starts.date() if all_day else day.starts)
    event.add("dtend", day.starts.date() + _ONE_DAY if all_day else day.ends)
    said = {"summary": visit.title, "location": visit.place, "description": visit.note}
    for name, text in said.items():
        if text:
            event.add(name, text, parameters={"language": visit.language})
    event.add("url", visit.address)
    return event


def _start_of(day: date) -> date:
    return day.replace(month=1, day=1)
