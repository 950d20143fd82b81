"""Moments of an export as the clock of the show tells them, a hundred thousand at a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_HOUR = timedelta(hours=1)
#: Where the hour and the minute end in ``2027-03-18 01:30:00``, and the whole of it.
_HOUR_END, _MINUTE_END, _END = 13, 16, 19
#: More than the hours of a year of registrations.
_KEPT = 10_000


class LocalTimes:
    """Texts in UTC as texts in a zone; each hour is looked up once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._known: dict[str, str] = {}

    def text(self, utc: str) -> str:
        """``2027-03-18 01:30:00.123456`` in UTC as ``2027-03-18 09:30:00`` in the zone."""
        known = self._known.get(utc[:_HOUR_END])
        if known is not None:
            return known + utc[_HOUR_END:_END]
        if len(self._known) > _KEPT:
            self._known.clear()
        begin = datetime.fromisoformat(f"{utc[:_HOUR_END]}:00:00+00:00")
        here, later = begin.astimezone(self._zone), (begin + _HOUR).astimezone(self._zone)
        # Half an hour off, or put forward within it: then this hour is no hour of the zone.
        if here.minute or here.utcoffset() != later.utcoffset():
            moment = datetime.fromisoformat(f"{utc[:_MINUTE_END]}:00+00:00")
            return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}{utc[_MINUTE_END:_END]}"
        self._known[utc[:_HOUR_END]] = f"{here:%Y-%m-%d %H}"
        return self.text(utc)
