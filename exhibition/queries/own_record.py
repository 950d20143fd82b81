"""What hangs on a registration besides its own fields, for the person it is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.mail import TO_STAFF
from exhibition.models import AuditEntry, OutboxMail, Registration, Upload


def mails(session: Session, registration: Registration) -> list[OutboxMail]:
    """The mails to the registrant, oldest first; notices to staff are none of theirs."""
    return list(
        session.scalars(
            select(OutboxMail)
            .where(
                OutboxMail.registration_id == registration.id,
                OutboxMail.kind.not_in([kind.value for kind in TO_STAFF]),
            )
            .order_by(OutboxMail.id)
        )
    )


def files(session: Session, registration: Registration) -> list[Upload]:
    """Every file handed in, oldest first, those replaced or removed too."""
    return list(
        session.scalars(
            select(Upload).where(Upload.registration_id == registration.id).order_by(Upload.id)
        )
    )


def changes(session: Session, registration: Registration) -> list[AuditEntry]:
    """The lines of the log that keep what somebody said before, oldest first; how amounts were
    noted is no word of theirs, and what stands of them is told by itself.
    """
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.registration_id == registration.id)
        .order_by(AuditEntry.id)
    )
    return [
        entry
        for entry in entries
        if entry.details.get("before") and not entry.action.startswith("payment.")
    ]
