"""How the outbox stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import OutboxMail, OutboxState, Show
from exhibition.queries.outbox_filter import MailFilter, conditions

PAGE_SIZE = 50
#: Addresses may name larger numbers; no database takes them.
HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Overview:
    """How many mails stand where, since when the oldest waits, and the last failures."""

    counts: Mapping[OutboxState, int]
    oldest_waiting: datetime | None
    #: The newest first.
    failures: tuple[OutboxMail, ...]


def overview(session: Session, failures: int = 10) -> Overview:
    """The state of the whole outbox with at most so many failures."""
    counts = session.execute(
        select(OutboxMail.state, func.count(OutboxMail.id)).group_by(OutboxMail.state)
    )
    oldest = select(func.min(OutboxMail.created_at)).where(OutboxMail.state == OutboxState.QUEUED)
    failed = (
        select(OutboxMail)
        .where(OutboxMail.state == OutboxState.FAILED)
        .order_by(OutboxMail.id.desc())
        .limit(failures)
    )
    return Overview(
        counts={state: number for state, number in counts},  # noqa: C416 -- rows are no tuples to mypy
        oldest_waiting=session.scalar(oldest),
        failures=tuple(session.scalars(failed)),
    )


def counts(session: Session, wanted: MailFilter) -> dict[OutboxState, int]:
    """How many mails of a filter stand where, whatever state it asks for; a state without mails is
    missing.
    """
    rows = session.execute(
        select(OutboxMail.state, func.count(OutboxMail.id))
        .where(*conditions(wanted.in_state(None)))
        .group_by(OutboxMail.state)
    )
    return {state: number for state, number in rows}  # noqa: C416 -- rows are no tuples to mypy


def page(session: Session, wanted: MailFilter, number: int) -> Sequence[OutboxMail]:
    """One page of the mails of a filter, newest first, pages counted from 1."""
    found = select(OutboxMail).where(*conditions(wanted))
    newest = found.options(joinedload(OutboxMail.registration)).order_by(OutboxMail.id.desc())
    return session.scalars(newest.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()


def find(session: Session, show: Show, mail_id: int) -> OutboxMail | None:
    """The mail of this number, where it belongs to the show."""
    if mail_id > HIGHEST_ID:
        return None
    mail = session.get(OutboxMail, mail_id)
    return mail if mail is not None and mail.show_id == show.id else None


def of_registration(session: Session, registration_id: int) -> Sequence[OutboxMail]:
    """The mails about a registration, newest first."""
    about = select(OutboxMail).where(OutboxMail.registration_id == registration_id)
    return session.scalars(about.order_by(OutboxMail.id.desc())).all()


def bulk_in_line(session: Session, show: Show) -> int:
    """How many mails of a show that went to everybody at once have not left yet."""
    waiting = select(func.count(OutboxMail.id)).where(
        OutboxMail.state == OutboxState.QUEUED, OutboxMail.is_bulk, OutboxMail.show_id == show.id
    )
    return session.scalar(waiting) or 0
