"""Registrants take their registration back: the pass ends, and whoever has to know is told."""

from sqlalchemy.orm import Session

from exhibition.domain.mail import MailKind
from exhibition.domain.status import Kind, VisitorStatus
from exhibition.models import Registration
from exhibition.services import audit, identity, outbox, standing

#: Tells a notice to staff about a withdrawal from one about a new or corrected application.
ABOUT = "withdrawn"


def may_withdraw(registration: Registration) -> bool:
    """Whether there is anything to take back."""
    return standing.may_move(registration, VisitorStatus.WITHDRAWN)


def withdraw(session: Session, registration: Registration, *, base_host: str) -> None:
    """Ends a registration in its owner's name, confirms it by mail, and tells the staff of an
    application. Booth and payment stay as they are: the organizer settles them. The number of an
    identity document has no purpose any more and is deleted.

    Raises ``MoveRefused``.
    """
    standing.move(session, registration, None, VisitorStatus.WITHDRAWN)
    identity.forget(session, registration)
    audit.write(
        session,
        "registration.withdraw",
        actor="registrant",
        show=registration.show,
        registration=registration,
    )
    if registration.email:
        outbox.enqueue(
            session,
            kind=MailKind.WITHDRAWN,
            show=registration.show,
            registration=registration,
            recipient=registration.email,
            locale=registration.locale,
            base_host=base_host,
        )
    if registration.kind is Kind.EXHIBITOR and not registration.is_test:
        _tell_staff(session, registration, base_host)


def _tell_staff(session: Session, registration: Registration, base_host: str) -> None:
    show = registration.show
    for mailbox in show.notify_emails:
        outbox.enqueue(
            session,
            kind=MailKind.STAFF_NOTICE,
            show=show,
            registration=registration,
            recipient=mailbox,
            locale=show.default_locale,
            params={"about": ABOUT},
            base_host=base_host,
        )
