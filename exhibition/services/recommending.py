"""The first of two stages: somebody recommends, nothing moves, and nobody outside is told."""

from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused
from exhibition.domain.second_review import WEIGHTY
from exhibition.models import Recommendation, Registration, Staff
from exhibition.services import record, review, review_queue, second_review
from exhibition.services.second_review import OneStageOnly


def recommend(
    session: Session,
    registration: Registration,
    staff: Staff,
    target: str,
    *,
    reason: str,
    message: str = "",
    version: int,
) -> Recommendation:
    """Recommends that the status becomes ``target``, in place of what was recommended before.

    ``message`` are words proposed to the applicant. Raises ``Stale`` when the record has changed
    since the page with ``version`` was opened, ``MoveRefused`` when its status does not allow the
    step, ``OneStageOnly`` where the show does not want two people.
    """
    record.lock_version(session, registration, version)
    if not second_review.is_on(registration.show, registration.kind):
        raise OneStageOnly()
    if target not in review.moves_from(registration) & WEIGHTY:
        raise MoveRefused(current=registration.status, target=target)
    second_review.close(session, registration)
    # A colleague who has the page open is told, as of any other change.
    registration.updated_at = now()
    session.flush()
    made = Recommendation(
        registration_id=registration.id,
        staff=staff,
        target=str(target),
        reason=reason,
        message=message,
        version=registration.version,
    )
    session.add(made)
    session.flush()
    review_queue.leave(session, registration)
    record.log(session, "recommendation.make", registration, staff, {"to": str(target)})
    return made


def take_back(
    session: Session, registration: Registration, staff: Staff, recommendation_id: int
) -> None:
    """Takes one's recommendation back; it stays in the history.

    Raises ``MoveRefused`` where it does not count any more, or is a colleague's.
    """
    record.lock(session, registration)
    found = session.get(Recommendation, recommendation_id, populate_existing=True)
    mine = found is not None and found.registration_id == registration.id
    if found is None or not mine or found.closed_at is not None or found.staff_id != staff.id:
        raise MoveRefused(current=registration.status, target=registration.status)
    second_review.close(session, registration)
    registration.updated_at = now()
    session.flush()
    record.log(session, "recommendation.take_back", registration, staff)
