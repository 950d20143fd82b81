"""What the review of an application has said so far."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.status import ReviewStatus
from exhibition.models import OutboxMail, Registration, ReviewDecision


def decisions(session: Session, registration: Registration) -> list[ReviewDecision]:
    """Every step, oldest first."""
    return list(
        session.scalars(
            select(ReviewDecision)
            .where(ReviewDecision.registration_id == registration.id)
            .order_by(ReviewDecision.id)
        )
    )


def mails(session: Session, registration: Registration) -> dict[int, OutboxMail]:
    """The mails that decisions sent to the registrant, by the id of the decision."""
    found = session.scalars(
        select(OutboxMail).where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.recipient == registration.email,
        )
    )
    return {int(id): mail for mail in found if (id := mail.param("decision_id")) is not None}


def last_step(session: Session, registration: Registration) -> ReviewDecision | None:
    """The newest step; None where nothing was ever decided."""
    return session.scalar(
        select(ReviewDecision)
        .where(ReviewDecision.registration_id == registration.id)
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    )


def last_told(session: Session, registration: Registration) -> ReviewDecision | None:
    """The step that led to the present status, whose message the applicant may read."""
    return session.scalar(
        select(ReviewDecision)
        .where(
            ReviewDecision.registration_id == registration.id,
            ReviewDecision.to_status == registration.status,
        )
        .order_by(ReviewDecision.id.desc())
        .limit(1)
    )


def open_request(session: Session, registration: Registration) -> ReviewDecision | None:
    """The correction that is being asked for now, field by field; None while nothing is."""
    if registration.status != ReviewStatus.NEEDS_INFO:
        return None
    return last_told(session, registration)
