"""What waits for a decision, the oldest first, and which of it somebody has open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal, not_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.status import Kind, ReviewStatus, VisitorStatus
from exhibition.models import Registration, ReviewOpen, Show, Staff
from exhibition.queries import recommendations

#: As long after opening it somebody is taken to be at it still.
AT_IT = timedelta(minutes=5)
SHOWN = 50

_ORDER = (Registration.created_at, Registration.id)

WAITING: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: (VisitorStatus.PENDING,),
    Kind.EXHIBITOR: (ReviewStatus.SUBMITTED, ReviewStatus.IN_REVIEW),
}


@dataclass(frozen=True)
class Part:
    """What of the queue somebody works through; more than one where a show decides in two stages.

    ``recommended``: whether only what a colleague recommended, or only what nobody did.
    """

    key: str
    recommended: bool | None = None
    #: Whose own recommendations are left out, by the id of staff.
    reader: int | None = None

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """What a registration of this part fulfils besides waiting."""
        if self.recommended is None:
            return ()
        if self.recommended:
            return (recommendations.is_recommended(not_by=self.reader),)
        return (not_(recommendations.is_recommended()),)


#: All that waits.
EVERYTHING = Part("all")
#: What nobody has recommended anything for yet.
FIRST = Part("recommend", recommended=False)


def second(staff: Staff) -> Part:
    """What colleagues recommended, for ``staff`` to decide."""
    return Part("decide", recommended=True, reader=staff.id)


def is_waiting(registration: Registration) -> bool:
    """Whether somebody has to decide about it."""
    return registration.status in WAITING[registration.kind] and not registration.is_test


def counts(session: Session, show: Show) -> dict[Kind, int]:
    """How many wait, by kind."""
    return {kind: count(session, show, kind) for kind in Kind}


def count(session: Session, show: Show, kind: Kind, part: Part = EVERYTHING) -> int:
    """How many of a part wait."""
    waiting = select(func.count()).select_from(Registration).where(*_waits(show, kind, part))
    return session.scalar(waiting) or 0


def oldest(
    session: Session, show: Show, kind: Kind, part: Part = EVERYTHING
) -> Sequence[Registration]:
    """The first ``SHOWN`` of those that wait."""
    return session.scalars(
        select(Registration)
        .where(*_waits(show, kind, part))
        .order_by(*_ORDER)
        .limit(SHOWN)
        .options(joinedload(Registration.application), joinedload(Registration.channel))
    ).all()


def next_after(
    session: Session,
    show: Show,
    kind: Kind,
    staff: Staff,
    after: Registration | None = None,
    part: Part = EVERYTHING,
) -> Registration | None:
    """The one that ``staff`` looks at after another, from the beginning again after the last.

    What a colleague has open comes when nothing else is left. None where nothing waits.
    """
    waits = [*_waits(show, kind, part)]
    later: list[ColumnElement[bool]] = []
    if after is not None:
        waits.append(Registration.id != after.id)
        later = [tuple_(*_ORDER) > tuple_(*_place_of(after))]
    # One after the other rather than sorted in one: each stops at its first hit in the index.
    found = _first(session, [*waits, *later, not_(_is_open(staff))])
    if found is not None or _first(session, waits) is None:
        return found
    for places in ([not_(_is_open(staff))], later, []):
        found = _first(session, [*waits, *places])
        if found is not None:
            return found
    return None


def _first(session: Session, waits: Sequence[ColumnElement[bool]]) -> Registration | None:
    return session.scalar(select(Registration).where(*waits).order_by(*_ORDER).limit(1))


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


def _place_of(registration: Registration) -> tuple[Any, ...]:
    own = select(Registration.created_at).where(Registration.id == registration.id)
    return own.scalar_subquery(), registration.id


def _is_open(staff: Staff) -> ColumnElement[bool]:
    opened = select(ReviewOpen.registration_id).where(
        ReviewOpen.staff_id != staff.id, ReviewOpen.at > now() - AT_IT
    )
    return Registration.id.in_(opened)


def _waits(show: Show, kind: Kind, part: Part) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.show_id == show.id,
        Registration.kind == literal(kind, Registration.kind.type),
        Registration.status.in_(WAITING[kind]),
        Registration.is_test.is_(False),
        *part.conditions(),
    )
