"""When something that repeats is due: by the clock on the wall of the show, whatever UTC says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from exhibition.domain.show import ShowDay

#: A schedule ends by itself so many days after the last day of the show.
DAYS_AFTER_SHOW = 7
#: Due times that are counted when a machine wakes up; more than that is "many".
MOST_MISSED = 400
_FRIDAY = 4


class Cadence(StrEnum):
    """How often."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Rhythm:
    """How often and when: ``weekday`` counts from Monday 0 and matters to a weekly one alone,
    ``minute`` from midnight in the show's zone.
    """

    cadence: Cadence
    weekday: int
    minute: int

    @property
    def at(self) -> time:
        """The time on the wall."""
        return time(self.minute // 60, self.minute % 60)

    def falls_on(self, day: date) -> bool:
        """Whether it is due on this day."""
        if self.cadence is Cadence.WEEKDAYS:
            return day.weekday() <= _FRIDAY
        return self.cadence is Cadence.DAILY or day.weekday() == self.weekday


def due_times(rhythm: Rhythm, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """Every due time later than the aware moment ``after``, in UTC, without end.

    Each day has at most one: a time that the clocks skip in spring comes as much later as they
    were put forward, one that they show twice in autumn counts the first time.
    """
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        if rhythm.falls_on(day):
            # PEP 495: fold=0 is the first of two, and the offset of before where there is none.
            moment = datetime.combine(day, rhythm.at, zone).astimezone(UTC)
            if moment > after:
                yield moment
        day += timedelta(days=1)


def next_due(
    rhythm: Rhythm, zone: ZoneInfo, days: tuple[ShowDay, ...], after: datetime
) -> datetime | None:
    """The first due time later than ``after``; None where the schedule ends before it."""
    moment = next(due_times(rhythm, zone, after))
    last = ends_on(days)
    return None if last is not None and moment.astimezone(zone).date() > last else moment


def missed(rhythm: Rhythm, zone: ZoneInfo, due: datetime, at: datetime) -> int:
    """How many later due times passed between ``due`` and the moment ``at``, at most 400."""
    passed = 0
    for moment in due_times(rhythm, zone, due):
        if moment > at or passed == MOST_MISSED:
            return passed
        passed += 1
    return passed


def ends_on(days: tuple[ShowDay, ...]) -> date | None:
    """The last day on which a schedule of the show runs; None while no dates are announced."""
    if not days:
        return None
    return max(day.date for day in days) + timedelta(days=DAYS_AFTER_SHOW)
