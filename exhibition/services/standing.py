"""Whether a registration stands: cancelled by staff, taken back, marked as a test, removed."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from exhibition.domain.errors import N_, ExhibitionError, MoveRefused
from exhibition.domain.status import (
    Kind,
    ReviewStatus,
    VisitorStatus,
    may_move_review,
    may_move_visitor,
)
from exhibition.models import Registration, ReviewDecision, Show, Staff, Upload
from exhibition.queries import merges
from exhibition.services import audit, outbox, passes, people, record, second_review


class AlreadyMerged(ExhibitionError):
    """It was merged into another, so it stands and falls with that. Carries ``reference``."""

    code = "already_merged"
    sentence = N_("It was merged into %(reference)s. Undo that first.")
    status = 409


def cancel(session: Session, registration: Registration, staff: Staff, reason: str) -> None:
    """Ends a registration in the organizer's name. Raises ``MoveRefused``."""
    move(session, registration, staff, VisitorStatus.CANCELLED, reason)
    record.log(session, "registration.cancel", registration, staff, {"reason": reason})


def reinstate(session: Session, registration: Registration, staff: Staff) -> None:
    """Takes a cancellation back: to the beginning of the review where there is one.

    Raises ``MoveRefused``, and ``AlreadyMerged`` where it was cancelled for another one.
    """
    if (merge := merges.of_gone(session, registration.id)) is not None:
        raise AlreadyMerged(reference=merge.kept.reference)
    target: str = ReviewStatus.SUBMITTED
    if registration.kind is Kind.VISITOR:
        reviewed = registration.pass_type.needs_review
        target = VisitorStatus.PENDING if reviewed else VisitorStatus.REGISTERED
    move(session, registration, staff, target)
    record.log(session, "registration.reinstate", registration, staff, {"to": target})


def bring_back(session: Session, registration: Registration, staff: Staff, status: str) -> None:
    """Undoes a cancellation of a moment ago: back to the status it had, without another review."""
    record.lock(session, registration)
    session.add(
        ReviewDecision(
            registration_id=registration.id,
            from_status=registration.status,
            to_status=status,
            staff=staff,
            comments={},
        )
    )
    registration.status = status
    passes.follow_status(registration)
    session.flush()
    people.refresh_further(session, registration)
    record.log(session, "registration.reinstate", registration, staff, {"to": status})


def may_move(registration: Registration, target: str) -> bool:
    """Whether the status of a registration of either kind allows the step."""
    if registration.kind is Kind.VISITOR:
        return may_move_visitor(VisitorStatus(registration.status), VisitorStatus(target))
    return may_move_review(ReviewStatus(registration.status), ReviewStatus(target))


def mark_test(session: Session, registration: Registration, staff: Staff, is_test: bool) -> None:
    """Says whether a registration is a test: tests are never counted and never exported."""
    record.lock(session, registration)
    if registration.is_test == is_test:
        return
    registration.is_test = is_test
    session.flush()
    people.refresh_further(session, registration)
    action = "registration.mark_test" if is_test else "registration.unmark_test"
    record.log(session, action, registration, staff)


def remove_tests(session: Session, show: Show, kind: Kind, staff: Staff) -> tuple[int, list[str]]:
    """Deletes every test registration of this kind with all that belongs to it.

    Gives how many, and the stored names of their files, which the caller discards once the
    transaction is committed.
    """
    tests = (Registration.show_id == show.id, Registration.kind == kind, Registration.is_test)
    ids = list(session.scalars(select(Registration.id).where(*tests)))
    owned = Upload.registration_id.in_(select(Registration.id).where(*tests))
    files = list(session.scalars(select(Upload.stored_name).where(owned)))
    # The database takes passes, answers, mails and log lines along.
    session.execute(delete(Registration).where(*tests).execution_options(synchronize_session=False))
    audit.write(
        session,
        "registration.remove_tests",
        actor="staff",
        staff=staff,
        show=show,
        details={"kind": kind.value, "count": len(ids)},
    )
    return len(ids), files


def move(
    session: Session, registration: Registration, staff: Staff | None, target: str, reason: str = ""
) -> ReviewDecision:
    """Moves the status of either kind, and the pass with it; gives the step.

    ``staff`` is None where the registrant moved it. Raises ``MoveRefused``.
    """
    record.lock(session, registration)
    if not may_move(registration, target):
        raise MoveRefused(current=registration.status, target=target)
    return put(session, registration, staff, target, reason)


def put(
    session: Session, registration: Registration, staff: Staff | None, target: str, reason: str = ""
) -> ReviewDecision:
    """The same for a registration that is locked, whatever its status: for merging, and back."""
    current = registration.status
    outbox.drop_waiting(session, registration)
    decision = ReviewDecision(
        registration_id=registration.id,
        from_status=current,
        to_status=str(target),
        staff=staff,
        note=reason,
        comments={},
    )
    session.add(decision)
    registration.status = str(target)
    passes.follow_status(registration)
    session.flush()
    second_review.settle(session, registration, decision)
    people.refresh_further(session, registration)
    return decision
