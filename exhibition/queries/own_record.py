"""What hangs on a registration besides its own fields, for the person it is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.mail import TO_STAFF
from exhibition.models import AuditEntry, OutboxMail, Registration, Upload

#: Changes of what a registrant said, or was told of booth and payment. What staff note among
#: themselves, such as whose customer it is, and how amounts were noted are no words of theirs.
_SAID = (
    *("visitor.change", "exhibitor.change", "registration.edit", "invoice.tell"),
    *("application.details", "application.fascia", "application.correct"),
    *("application.tracks", "booth.expire"),
)


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
    """The lines of the log that keep what somebody said before, oldest first."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.registration_id == registration.id, AuditEntry.action.in_(_SAID))
        .order_by(AuditEntry.id)
    )
    return [entry for entry in entries if entry.details.get("before")]
