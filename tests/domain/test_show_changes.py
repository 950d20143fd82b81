"""What counts as a change of when and where, for somebody who plans by it."""

from datetime import date, time

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.show import ShowDay
from exhibition.domain.show_changes import Facts, Part, changed_parts

NOWHERE = Bilingual("", "")


def show_on(month: int, *closing: int) -> Facts:
    """A day from the first of the month on for each hour at which it closes."""
    days = (
        ShowDay(date(2027, month, number), time(9), time(hour))
        for number, hour in enumerate(closing, start=1)
    )
    return Facts(tuple(days), NOWHERE, NOWHERE, NOWHERE)


def test_hours_stay_what_they_are_when_all_days_move() -> None:
    march, april = show_on(3, 17, 17, 15), show_on(4, 17, 17, 15)
    assert changed_parts(march, april, "zh") == (Part.DATES,)


def test_another_last_day_has_other_hours() -> None:
    assert changed_parts(show_on(3, 17, 17, 15), show_on(3, 17, 17, 14), "zh") == (Part.HOURS,)
    assert changed_parts(show_on(3, 17, 17), show_on(3, 17, 15), "en") == (Part.HOURS,)


def test_equal_hours_stay_when_a_day_is_added() -> None:
    assert changed_parts(show_on(3, 17), show_on(3, 17, 17), "zh") == (Part.DATES,)
