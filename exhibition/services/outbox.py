"""The outbox: mails are rows of the transaction that decided them; a relay sends them afterwards.

A row says which mail to whom, never the rendered text: that would hold the owner link. The relay
claims rows for a while, sends, and marks them. When it dies between sending and marking, the row
is claimed again after its lease, so a mail goes out at least once, always with the same Message-ID.
"""

import random
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused, NotFound
from exhibition.domain.identifiers import fold_email
from exhibition.domain.mail import (
    GIVE_UP_AFTER,
    LONGEST_PAUSE,
    TO_STAFF,
    WITHOUT_LINK,
    MailKind,
    retry_pause,
)
from exhibition.models import OutboxMail, OutboxState, Registration, Show
from exhibition.queries.outbox_filter import CANCELLED, MailFilter, failed
from exhibition.services import mailbox_share

#: No relay keeps a row longer; a lease that ends later was written before the clock was set back.
LONGEST_LEASE = timedelta(minutes=10)
#: How often a held mail is looked at again.
HELD_PAUSE = timedelta(minutes=1)
HELD_BATCH = 200


def enqueue(
    session: Session,
    *,
    kind: MailKind,
    show: Show | None,
    registration: Registration | None,
    recipient: str,
    locale: str,
    params: Mapping[str, Any] | None = None,
    base_host: str,
) -> OutboxMail:
    """Adds a mail to the running transaction, held back where its mailbox had its share.

    ``locale`` is "zh" or "en"; ``base_host`` goes into the Message-ID, which never changes.
    """
    mailbox, moment = fold_email(recipient), now()
    held = kind not in TO_STAFF and mailbox_share.room(session, [mailbox], moment)[mailbox] <= 0
    mail = OutboxMail(
        message_id=f"<{uuid.uuid4()}@{base_host}>",
        kind=kind.value,
        show=show,
        registration=registration,
        recipient=recipient,
        mailbox=mailbox,
        locale=locale,
        params=dict(params or {}),
        state=OutboxState.HELD if held else OutboxState.QUEUED,
        next_attempt_at=moment + HELD_PAUSE if held else moment,
        created_at=moment,
    )
    if registration is not None and kind not in TO_STAFF | WITHOUT_LINK:
        # A mail that waits must not carry a link made after it was decided: the link may have
        # been replaced because this mailbox is the wrong one.
        mail.params["revision"] = registration.owner_revision
    session.add(mail)
    session.flush()
    return mail


def drop_waiting(session: Session, registration: Registration) -> None:
    """Deletes the mail of a decision on many that has not left: another step came after it."""
    session.execute(
        delete(OutboxMail)
        .where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.batch_id.is_not(None),
            OutboxMail.state == OutboxState.QUEUED,
            OutboxMail.attempts == 0,
        )
        .execution_options(synchronize_session=False)
    )


def has_work(session: Session) -> bool:
    """Whether a mail is due, or a held one is to be looked at; takes no lock."""
    moment = now()
    waiting = or_(_due(moment), _held_due(moment))
    return session.scalar(select(OutboxMail.id).where(waiting).limit(1)) is not None


def claim(session: Session, limit: int, lease_seconds: int) -> list[int]:
    """The ids of up to ``limit`` due mails, which nobody else gets for the lease.

    The oldest first, and what goes to everybody at once only where nothing else is due.
    Each claim counts as an attempt, so that one which kills its relay is counted too.
    """
    moment = now()
    due = (
        select(OutboxMail.id)
        .where(_due(moment))
        .order_by(OutboxMail.is_bulk, OutboxMail.next_attempt_at, OutboxMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = session.scalars(
        update(OutboxMail)
        .where(OutboxMail.id.in_(select(due.c.id)))
        .values(
            lease_until=moment + timedelta(seconds=lease_seconds),
            attempts=OutboxMail.attempts + 1,
        )
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(claimed)


def release(session: Session, mail_ids: Collection[int]) -> None:
    """Gives claimed mails back at once, as a relay does that is asked to stop."""
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.id.in_(mail_ids), OutboxMail.state == OutboxState.QUEUED)
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )


def mark_sent(session: Session, mail_id: int) -> None:
    """The server took it."""
    mail = session.get(OutboxMail, mail_id)
    if mail is not None:
        mail.state, mail.sent_at = OutboxState.SENT, now()
        mail.lease_until, mail.last_error = None, ""


def mark_retry(session: Session, mail_id: int, reason: str) -> None:
    """It did not go this time: again after a growing pause, given up after 72 hours."""
    mail = session.get(OutboxMail, mail_id)
    if mail is None or mail.state is not OutboxState.QUEUED:
        return
    moment = now()
    mail.lease_until, mail.last_error = None, reason
    if moment - _waiting_since(mail) >= GIVE_UP_AFTER:
        mail.state = OutboxState.FAILED
        return
    chance = random.random()  # noqa: S311 -- spreads the retries, guards nothing
    mail.next_attempt_at = moment + retry_pause(mail.attempts, chance)


def mark_failed(session: Session, mail_id: int, reason: str) -> None:
    """It will never go as it is; staff see the reason and may send it again."""
    mail = session.get(OutboxMail, mail_id)
    if mail is not None and mail.state is OutboxState.QUEUED:
        mail.state, mail.last_error, mail.lease_until = OutboxState.FAILED, reason, None


def requeue(session: Session, mail_id: int) -> OutboxMail:
    """Sends a failed, held or cancelled mail at once, whatever the share: staff said so.

    Raises ``NotFound``, or ``MoveRefused`` for a mail that went out already.
    """
    mail = session.get(OutboxMail, mail_id)
    if mail is None:
        raise NotFound()
    if mail.state is OutboxState.SENT:
        raise MoveRefused(current=mail.state, target=OutboxState.QUEUED)
    _start_over(mail)
    mail.is_bulk = False
    registration = mail.registration
    if registration is not None and mail.recipient == registration.email:
        mail.params = {**mail.params, "revision": registration.owner_revision}
    session.flush()
    return mail


def requeue_failed(session: Session, wanted: MailFilter, highest: int) -> int:
    """Sends every failed mail of a filter again that was there when they were counted; gives how
    many. ``highest`` is the number of the last one that was counted.
    """
    chosen = select(OutboxMail).where(*failed(wanted), OutboxMail.id <= highest)
    again = 0
    for mail in session.scalars(chosen.order_by(OutboxMail.id)).all():
        is_bulk = mail.is_bulk
        requeue(session, mail.id).is_bulk = is_bulk
        again += 1
    session.flush()
    return again


def cancel(session: Session, mail_id: int) -> None:
    """Takes a mail that waits out of the line. Raises ``MoveRefused`` where it is being sent, or
    went out already.
    """
    moment = now()
    cancelled = session.scalar(
        update(OutboxMail)
        .where(
            OutboxMail.id == mail_id,
            OutboxMail.state.in_((OutboxState.QUEUED, OutboxState.HELD)),
            or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until < moment),
        )
        .values(state=OutboxState.CANCELLED, last_error=CANCELLED, lease_until=None)
        .returning(OutboxMail.id)
        .execution_options(synchronize_session=False)
    )
    if cancelled is None:
        mail = session.get_one(OutboxMail, mail_id, populate_existing=True)
        raise MoveRefused(current=mail.state, target=CANCELLED)


def release_held(session: Session) -> int:
    """Lets held mails go whose mailbox has room again, the oldest first; gives how many."""
    moment = now()
    looked_at = list(
        session.scalars(
            select(OutboxMail)
            .where(_held_due(moment))
            .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
            .limit(HELD_BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    for mail in looked_at:
        mail.next_attempt_at = moment + HELD_PAUSE
    mailboxes = {mail.mailbox for mail in looked_at}
    released = 0
    for mailbox, room in mailbox_share.room(session, mailboxes, moment).items():
        for mail in _oldest_held(session, mailbox, room):
            _start_over(mail)
            released += 1
    session.flush()
    return released


def _due(moment: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMail.state == OutboxState.QUEUED,
        _reached(OutboxMail.next_attempt_at, moment, LONGEST_PAUSE),
        or_(
            OutboxMail.lease_until.is_(None),
            _reached(OutboxMail.lease_until, moment, LONGEST_LEASE),
        ),
    )


def _held_due(moment: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMail.state == OutboxState.HELD,
        _reached(OutboxMail.next_attempt_at, moment, LONGEST_PAUSE),
    )


def _reached(
    column: InstrumentedAttribute[Any], moment: datetime, furthest: timedelta
) -> ColumnElement[bool]:
    # What lies further off than anything we write was written before the clock was set back, and
    # must not keep the mail for hours.
    return or_(column <= moment, column > moment + furthest)


def _oldest_held(session: Session, mailbox: str, most: int) -> list[OutboxMail]:
    return list(
        session.scalars(
            select(OutboxMail)
            .where(OutboxMail.mailbox == mailbox, OutboxMail.state == OutboxState.HELD)
            .order_by(OutboxMail.id)
            .limit(most)
        )
    )


def _start_over(mail: OutboxMail) -> None:
    moment = now()
    mail.state, mail.next_attempt_at, mail.lease_until = OutboxState.QUEUED, moment, None
    mail.attempts, mail.last_error = 0, ""
    mail.params = {**mail.params, "waiting_since": moment.isoformat()}


def _waiting_since(mail: OutboxMail) -> datetime:
    started = mail.param("waiting_since")
    return datetime.fromisoformat(started) if started else mail.created_at
