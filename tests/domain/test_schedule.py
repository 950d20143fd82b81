"""When a repeating export is due: once a day at most, by the clock on the wall of the show."""

from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from exhibition.domain.schedule import Cadence, Rhythm, due_times, missed, next_due
from exhibition.domain.show import ShowDay

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def daily(clock: str) -> Rhythm:
    hour, minute = map(int, clock.split(":"))
    return Rhythm(Cadence.DAILY, 0, hour * 60 + minute)


def local(rhythm: Rhythm, zone: ZoneInfo, after: str, many: int = 3) -> list[str]:
    moment = datetime.fromisoformat(after).replace(tzinfo=zone)
    found = islice(due_times(rhythm, zone, moment), many)
    return [f"{one.astimezone(zone):%a %d %H:%M}" for one in found]


def test_a_day_begins_in_the_zone_of_the_show():
    # 00:30 in Guangzhou is still the day before in UTC.
    found = next(due_times(daily("00:30"), SHANGHAI, datetime(2027, 3, 1, 16, 0, tzinfo=UTC)))
    assert found == datetime(2027, 3, 1, 16, 30, tzinfo=UTC)


def test_a_due_time_is_later_than_the_moment_itself():
    assert local(daily("08:00"), SHANGHAI, "2027-03-01 08:00", 1) == ["Tue 02 08:00"]
    assert local(daily("08:00"), SHANGHAI, "2027-03-01 07:59", 1) == ["Mon 01 08:00"]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (Rhythm(Cadence.WEEKDAYS, 0, 480), ["Fri 05 08:00", "Mon 08 08:00", "Tue 09 08:00"]),
        (Rhythm(Cadence.WEEKLY, 6, 480), ["Sun 07 08:00", "Sun 14 08:00", "Sun 21 08:00"]),
    ],
)
def test_weekdays_and_weeks(rhythm, expected):
    assert local(rhythm, SHANGHAI, "2027-03-04 12:00") == expected


def test_a_time_that_the_clocks_skip_comes_once_and_later():
    # Berlin, 2027-03-28: 02:00 becomes 03:00.
    found = local(daily("02:30"), BERLIN, "2027-03-27 12:00")
    assert found == ["Sun 28 03:30", "Mon 29 02:30", "Tue 30 02:30"]


def test_a_time_that_the_clocks_show_twice_comes_once():
    # Berlin, 2027-10-31: 03:00 becomes 02:00.
    found = list(
        islice(due_times(daily("02:30"), BERLIN, datetime(2027, 10, 30, 12, tzinfo=UTC)), 2)
    )
    assert found == [
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 11, 1, 1, 30, tzinfo=UTC),
    ]
    # Asked between the two, the second one of them is none.
    between = datetime(2027, 10, 31, 0, 45, tzinfo=UTC)
    assert next(due_times(daily("02:30"), BERLIN, between)) == found[1]


def test_a_machine_that_slept_counts_what_it_missed():
    due = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
    assert missed(daily("08:00"), SHANGHAI, due, datetime(2027, 3, 1, 12, tzinfo=UTC)) == 0
    assert missed(daily("08:00"), SHANGHAI, due, datetime(2027, 3, 3, 0, tzinfo=UTC)) == 2
    assert missed(daily("08:00"), SHANGHAI, due, datetime(2037, 3, 3, tzinfo=UTC)) == 400


def test_it_ends_a_week_after_the_show():
    days = (ShowDay(date(2027, 3, 18), time(9), time(17)),)
    last = next_due(daily("08:00"), SHANGHAI, days, datetime(2027, 3, 24, 12, tzinfo=UTC))
    assert last == datetime(2027, 3, 25, 0, tzinfo=UTC)
    assert next_due(daily("08:00"), SHANGHAI, days, datetime(2027, 3, 25, 0, tzinfo=UTC)) is None
    assert next_due(daily("08:00"), SHANGHAI, (), datetime(2037, 1, 1, tzinfo=UTC)) is not None
