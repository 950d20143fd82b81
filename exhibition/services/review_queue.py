"""Who has what open in the queue, so that two do not do the same work."""

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.models import Registration, ReviewOpen, Staff


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
