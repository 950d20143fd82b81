"""Registrants have everything about them erased (PIPL art. 47), as far as no law keeps it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError
from exhibition.domain.mail import OUTSIDE_SHARE
from exhibition.domain.status import BoothStatus, PaymentStatus
from exhibition.models import OutboxMail, OutboxState, Registration, Upload
from exhibition.queries import billing
from exhibition.services import audit, mailbox_share, passes, people, record

#: As long as the share of a mailbox looks back.
_SHARE_LASTS = timedelta(days=1)


class KeptByLaw(ExhibitionError):
    """A booth or a payment hangs on it: contract and tax records are kept for their time."""

    code = "kept_by_law"
    sentence = N_("A booth or a payment belongs to this application, so it cannot be erased here.")
    status = 409


@dataclass(frozen=True)
class Erased:
    """What lies outside the database and is discarded once the transaction is committed."""

    #: Stored names of the files that were handed in.
    files: tuple[str, ...]
    #: Message-IDs of the mails, for the copies that are kept where there is no mail server.
    mails: tuple[str, ...]


def is_kept(session: Session, registration: Registration) -> bool:
    """Whether contract and tax law keep it: a booth is held or confirmed, money was agreed or came,
    an invoice was written. What somebody merely wished to read on one is no record and goes.
    """
    application = registration.application
    return application is not None and (
        application.booth is not BoothStatus.NONE
        or application.payment is not PaymentStatus.NONE
        or billing.has_records(session, registration)
    )


def erase(session: Session, registration: Registration) -> Erased:
    """Deletes a registration with all that hangs on it. Raises ``KeptByLaw`` or ``NotFound``.

    What stays is one line in the audit log: show, kind and reference.
    """
    record.lock(session, registration)
    if is_kept(session, registration):
        raise KeptByLaw()
    show, person = registration.show, registration.person_key
    people.one_at_a_time(session, registration.show_id, registration.mobile)
    erased = _outside(session, registration)
    _keep_share(session, registration)
    passes.end_others(registration)
    session.flush()
    session.expunge(registration)
    # The database takes pass, answers, consents, mails, files' rows and log lines along.
    session.execute(
        delete(Registration)
        .where(Registration.id == registration.id)
        .execution_options(synchronize_session=False)
    )
    people.refresh_person(session, registration, person)
    audit.write(
        session,
        "registration.erase",
        actor="registrant",
        show=show,
        details={"kind": registration.kind.value, "reference": registration.reference},
    )
    session.flush()
    return erased


def _outside(session: Session, registration: Registration) -> Erased:
    files = select(Upload.stored_name).where(Upload.registration_id == registration.id)
    mails = select(OutboxMail.message_id).where(OutboxMail.registration_id == registration.id)
    return Erased(tuple(session.scalars(files)), tuple(session.scalars(mails)))


def _keep_share(session: Session, registration: Registration) -> None:
    """Leaves of each mail that went out lately that it did, without saying to whom.

    Otherwise whoever registers with a stranger's mailbox and erases it again could go on for ever.
    """
    moment = now()
    gone_out = or_(
        OutboxMail.sent_at > moment - _SHARE_LASTS,
        # On its way: the relay has it, and marks it when it is back.
        and_(OutboxMail.state == OutboxState.QUEUED, OutboxMail.attempts > 0),
    )
    mails = select(OutboxMail).where(
        OutboxMail.registration_id == registration.id,
        OutboxMail.kind.not_in([kind.value for kind in OUTSIDE_SHARE]),
        gone_out,
    )
    for mail in session.scalars(mails):
        mail.registration_id, mail.show_id, mail.recipient = None, None, ""
        mail.mailbox, mail.params = mailbox_share.unnamed(mail.mailbox), {}
        mail.state, mail.sent_at, mail.last_error = OutboxState.SENT, mail.sent_at or moment, ""
    session.flush()
    _forget_old(session, moment - _SHARE_LASTS)


def _forget_old(session: Session, before: object) -> None:
    session.execute(
        delete(OutboxMail)
        .where(
            OutboxMail.registration_id.is_(None),
            OutboxMail.recipient == "",
            OutboxMail.sent_at < before,
        )
        .execution_options(synchronize_session=False)
    )
