"""Decisions on many: what is chosen, and which batches can still be taken back."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Batch, BatchItem, OutboxMail, OutboxState, Registration, Show

#: More are decided in several batches.
MOST = 1_000


def chosen(
    session: Session, show: Show, kind: Kind, references: Collection[str]
) -> Sequence[Registration]:
    """The registrations of a show and kind by their references, the oldest first."""
    return session.scalars(
        select(Registration)
        .where(
            Registration.show_id == show.id,
            Registration.kind == literal(kind, Registration.kind.type),
            Registration.reference.in_(references),
        )
        .order_by(Registration.created_at, Registration.id)
        .limit(MOST)
        .options(
            joinedload(Registration.entry_pass),
            joinedload(Registration.pass_type),
            joinedload(Registration.application),
        )
        # As it is now, whatever this transaction saw of it before.
        .execution_options(populate_existing=True)
    ).all()


def versions(session: Session, ids: Collection[int]) -> Mapping[str, int]:
    """Reference and version of these registrations."""
    rows = session.execute(
        select(Registration.reference, Registration.version).where(Registration.id.in_(ids))
    )
    return {row.reference: row.version for row in rows}


def find(session: Session, show: Show, batch_id: int) -> Batch | None:
    """The batch of this number, where it belongs to the show."""
    if batch_id >= 2**31:
        return None
    found = session.get(Batch, batch_id)
    return found if found is not None and found.show_id == show.id else None


def items(session: Session, batch: Batch) -> Sequence[BatchItem]:
    """Whom it met, in the order of their submission."""
    return session.scalars(
        select(BatchItem)
        .where(BatchItem.batch_id == batch.id)
        .options(
            joinedload(BatchItem.decision),
            joinedload(BatchItem.registration).options(
                joinedload(Registration.entry_pass),
                joinedload(Registration.application),
            ),
        )
        .order_by(BatchItem.registration_id)
        .execution_options(populate_existing=True)
    ).all()


def open_ones(session: Session, show: Show) -> Sequence[Batch]:
    """The batches of a show that can still be taken back, the newest first."""
    return session.scalars(
        select(Batch)
        .where(Batch.show_id == show.id, Batch.leaves_at > now(), Batch.undone_at.is_(None))
        .order_by(Batch.id.desc())
        .options(joinedload(Batch.staff))
    ).all()


def mails_waiting(session: Session, batch: Batch) -> int:
    """How many of its mails have not left."""
    waiting = select(func.count(OutboxMail.id)).where(
        OutboxMail.batch_id == batch.id, OutboxMail.state == OutboxState.QUEUED
    )
    return session.scalar(waiting) or 0
