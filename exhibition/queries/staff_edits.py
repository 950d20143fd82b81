"""What staff edited in a registration, for a page of its owner that was opened before."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exhibition.models import AuditEntry, Registration

_EDIT = "registration.edit"


def count(session: Session, registration: Registration) -> int:
    """How often staff edited it so far."""
    edits = select(func.count(AuditEntry.id)).where(
        AuditEntry.registration_id == registration.id, AuditEntry.action == _EDIT
    )
    return session.scalar(edits) or 0


def fields_since(session: Session, registration: Registration, seen: int) -> set[str]:
    """The form fields that staff changed after their first ``seen`` edits."""
    later = session.scalars(
        select(AuditEntry.details)
        .where(AuditEntry.registration_id == registration.id, AuditEntry.action == _EDIT)
        .order_by(AuditEntry.id)
        .offset(seen)
    )
    return {name for details in later for name in details.get("after", {})}
