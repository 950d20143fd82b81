"""Who stands before and after a registration in a list, in its very order and filter."""

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from exhibition.models import Registration
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.registrations import ordered, sort_column


def neighbours(
    session: Session, wanted: RegistrationFilter, found: Registration
) -> tuple[str, str]:
    """The references before and after it; empty at an end of the list."""
    return (
        _nearest(session, wanted, found, after=False),
        _nearest(session, wanted, found, after=True),
    )


def _nearest(
    session: Session, wanted: RegistrationFilter, found: Registration, *, after: bool
) -> str:
    beyond = select(Registration.reference).where(
        *shown(wanted), _beyond(session, wanted, found, after=after)
    )
    nearest = ordered(beyond, wanted, backwards=not after).limit(1)
    return session.scalar(nearest) or ""


def _beyond(
    session: Session, wanted: RegistrationFilter, found: Registration, *, after: bool
) -> ColumnElement[bool]:
    key, falling = wanted.sort.removeprefix("-"), wanted.sort.startswith("-")
    moment = tuple_(Registration.created_at, Registration.id)
    here = tuple_(
        select(Registration.created_at).where(Registration.id == found.id).scalar_subquery(),
        found.id,
    )
    # Equals stand newest first, unless the list is sorted by time and the oldest come first.
    newest_first = key != "submitted" or falling
    later = moment < here if after == newest_first else moment > here
    if key == "submitted":
        return later
    column = sort_column(key)
    own = session.scalar(select(column).where(Registration.id == found.id))
    below = after == falling
    further, bound = (column < own, column <= own) if below else (column > own, column >= own)
    # The bound says nothing new, but an index can begin there.
    return and_(bound, or_(further, and_(column == own, later)))
