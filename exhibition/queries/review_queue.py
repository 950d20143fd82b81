"""What waits for a decision, the oldest first, and which of it somebody has open."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.status import Kind, ReviewStatus, VisitorStatus
from exhibition.models import Registration, ReviewOpen, Show, Staff

#: As long after opening it somebody is taken to be at it still.
AT_IT = timedelta(minutes=5)
SHOWN = 50

WAITING: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: (VisitorStatus.PENDING,),
    Kind.EXHIBITOR: (ReviewStatus.SUBMITTED, ReviewStatus.IN_REVIEW),
}


def is_waiting(registration: Registration) -> bool:
    """Whether somebody has to decide about it."""
    return registration.status in WAITING[registration.kind] and not registration.is_test


def counts(session: Session, show: Show) -> dict[Kind, int]:
    """How many wait, by kind."""
    return {
        kind: session.scalar(select(func.count()).where(*_waits(show, kind))) or 0 for kind in Kind
    }


def oldest(session: Session, show: Show, kind: Kind) -> Sequence[Registration]:
    """The first ``SHOWN`` of those that wait."""
    return session.scalars(
        select(Registration)
        .where(*_waits(show, kind))
        .order_by(Registration.created_at, Registration.id)
        .limit(SHOWN)
        .options(joinedload(Registration.application), joinedload(Registration.channel))
    ).all()


def next_after(
    session: Session, show: Show, kind: Kind, staff: Staff, after: Registration | None = None
) -> Registration | None:
    """The one that ``staff`` looks at after another, from the beginning again after the last.

    What a colleague has open comes when nothing else is left. None where nothing waits.
    """
    first_comes = [_is_open(staff), Registration.created_at, Registration.id]
    found = select(Registration).where(*_waits(show, kind))
    if after is not None:
        later = or_(
            Registration.created_at > after.created_at,
            and_(Registration.created_at == after.created_at, Registration.id > after.id),
        )
        found = found.where(Registration.id != after.id)
        first_comes.insert(1, case((later, 0), else_=1))
    return session.scalar(found.order_by(*first_comes).limit(1))


def colleagues(session: Session, staff: Staff, ids: Collection[int]) -> dict[int, Staff]:
    """Who else opened these registrations in the last minutes, the latest, by registration."""
    rows = session.scalars(
        select(ReviewOpen)
        .where(
            ReviewOpen.registration_id.in_(ids),
            ReviewOpen.staff_id != staff.id,
            ReviewOpen.at > now() - AT_IT,
        )
        .order_by(ReviewOpen.at)
        .options(joinedload(ReviewOpen.staff))
    )
    return {row.registration_id: row.staff for row in rows}


def _is_open(staff: Staff) -> ColumnElement[int]:
    opened = select(ReviewOpen.registration_id).where(
        ReviewOpen.staff_id != staff.id, ReviewOpen.at > now() - AT_IT
    )
    return case((Registration.id.in_(opened), 1), else_=0)


def _waits(show: Show, kind: Kind) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.show_id == show.id,
        Registration.kind == literal(kind, Registration.kind.type),
        Registration.status.in_(WAITING[kind]),
        Registration.is_test.is_(False),
    )
