"""Booths: a number belongs to one exhibitor, and what is held ends by itself."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import BoothTaken
from exhibition.domain.search import fold
from exhibition.domain.status import GONE, BoothStatus, ReviewStatus
from exhibition.models import Application, BoothNumber, Registration
from exhibition.services import audit

#: One round of the clock; the next minute takes the rest.
AT_ONCE = 500
AHEAD = timedelta(hours=14)
#: Whoever stands there needs no booth any more.
_FREE = GONE | {ReviewStatus.DECLINED.value}


def take(session: Session, registration: Registration, booth: BoothStatus, number: str) -> None:
    """Gives the number to the registration, or frees the one it had where it has none now.

    Raises ``BoothTaken``, with the reference of whoever has it.
    """
    wanted = fold(number) if booth is not BoothStatus.NONE else ""
    free(session, registration)
    if not wanted:
        return
    _free_of_gone(session, registration.show_id, wanted)
    try:
        with session.begin_nested():
            session.add(
                BoothNumber(
                    show_id=registration.show_id, folded=wanted, registration_id=registration.id
                )
            )
    except IntegrityError as taken:
        holder = _holder(session, registration.show_id, wanted)
        raise BoothTaken(number=number, reference=holder) from taken


def free(session: Session, registration: Registration) -> None:
    """Takes the number away from the registration, for anybody else to have."""
    session.execute(
        delete(BoothNumber)
        .where(BoothNumber.registration_id == registration.id)
        .execution_options(synchronize_session=False)
    )
    for row in [one for one in session if isinstance(one, BoothNumber)]:
        if row.registration_id == registration.id:
            session.expunge(row)


def expire(session: Session) -> int:
    """Ends what was held until a day that is over in the time zone of its show; gives how many.

    Doing it again, or twice at once, ends nothing twice.
    """
    due = session.scalars(
        select(Application)
        .where(
            Application.booth == BoothStatus.HELD,
            # In no zone is it a later day than this.
            Application.held_until < (now() + AHEAD).date(),
        )
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    ended = 0
    for application in due:
        registration = application.registration
        until = application.held_until
        if until is not None and until < now().astimezone(registration.show.zone).date():
            _end(session, registration, application)
            ended += 1
    session.flush()
    return ended


def _end(session: Session, registration: Registration, application: Application) -> None:
    before = {
        "booth": application.booth.value,
        "booth_no": application.booth_no,
        "held_until": str(application.held_until),
    }
    application.booth, application.booth_no = BoothStatus.NONE, ""
    application.held_until = None
    free(session, registration)
    # The registration's version counts its tracks too.
    registration.updated_at = now()
    audit.write(
        session,
        "booth.expire",
        actor="system",
        show=registration.show,
        registration=registration,
        details={"before": before, "after": {"booth": "none", "booth_no": "", "held_until": ""}},
    )


def _free_of_gone(session: Session, show_id: int, folded: str) -> None:
    gone = select(Registration.id).where(Registration.status.in_(sorted(_FREE)))
    session.execute(
        delete(BoothNumber)
        .where(
            BoothNumber.show_id == show_id,
            BoothNumber.folded == folded,
            BoothNumber.registration_id.in_(gone),
        )
        .execution_options(synchronize_session=False)
    )


def _holder(session: Session, show_id: int, folded: str) -> str:
    found = session.scalar(
        select(Registration.reference)
        .join(BoothNumber, BoothNumber.registration_id == Registration.id)
        .where(BoothNumber.show_id == show_id, BoothNumber.folded == folded)
    )
    return found or "–"
