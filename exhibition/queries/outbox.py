"""How the outbox stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exhibition.models import OutboxMail, OutboxState


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
        counts=dict(counts.tuples().all()),
        oldest_waiting=session.scalar(oldest),
        failures=tuple(session.scalars(failed)),
    )
