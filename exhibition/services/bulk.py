"""One decision on many: planned, taken in one transaction, its mails held for ten minutes.

Whoever was met by mistake has heard nothing until then; taking it back restores each record that
nobody touched since and deletes its mail, which was never sent.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AlreadyDecided
from exhibition.domain.identifiers import fold_email
from exhibition.domain.status import Kind
from exhibition.models import (
    AuditEntry,
    Batch,
    BatchItem,
    OutboxMail,
    OutboxState,
    Registration,
    ReviewDecision,
    Show,
    Staff,
)
from exhibition.queries import batches
from exhibition.services import audit, passes, review
from exhibition.services.review import Said

#: How long the mails of a batch wait.
HOLD = timedelta(minutes=10)


@dataclass(frozen=True)
class Plan:
    """Who would be met by a decision, and who would not, and why."""

    decided: list[Registration] = field(default_factory=list)
    #: Their status does not allow the step.
    refused: list[Registration] = field(default_factory=list)
    #: Changed since they were chosen.
    changed: list[Registration] = field(default_factory=list)
    #: There would be a mail to send, and nowhere to send it.
    without_mail: list[Registration] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """How many are left alone."""
        return len(self.refused) + len(self.changed) + len(self.without_mail)


def plan(
    registrations: Sequence[Registration],
    target: str,
    seen: Mapping[str, int],
    *,
    also_without_mail: bool,
) -> Plan:
    """Sorts the chosen; ``seen`` are their versions when they were chosen, by reference."""
    found = Plan()
    for one in registrations:
        if one.version != seen.get(one.reference):
            found.changed.append(one)
        elif target not in review.moves_from(one):
            found.refused.append(one)
        elif not one.email and not also_without_mail and target in review.ANNOUNCED[one.kind]:
            found.without_mail.append(one)
        else:
            found.decided.append(one)
    return found


def decide(
    session: Session,
    show: Show,
    kind: Kind,
    staff: Staff,
    target: str,
    said: Said,
    seen: Mapping[str, int],
    *,
    also_without_mail: bool,
    base_host: str,
) -> tuple[Batch | None, Plan]:
    """Takes the decision on whoever can be met by it now, all of them or, on a fault, nobody.

    The batch is None where nobody was left to be met.
    """
    chosen = Registration.reference.in_(list(seen))
    _lock(session, and_(Registration.show_id == show.id, chosen))
    met = batches.chosen(session, show, kind, list(seen))
    planned = plan(met, target, seen, also_without_mail=also_without_mail)
    if not planned.decided:
        return None, planned
    moment = now()
    batch = Batch(
        show_id=show.id,
        staff_id=staff.id,
        kind=kind.value,
        to_status=str(target),
        at=moment,
        leaves_at=moment + HOLD,
    )
    session.add(batch)
    steps = [_step(one, staff, target, said) for one in planned.decided]
    session.add_all(steps)
    session.flush()
    for one, step in zip(planned.decided, steps, strict=True):
        session.add(
            BatchItem(
                batch_id=batch.id,
                registration_id=one.id,
                decision_id=step.id,
                version=one.version,
            )
        )
        _hold_mail(session, batch, one, step, base_host)
        session.add(_line(f"review.{target}", one, staff, step))
    details = {"count": len(steps), "to": str(target)}
    audit.write(session, "bulk.decide", actor="staff", staff=staff, show=show, details=details)
    session.flush()
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
    _log_batch(session, "bulk.send", batch, staff, {})


def undo(session: Session, batch: Batch, staff: Staff) -> list[Registration]:
    """Takes it back; gives those that were touched since or told already, and stay as they are.

    Raises ``AlreadyDecided`` when its ten minutes are over or somebody else was quicker.
    """
    _take(session, batch)
    met = select(BatchItem.registration_id).where(BatchItem.batch_id == batch.id)
    _lock(session, Registration.id.in_(met))
    found = batches.items(session, batch)
    kept: list[Registration] = []
    told = _told(session, batch)
    for item in found:
        one = item.registration
        if one.version != item.version or one.id in told:
            kept.append(one)
            continue
        session.add(_step(one, staff, item.decision.from_status, Said()))
        session.add(_line("review.take_back", one, staff, item.decision))
        item.is_undone = True
    session.flush()
    _drop_mails(session, batch, {item.registration_id for item in found if item.is_undone})
    batch.undone_at = now()
    _log_batch(session, "bulk.undo", batch, staff, {"count": len(found) - len(kept)})
    return kept


def batch_show(session: Session, batch: Batch) -> Show:
    """The show a batch belongs to."""
    return session.get_one(Show, batch.show_id)


def _take(session: Session, batch: Batch) -> None:
    # One of two who press at once.
    session.refresh(batch, with_for_update={"of": Batch})
    if not batch.is_open(now()):
        raise AlreadyDecided()


def _lock(session: Session, met: ColumnElement[bool]) -> None:
    """Keeps the rows from everybody else, always in one order; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            select(Registration.id).where(met).order_by(Registration.id).with_for_update()
        )


def _step(one: Registration, staff: Staff, target: str, said: Said) -> ReviewDecision:
    step = ReviewDecision(
        registration_id=one.id,
        from_status=one.status,
        to_status=str(target),
        staff_id=staff.id,
        message=said.message,
        note=said.note,
        comments={},
    )
    # Neither side of these steps is gone, so who counts as a further registration stays.
    one.status = str(target)
    passes.follow_status(one)
    return step


def _hold_mail(
    session: Session, batch: Batch, one: Registration, step: ReviewDecision, base_host: str
) -> None:
    kind = review.mail_of(one, step.to_status)
    if kind is None:
        return
    session.add(
        OutboxMail(
            message_id=f"<{uuid.uuid4()}@{base_host}>",
            kind=kind.value,
            show_id=one.show_id,
            registration_id=one.id,
            recipient=one.email,
            mailbox=fold_email(one.email),
            locale=one.locale,
            params={"decision_id": step.id, "revision": one.owner_revision},
            is_bulk=True,
            batch_id=batch.id,
            next_attempt_at=batch.leaves_at,
            created_at=batch.at,
        )
    )


def _line(action: str, one: Registration, staff: Staff, step: ReviewDecision) -> AuditEntry:
    return AuditEntry(
        actor="staff",
        staff_id=staff.id,
        action=action,
        show_id=one.show_id,
        registration_id=one.id,
        details={"from": step.from_status, "to": step.to_status},
    )


def _told(session: Session, batch: Batch) -> set[int]:
    """Whose mail has left or is leaving."""
    gone = select(OutboxMail.registration_id).where(
        OutboxMail.batch_id == batch.id,
        (OutboxMail.state != OutboxState.QUEUED) | (OutboxMail.attempts > 0),
    )
    return {id for id in session.scalars(gone) if id is not None}


def _drop_mails(session: Session, batch: Batch, ids: set[int]) -> None:
    session.execute(
        delete(OutboxMail)
        .where(
            OutboxMail.batch_id == batch.id,
            OutboxMail.registration_id.in_(ids),
            OutboxMail.state == OutboxState.QUEUED,
            OutboxMail.attempts == 0,
        )
        .execution_options(synchronize_session=False)
    )


def _log_batch(
    session: Session, action: str, batch: Batch, staff: Staff, details: Mapping[str, object]
) -> None:
    show = batch_show(session, batch)
    audit.write(session, action, actor="staff", staff=staff, show=show, details=dict(details))
    session.flush()
