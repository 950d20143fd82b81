"""What every change of a registration by staff has in common: one at a time, and logged."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session

from exhibition.domain.errors import NotFound, Stale
from exhibition.models import Registration, Staff
from exhibition.services import audit


def lock(session: Session, registration: Registration) -> None:
    """Reads the registration afresh and keeps it from everybody else until the transaction ends.

    SQLite locks the whole database when a request that may write begins; PostgreSQL this row, now.
    Raises ``NotFound`` where it was erased in the meantime.
    """
    # Only this row: what the page loaded along stands behind outer joins, which PostgreSQL does not
    # lock, and refreshing reads it along again.
    try:
        session.refresh(registration, with_for_update={"of": Registration})
    except InvalidRequestError as gone:
        raise NotFound() from gone


def lock_version(session: Session, registration: Registration, version: int) -> None:
    """Locks it; raises ``Stale`` when it has changed since the page with ``version`` was opened."""
    lock(session, registration)
    if registration.version != version:
        raise Stale()


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
