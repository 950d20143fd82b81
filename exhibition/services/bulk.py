"""One decision on many: planned, taken in one transaction, its mails held for ten minutes.

Whoever was met by mistake has heard nothing until then; taking it back restores each record that
nobody touched since and deletes its mail, which was never sent.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AlreadyDecided
from exhibition.domain.second_review import WEIGHTY, Word
from exhibition.domain.status import Kind
from exhibition.models import Batch, OutboxMail, OutboxState, Registration, Show, Staff
from exhibition.queries import batches
from exhibition.queries.batches import Met
from exhibition.services import audit, bulk_plan, bulk_writes, second_review
from exhibition.services.bulk_plan import Order, Plan
from exhibition.services.second_review import OneStageOnly, SecondPersonNeeded

#: How long the mails of a batch wait.
HOLD = timedelta(minutes=10)


def decide(
    session: Session,
    show: Show,
    kind: Kind,
    staff: Staff,
    order: Order,
    seen: Mapping[str, int],
    *,
    base_host: str,
) -> tuple[Batch | None, Plan]:
    """Takes the decision on whoever can be met by it now, all of them or, on a fault, nobody.

    ``seen`` are the versions they had when they were chosen, by reference. The batch is None where
    nobody was left to be met. Raises ``OneStageOnly`` where nothing is recommended in this show.
    """
    if order.recommends and not second_review.is_on(show, kind):
        raise OneStageOnly()
    _lock_chosen(session, show, seen)
    judged = bulk_plan.judge(session, show, kind, staff)
    chosen = batches.chosen(session, show, kind, list(seen))
    planned = bulk_plan.plan(chosen, order, seen, judged)
    if not planned.decided:
        return None, planned
    batch = _batch(session, show, kind, staff, order)
    if order.recommends:
        bulk_writes.recommend(session, batch, planned.decided, staff, order)
    else:
        weighty = order.target in WEIGHTY
        alone = frozenset(
            one.id for one in planned.decided if weighty and judged.word_on(one) is Word.ALONE
        )
        bulk_writes.decide(session, batch, planned.decided, staff, order, alone, base_host)
    action = "bulk.recommend" if order.recommends else "bulk.decide"
    _log(session, action, show, staff, {"count": len(planned.decided), "to": order.target})
    return batch, planned


def send_now(session: Session, batch: Batch, staff: Staff) -> None:
    """Lets its mails go at once. Raises ``AlreadyDecided`` when they left or it was undone."""
    _take(session, batch)
    moment = now()
    batch.leaves_at = moment
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.batch_id == batch.id, OutboxMail.state == OutboxState.QUEUED)
        .values(next_attempt_at=moment)
        .execution_options(synchronize_session=False)
    )
    _log(session, "bulk.send", batch_show(session, batch), staff, {})


def undo(session: Session, batch: Batch, staff: Staff) -> list[Met]:
    """Takes it back; gives those that were touched since or told already, and stay as they are.

    Raises ``AlreadyDecided`` when its ten minutes are over or somebody else was quicker, and
    ``SecondPersonNeeded`` for somebody without the last word where it was one.
    """
    _take(session, batch)
    if not batch.recommends and not second_review.may_undo(
        batch_show(session, batch), Kind(batch.kind), staff, batch.to_status
    ):
        raise SecondPersonNeeded()
    _lock(session, [one.id for one in batches.met(session, batch)])
    told = _told(session, batch)
    back: list[Met] = []
    kept: list[Met] = []
    # Read once more: whoever held one of them has let go.
    for one in batches.met(session, batch):
        untouched = one.version == one.left_version and not one.is_undone
        (back if untouched and one.id not in told else kept).append(one)
    if batch.recommends:
        bulk_writes.undo_recommended(session, batch, back, staff)
    else:
        bulk_writes.undo(session, batch, back, staff)
    batch.undone_at = now()
    _log(session, "bulk.undo", batch_show(session, batch), staff, {"count": len(back)})
    return kept


def batch_show(session: Session, batch: Batch) -> Show:
    """The show a batch belongs to."""
    return session.get_one(Show, batch.show_id)


def _batch(session: Session, show: Show, kind: Kind, staff: Staff, order: Order) -> Batch:
    moment = now()
    batch = Batch(
        show_id=show.id,
        staff_id=staff.id,
        kind=kind.value,
        to_status=order.target,
        recommends=order.recommends,
        at=moment,
        leaves_at=moment + HOLD,
    )
    session.add(batch)
    session.flush()
    return batch


def _take(session: Session, batch: Batch) -> None:
    # One of two who press at once.
    session.refresh(batch, with_for_update={"of": Batch})
    if not batch.is_open(now()):
        raise AlreadyDecided()


def _lock_chosen(session: Session, show: Show, seen: Mapping[str, int]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        mine = Registration.show_id == show.id
        ids = [
            id
            for some in batches.in_parts(seen)
            for id in session.scalars(
                select(Registration.id).where(mine, Registration.reference.in_(some))
            )
        ]
        _lock(session, ids)


def _lock(session: Session, ids: list[int]) -> None:
    """Keeps the rows from everybody else, always in one order; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for some in batches.in_parts(sorted(ids)):
            mine = Registration.id.in_(some)
            session.execute(
                select(Registration.id).where(mine).order_by(Registration.id).with_for_update()
            )


def _told(session: Session, batch: Batch) -> set[int]:
    """Whose mail has left or is leaving; the rest cannot leave before this transaction ends."""
    mails = session.execute(
        select(OutboxMail.registration_id, OutboxMail.state, OutboxMail.attempts)
        .where(OutboxMail.batch_id == batch.id)
        .order_by(OutboxMail.id)
        .with_for_update()
    )
    return {
        mail.registration_id
        for mail in mails
        if mail.state is not OutboxState.QUEUED or mail.attempts > 0
    }


def _log(
    session: Session, action: str, show: Show, staff: Staff, details: Mapping[str, object]
) -> None:
    audit.write(session, action, actor="staff", staff=staff, show=show, details=dict(details))
    session.flush()
