"""What every change of a registration by staff has in common: not stale, and logged."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from exhibition.domain.errors import Stale
from exhibition.models import Registration, Staff
from exhibition.services import audit


def check_version(registration: Registration, version: int) -> None:
    """Raises ``Stale`` when the record has changed since the page with ``version`` was opened."""
    if registration.version != version:
        raise Stale()


def flush(session: Session) -> None:
    """Writes what has changed. Raises ``Stale`` when another process wrote since it was read."""
    try:
        session.flush()
    except StaleDataError:
        raise Stale from None


def log(
    session: Session,
    action: str,
    registration: Registration,
    staff: Staff,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Adds the line of an action by staff to the audit log."""
    audit.write(
        session,
        action,
        actor="staff",
        staff=staff,
        show=registration.show,
        registration=registration,
        details=details,
    )
