"""The only clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment as an aware UTC time, to the microsecond."""
    return datetime.now(UTC)
