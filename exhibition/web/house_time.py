"""Times of what belongs to no show, such as a sign-in: in the zone of the organizer."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def house_time(moment: datetime) -> str:
    """Such as ``2027-03-18 09:30``."""
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"
