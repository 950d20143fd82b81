"""How a decision on many is written: a handful of statements for each few hundred rows.

On SQLite everybody who registers waits while it is written, so nothing is loaded that is not needed
and nothing is written one by one.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.identifiers import fold_email
from exhibition.domain.status import Kind, PassState, ReviewStatus, pass_state_for
from exhibition.models import (
    AuditEntry,
    Batch,
    BatchItem,
    EntryPass,
    OutboxMail,
    OutboxState,
    Recommendation,
    Registration,
    ReviewDecision,
    ReviewOpen,
    Staff,
)
from exhibition.queries import recommendations
from exhibition.queries.batches import Chosen, Met, in_parts
from exhibition.services import review
from exhibition.services.bulk_plan import Order, comments_for

_NOT_SYNCHRONIZED = {"synchronize_session": False}


@dataclass(frozen=True)
class Step:
    """One move of one registration."""

    registration_id: int
    kind: Kind
    from_status: str
    to_status: str
    comments: Mapping[str, str]


def decide(
    session: Session,
    batch: Batch,
    met: Sequence[Chosen],
    staff: Staff,
    order: Order,
    alone: frozenset[int],
    base_host: str,
) -> None:
    """Moves all of them, holds their mails, and logs it; ``alone`` are ids of those that nobody
    else could have decided.
    """
    for some in in_parts(met):
        steps = [
            Step(one.id, one.kind, one.status, order.target, comments_for(one, order.said))
            for one in some
        ]
        decided = _move(session, steps, staff, order, alone)
        _insert(session, BatchItem, (_item(batch, one, decided[one.id]) for one in some))
        mails = (_mail(batch, one, decided[one.id], order.target, base_host) for one in some)
        _insert(session, OutboxMail, (mail for mail in mails if mail))
        _log(session, f"review.{order.target}", batch.show_id, steps, staff)
        _forget_open(session, steps)
    if order.target != ReviewStatus.IN_REVIEW:
        _settle(session, batch)


def recommend(
    session: Session, batch: Batch, met: Sequence[Chosen], staff: Staff, order: Order
) -> None:
    """Recommends the same for all of them; nothing moves."""
    for some in in_parts(met):
        ids = [one.id for one in some]
        _touch(session, ids)
        _insert(session, Recommendation, (_recommended(batch, one, staff, order) for one in some))
        lines = [{"registration_id": id, "details": {"to": order.target}} for id in ids]
        _log_lines(session, "recommendation.make", batch.show_id, lines, staff)


def undo(session: Session, batch: Batch, met: Sequence[Met], staff: Staff) -> None:
    """Puts all of them back to where they were, and deletes the mails that were held."""
    back = Order("", review.Said())
    for some in in_parts(met):
        steps = [Step(one.id, one.kind, one.status, one.from_status, {}) for one in some]
        _move(session, steps, staff, back, frozenset())
        ids = [one.id for one in some]
        _undone(session, batch, ids)
        _drop_mails(session, batch, ids)
        _log(session, "review.take_back", batch.show_id, steps, staff)
        _reopen(session, [one.decision_id for one in some])


def undo_recommended(session: Session, batch: Batch, met: Sequence[Met], staff: Staff) -> None:
    """Closes the recommendations of a batch."""
    for some in in_parts(met):
        ids = [one.id for one in some]
        _touch(session, ids)
        session.execute(
            update(Recommendation)
            .where(Recommendation.batch_id == batch.id, Recommendation.registration_id.in_(ids))
            .values(closed_at=now()),
            execution_options=_NOT_SYNCHRONIZED,
        )
        lines = [{"registration_id": id, "details": {}} for id in ids]
        _log_lines(session, "recommendation.take_back", batch.show_id, lines, staff)


def _move(
    session: Session, steps: Sequence[Step], staff: Staff, order: Order, alone: frozenset[int]
) -> dict[int, int]:
    """Moves statuses and passes; gives the ids of the steps by those of the registrations."""
    _insert(
        session,
        ReviewDecision,
        (_decision(step, staff, order, step.registration_id in alone) for step in steps),
    )
    places: dict[tuple[Kind, str], list[int]] = defaultdict(list)
    for step in steps:
        places[step.kind, step.to_status].append(step.registration_id)
    for (kind, status), moved in places.items():
        # Neither side of these steps is gone, so who counts as a further registration stays.
        _touch(session, moved, status=status)
        session.execute(
            update(EntryPass)
            .where(EntryPass.registration_id.in_(moved), EntryPass.state != PassState.REVOKED)
            .values(state=pass_state_for(kind, status)),
            execution_options=_NOT_SYNCHRONIZED,
        )
    return _last_steps(session, [step.registration_id for step in steps])


def _last_steps(session: Session, ids: Sequence[int]) -> dict[int, int]:
    # Asked for afterwards: SQLite would insert row by row to tell which id is whose.
    rows = session.execute(
        select(ReviewDecision.registration_id, func.max(ReviewDecision.id))
        .where(ReviewDecision.registration_id.in_(ids))
        .group_by(ReviewDecision.registration_id)
    )
    return {row[0]: row[1] for row in rows}


def _touch(session: Session, ids: Sequence[int], **values: str) -> None:
    """Counts their versions up, so that whoever has one open is told."""
    session.execute(
        update(Registration)
        .where(Registration.id.in_(ids))
        .values(version=Registration.version + 1, updated_at=now(), **values),
        execution_options=_NOT_SYNCHRONIZED,
    )


def _decision(step: Step, staff: Staff, order: Order, alone: bool) -> dict[str, Any]:
    return {
        "registration_id": step.registration_id,
        "from_status": step.from_status,
        "to_status": step.to_status,
        "staff_id": staff.id,
        "message": order.said.message,
        "note": order.said.note,
        "comments": dict(step.comments),
        "due_on": order.said.due_on,
        "alone": alone,
        "at": now(),
    }


def _item(batch: Batch, one: Chosen, decision_id: int) -> dict[str, Any]:
    return {
        "batch_id": batch.id,
        "registration_id": one.id,
        "decision_id": decision_id,
        "version": one.version + 1,
        "is_undone": False,
    }


def _recommended(batch: Batch, one: Chosen, staff: Staff, order: Order) -> dict[str, Any]:
    return {
        "registration_id": one.id,
        "staff_id": staff.id,
        "target": order.target,
        "reason": order.said.note,
        "message": order.said.message,
        "version": one.version + 1,
        "batch_id": batch.id,
        "at": batch.at,
    }


def _mail(
    batch: Batch, one: Chosen, decision_id: int, target: str, base_host: str
) -> dict[str, Any] | None:
    kind = review.ANNOUNCED[one.kind].get(target)
    if kind is None or not one.email:
        return None
    return {
        "message_id": f"<{uuid.uuid4()}@{base_host}>",
        "kind": kind.value,
        "show_id": batch.show_id,
        "registration_id": one.id,
        "recipient": one.email,
        "mailbox": fold_email(one.email),
        "locale": one.locale,
        "params": {"decision_id": decision_id, "revision": one.owner_revision},
        "state": OutboxState.QUEUED,
        "is_bulk": True,
        "batch_id": batch.id,
        "attempts": 0,
        "next_attempt_at": batch.leaves_at,
        "last_error": "",
        "created_at": batch.at,
    }


def _log(session: Session, action: str, show_id: int, steps: Sequence[Step], staff: Staff) -> None:
    lines = [
        {
            "registration_id": step.registration_id,
            "details": {"from": step.from_status, "to": step.to_status},
        }
        for step in steps
    ]
    _log_lines(session, action, show_id, lines, staff)


def _log_lines(
    session: Session, action: str, show_id: int, lines: Iterable[dict[str, Any]], staff: Staff
) -> None:
    common = {
        "actor": "staff",
        "staff_id": staff.id,
        "action": action,
        "show_id": show_id,
        "address": "",
        "at": now(),
    }
    _insert(session, AuditEntry, (common | line for line in lines))


def _insert(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    if values := list(rows):
        session.execute(insert(table), values)


def _forget_open(session: Session, steps: Sequence[Step]) -> None:
    ids = [step.registration_id for step in steps]
    session.execute(
        delete(ReviewOpen).where(ReviewOpen.registration_id.in_(ids)),
        execution_options=_NOT_SYNCHRONIZED,
    )


def _settle(session: Session, batch: Batch) -> None:
    """What was recommended for them is settled, each by its own step."""
    mine = BatchItem.batch_id == batch.id
    step = select(BatchItem.decision_id).where(
        mine, BatchItem.registration_id == Recommendation.registration_id
    )
    session.execute(
        update(Recommendation)
        .where(
            recommendations.is_open(),
            Recommendation.registration_id.in_(select(BatchItem.registration_id).where(mine)),
        )
        .values(closed_at=now(), decision_id=step.scalar_subquery()),
        execution_options=_NOT_SYNCHRONIZED,
    )


def _reopen(session: Session, decision_ids: Sequence[int | None]) -> None:
    """What those steps settled waits again; nobody recommended anything since, or the record would
    have changed.
    """
    version = select(Registration.version).where(Registration.id == Recommendation.registration_id)
    session.execute(
        update(Recommendation)
        .where(Recommendation.decision_id.in_(decision_ids))
        .values(closed_at=None, decision_id=None, version=version.scalar_subquery()),
        execution_options=_NOT_SYNCHRONIZED,
    )


def _undone(session: Session, batch: Batch, ids: Sequence[int]) -> None:
    session.execute(
        update(BatchItem)
        .where(BatchItem.batch_id == batch.id, BatchItem.registration_id.in_(ids))
        .values(is_undone=True),
        execution_options=_NOT_SYNCHRONIZED,
    )


def _drop_mails(session: Session, batch: Batch, ids: Sequence[int]) -> None:
    session.execute(
        delete(OutboxMail).where(
            OutboxMail.batch_id == batch.id,
            OutboxMail.registration_id.in_(ids),
            OutboxMail.state == OutboxState.QUEUED,
            OutboxMail.attempts == 0,
        ),
        execution_options=_NOT_SYNCHRONIZED,
    )
