"""Moments of an export: every zone, and the hours in which clocks are changed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from exhibition.services.export_columns import local_time
from exhibition.services.export_moments import LocalTimes

ZONES = ("Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")


@pytest.mark.parametrize("name", ZONES)
def test_the_short_way_says_what_the_long_way_says(name):
    zone, begin = ZoneInfo(name), datetime(2027, 1, 1, tzinfo=UTC)
    local = LocalTimes(zone)
    # Every 47 minutes through a year: each hour of it, both changes of the clocks too.
    for step in range(366 * 24 * 60 // 47):
        moment = begin + timedelta(minutes=47 * step, seconds=step % 60)
        assert local.text(f"{moment:%Y-%m-%d %H:%M:%S.%f}") == local_time(moment, zone)
