"""Who has what open in the queue, so that two do not do the same work."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Registration, ReviewOpen, Show, Staff
from exhibition.queries import review_queue as queue
from exhibition.queries.review_queue import Part
from exhibition.services import second_review


def parts(session: Session, show: Show, kind: Kind, staff: Staff) -> tuple[Part, ...]:
    """The parts of the queue that are work for ``staff``, what weighs most first."""
    if not second_review.is_on(show, kind):
        return (queue.EVERYTHING,)
    if not second_review.has_last_word(show, staff):
        return (queue.FIRST,)
    if second_review.is_alone(session, show, staff):
        return (queue.EVERYTHING,)
    return (queue.second(staff), queue.FIRST)


def open_one(session: Session, registration: Registration, staff: Staff) -> None:
    """Remembers that somebody looks at it now; colleagues are told for a few minutes."""
    seen = session.get(ReviewOpen, (registration.id, staff.id))
    if seen is not None:
        seen.at = now()
        return
    try:
        with session.begin_nested():
            session.add(ReviewOpen(registration_id=registration.id, staff_id=staff.id))
    except IntegrityError:
        # Another window of the same person was quicker, or the registration is gone: fine both.
        return


def leave(session: Session, registration: Registration) -> None:
    """Forgets who had it open; it is decided."""
    session.execute(
        delete(ReviewOpen)
        .where(ReviewOpen.registration_id == registration.id)
        .execution_options(synchronize_session=False)
    )
