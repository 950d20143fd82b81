"""When a form is open: windows, show days, and the end of a show."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo


class WindowState(StrEnum):
    """What a form says to somebody who opens it now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True)
class Window:
    """The time in which a form takes submissions; an unset end is open on that side."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class ShowDay:
    """One day of the show, hours in the show's own time zone."""

    date: date
    opens: time
    closes: time


def window_state(
    window: Window, days: tuple[ShowDay, ...], zone: ZoneInfo, at: datetime
) -> WindowState:
    """What the form is at the aware moment ``at``: over beats closed, closed beats not yet."""
    if is_over(days, zone, at):
        return WindowState.OVER
    if window.closes_at is not None and at >= window.closes_at:
        return WindowState.CLOSED
    if window.opens_at is not None and at < window.opens_at:
        return WindowState.NOT_YET
    return WindowState.OPEN


def is_over(days: tuple[ShowDay, ...], zone: ZoneInfo, at: datetime) -> bool:
    """Whether the last day has closed; a show without dates is never over."""
    if not days:
        return False
    last = max(days, key=lambda day: (day.date, day.closes))
    return at >= datetime.combine(last.date, last.closes, zone)


def takes_changes(
    until: date | None, days: tuple[ShowDay, ...], zone: ZoneInfo, at: datetime
) -> bool:
    """Whether registrants may change their own data at the aware moment ``at``.

    Until the end of the day ``until`` in the show's zone; unset, until the show is over.
    """
    if until is None:
        return not is_over(days, zone, at)
    return at.astimezone(zone).date() <= until


def days_left(days: tuple[ShowDay, ...], zone: ZoneInfo, at: datetime) -> int | None:
    """Whole days until the first day in the show's zone; None once it began or without dates."""
    if not days:
        return None
    left = (min(day.date for day in days) - at.astimezone(zone).date()).days
    return left if left >= 0 else None
