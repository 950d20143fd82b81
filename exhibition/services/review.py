"""Review: what staff decide on an application, or on a visitor whose pass type needs it.

Each decision is one step of the status, a row that says who said what, a mail where there is one
to send, and a line in the audit log, all in the transaction of the caller.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from exhibition.domain.errors import MoveRefused, Stale
from exhibition.domain.mail import MailKind
from exhibition.domain.second_review import Word
from exhibition.domain.status import (
    REVIEW_MOVES,
    VISITOR_MOVES,
    Kind,
    ReviewStatus,
    VisitorStatus,
)
from exhibition.models import Registration, ReviewDecision, Staff
from exhibition.queries import review as reviews
from exhibition.services import outbox, passes, people, record, review_queue, second_review

#: What is mailed once an application stands there; a step without an entry is not announced.
ANNOUNCED: Mapping[Kind, Mapping[str, MailKind]] = {
    Kind.EXHIBITOR: {
        ReviewStatus.ACCEPTED: MailKind.ACCEPTED,
        ReviewStatus.DECLINED: MailKind.DECLINED,
        ReviewStatus.WAITLISTED: MailKind.WAITLISTED,
        ReviewStatus.NEEDS_INFO: MailKind.NEEDS_INFO,
    },
    # A declined visitor reads it on the own page; the mail of a decline is about booths.
    Kind.VISITOR: {VisitorStatus.ACCEPTED: MailKind.VISITOR_PASS},
}


@dataclass(frozen=True)
class Said:
    """What staff say with a decision."""

    #: Goes into the mail and onto the applicant's page.
    message: str = ""
    #: Never sent.
    note: str = ""
    #: Sent back: form field -> what is wrong with it.
    comments: Mapping[str, str] = field(default_factory=dict)
    due_on: date | None = None


def decide(
    session: Session,
    registration: Registration,
    staff: Staff,
    target: str,
    said: Said,
    *,
    version: int,
    base_host: str,
) -> ReviewDecision:
    """Moves the status to ``target`` (a value of its life-cycle), says so and logs it.

    ``version`` is that of the page the decision was taken on. Raises ``Stale`` when the record has
    changed since, ``MoveRefused`` when its status does not allow the step, ``SecondPersonNeeded``
    where the show wants two people for it and this is not the second.
    """
    record.lock_version(session, registration, version)
    if target not in moves_from(registration):
        raise MoveRefused(current=registration.status, target=target)
    word = second_review.check(session, registration, staff, target)
    decision = _move(session, registration, target, staff, said)
    decision.alone = word is Word.ALONE
    review_queue.leave(session, registration)
    _announce(session, registration, decision, base_host)
    details = {"from": decision.from_status, "to": decision.to_status}
    record.log(session, f"review.{decision.to_status}", registration, staff, details)
    return decision


def take_back(
    session: Session, registration: Registration, staff: Staff, decision_id: int
) -> ReviewDecision:
    """Puts a decision just taken back into review; a mail that left is not called back.

    What was recommended before it waits again. Raises ``Stale`` when the decision is not the last
    step any more, ``MoveRefused`` when its status does not allow the way back, and
    ``SecondPersonNeeded`` for somebody without the last word where it was one.
    """
    record.lock(session, registration)
    last = reviews.last_step(session, registration)
    if last is None or last.id != decision_id:
        raise Stale()
    target = undo_target(registration)
    if target is None:
        raise MoveRefused(current=registration.status, target=last.from_status)
    second_review.check_undo(registration, staff, last.to_status)
    decision = _move(session, registration, target, staff, Said())
    second_review.reopen(session, registration, last.id)
    details = {"from": decision.from_status, "to": decision.to_status}
    record.log(session, "review.take_back", registration, staff, details)
    return decision


def undo_target(registration: Registration) -> str | None:
    """The status in which it waits again; None where no way leads back from the present one."""
    if registration.kind is Kind.VISITOR:
        back = VisitorStatus.PENDING in VISITOR_MOVES[VisitorStatus(registration.status)]
        return VisitorStatus.PENDING if back and registration.pass_type.needs_review else None
    back = ReviewStatus.IN_REVIEW in REVIEW_MOVES[ReviewStatus(registration.status)]
    return ReviewStatus.IN_REVIEW if back else None


def answer_correction(
    session: Session, registration: Registration, *, base_host: str
) -> ReviewDecision:
    """Hands a corrected application back to the organizer, who is told.

    What was corrected is stored and logged by ``services/application.save``, in the same
    transaction. Raises ``MoveRefused`` where nothing was sent back.
    """
    if registration.status != ReviewStatus.NEEDS_INFO:
        raise MoveRefused(current=registration.status, target=ReviewStatus.SUBMITTED)
    decision = _move(session, registration, ReviewStatus.SUBMITTED, None, Said())
    if not registration.is_test:
        for mailbox in registration.show.notify_emails:
            outbox.enqueue(
                session,
                kind=MailKind.STAFF_NOTICE,
                show=registration.show,
                registration=registration,
                recipient=mailbox,
                locale=registration.show.default_locale,
                params={"decision_id": decision.id},
                base_host=base_host,
            )
    return decision


def moves_from(registration: Registration) -> frozenset[str]:
    """The statuses that a decision could lead to from here."""
    reviewed = registration.kind is Kind.EXHIBITOR or registration.pass_type.needs_review
    return moves(registration.kind, registration.status, is_reviewed=reviewed)


def moves(kind: Kind, status: str, *, is_reviewed: bool) -> frozenset[str]:
    """The statuses that a decision could lead to from ``status``.

    A visitor whose pass type needs no review (``is_reviewed``) was never decided upon.
    """
    if not is_reviewed:
        return frozenset()
    if kind is Kind.VISITOR:
        decided = {VisitorStatus.ACCEPTED, VisitorStatus.DECLINED}
        return VISITOR_MOVES[VisitorStatus(status)] & decided
    staff_decides = {*ANNOUNCED[Kind.EXHIBITOR], ReviewStatus.IN_REVIEW}
    return REVIEW_MOVES[ReviewStatus(status)] & staff_decides


def mail_of(registration: Registration, target: str) -> MailKind | None:
    """The mail that a step to ``target`` sends to the registrant; None where it sends none."""
    return ANNOUNCED[registration.kind].get(target) if registration.email else None


def _move(
    session: Session, registration: Registration, target: str, staff: Staff | None, said: Said
) -> ReviewDecision:
    outbox.drop_waiting(session, registration)
    decision = ReviewDecision(
        registration_id=registration.id,
        from_status=registration.status,
        to_status=str(target),
        staff=staff,
        message=said.message,
        note=said.note,
        comments=dict(said.comments),
        due_on=said.due_on,
    )
    session.add(decision)
    registration.status = str(target)
    passes.follow_status(registration)
    session.flush()
    second_review.settle(session, registration, decision)
    people.refresh_further(session, registration)
    return decision


def _announce(
    session: Session, registration: Registration, decision: ReviewDecision, base_host: str
) -> None:
    kind = mail_of(registration, decision.to_status)
    if kind is not None:
        outbox.enqueue(
            session,
            kind=kind,
            show=registration.show,
            registration=registration,
            recipient=registration.email,
            locale=registration.locale,
            params={"decision_id": decision.id},
            base_host=base_host,
        )
