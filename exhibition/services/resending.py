"""The mail a registrant should have in the mailbox now, sent once more."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.errors import N_, ExhibitionError
from exhibition.domain.mail import MailKind
from exhibition.domain.status import Kind, PassState, ReviewStatus
from exhibition.models import OutboxMail, OutboxState, Registration
from exhibition.queries import review as reviews
from exhibition.services import audit, outbox
from exhibition.services.review import ANNOUNCED

#: On their way; a second one would say the same.
_WAITING = (OutboxState.QUEUED, OutboxState.HELD)


class NoMailbox(ExhibitionError):
    """There is no address that a mail could go to."""

    code = "no_mailbox"
    sentence = N_("This registration has no e-mail address.")


def current_mail(session: Session, registration: Registration) -> tuple[MailKind, dict[str, Any]]:
    """Which mail says how the registration stands, with the decision it announces."""
    if registration.status == ReviewStatus.WITHDRAWN:
        return MailKind.WITHDRAWN, {}
    if registration.kind is Kind.VISITOR:
        admits = registration.entry_pass.state in (PassState.VALID, PassState.PENDING)
        return MailKind.VISITOR_PASS if admits else MailKind.PASS_LINK, {}
    kind = ANNOUNCED[Kind.EXHIBITOR].get(registration.status)
    decision = reviews.last_told(session, registration) if kind else None
    if kind is None or decision is None:
        return MailKind.EXHIBITOR_RECEIVED, {}
    return kind, {"decision_id": decision.id}


def send_again(session: Session, registration: Registration, *, base_host: str) -> OutboxMail:
    """Puts it into the outbox, written afresh when it goes. Raises ``NoMailbox``.

    It is held where the mailbox had its share.
    """
    if not registration.email:
        raise NoMailbox()
    kind, params = current_mail(session, registration)
    return outbox.enqueue(
        session,
        kind=kind,
        show=registration.show,
        registration=registration,
        recipient=registration.email,
        locale=registration.locale,
        params=params,
        base_host=base_host,
    )


def send_to_me(session: Session, registration: Registration, *, base_host: str) -> OutboxMail:
    """The same, asked for by the registrant: one that waits already is not joined by another.

    Raises ``NoMailbox``.
    """
    waiting = _waiting(session, registration)
    if waiting is not None:
        return waiting
    mail = send_again(session, registration, base_host=base_host)
    audit.write(
        session,
        "mail.resend",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"mail": mail.kind},
    )
    return mail


def _waiting(session: Session, registration: Registration) -> OutboxMail | None:
    kind, _ = current_mail(session, registration)
    waiting = session.scalars(
        select(OutboxMail).where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.kind == kind.value,
            OutboxMail.recipient == registration.email,
            OutboxMail.state.in_(_WAITING),
        )
    )
    # One decided before the link was replaced is not going to be sent.
    fresh = (mail for mail in waiting if mail.param("revision") == registration.owner_revision)
    return next(fresh, None)
