"""Calendar entries, read back by the library of another house."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from exhibition.adapters.calendar import Day, Visit, ics

GUANGZHOU = ZoneInfo("Asia/Shanghai")


def _day(number: int, opens: int = 9, closes: int = 17, zone: ZoneInfo = GUANGZHOU) -> Day:
    day = datetime(2027, 3, 17 + number, tzinfo=zone)
    return Day(f"V-1-{number}@expo", day.replace(hour=opens), day.replace(hour=closes))


def _visit(*days: Day, **changes: object) -> Visit:
    said = {
        "title": "细胞与基因治疗展",
        "place": "广州 中国进出口商品交易会展馆, D 区; 阅江中路 380 号",
        "note": "受理编号：V-4QX9T2B\n135 2766 6116",
        "address": "https://expo.example/cgt/",
        "language": "zh-CN",
        "days": days,
        "changed_at": datetime(2026, 12, 1, tzinfo=ZoneInfo("UTC")),
    }
    return Visit(**(said | changes))


def _read(visit: Visit) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(ics(visit))


def test_each_day_is_an_entry_with_its_hours_in_the_zone_of_the_show():
    events = _read(_visit(_day(1), _day(2, closes=15))).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [_day(1).starts, _day(2).starts]
    assert events[1].decoded("dtend").hour == 15
    assert [str(event["uid"]) for event in events] == ["V-1-1@expo", "V-1-2@expo"]
    assert events[0]["dtstart"].params["TZID"] == "Asia/Shanghai"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_the_zone_comes_along(zone):
    calendar = _read(_visit(_day(1, zone=ZoneInfo(zone))))
    [rules] = calendar.walk("VTIMEZONE")
    assert str(rules["tzid"]) == zone
    moment = datetime(2027, 3, 18, 9)
    assert rules.to_tz().utcoffset(moment) == ZoneInfo(zone).utcoffset(moment)


def test_signs_of_the_format_in_a_text_stay_text():
    [event] = _read(_visit(_day(1))).walk("VEVENT")
    assert str(event["location"]) == "广州 中国进出口商品交易会展馆, D 区; 阅江中路 380 号"
    assert str(event["description"]) == "受理编号：V-4QX9T2B\n135 2766 6116"


def test_lines_are_as_short_as_the_format_asks():
    file = ics(_visit(_day(1), note="很长的说明。" * 60))
    assert file.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


def test_without_hours_the_day_is_a_whole_one():
    [event] = _read(_visit(_day(1, opens=0, closes=0))).walk("VEVENT")
    assert event.decoded("dtstart") == date(2027, 3, 18)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)


def test_a_cancelled_visit_says_so_and_comes_after_what_was_sent():
    [event] = _read(_visit(_day(1), sequence=3, is_cancelled=True)).walk("VEVENT")
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 3)
