"""What is recommended and not decided yet, and what was."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import Recommendation, Registration

#: Asked for by a list: whatever is recommended.
ANY = "any"


def is_open() -> ColumnElement[bool]:
    """The condition of a recommendation that nobody has decided upon."""
    return Recommendation.closed_at.is_(None)


def open_of(session: Session, registration: Registration) -> Recommendation | None:
    """The one that waits for a decision; None where there is none."""
    return session.scalar(
        select(Recommendation)
        .where(Recommendation.registration_id == registration.id, is_open())
        .options(joinedload(Recommendation.staff))
    )


def open_among(session: Session, ids: Collection[int]) -> dict[int, Recommendation]:
    """Those that wait for a decision, by the id of the registration."""
    rows = session.scalars(
        select(Recommendation)
        .where(Recommendation.registration_id.in_(ids), is_open())
        .options(joinedload(Recommendation.staff))
    )
    return {row.registration_id: row for row in rows}


def of_registration(session: Session, registration: Registration) -> Sequence[Recommendation]:
    """All there ever were, oldest first."""
    return session.scalars(
        select(Recommendation)
        .where(Recommendation.registration_id == registration.id)
        .order_by(Recommendation.id)
        .options(joinedload(Recommendation.staff))
    ).all()


def is_recommended(target: str = ANY, *, not_by: int | None = None) -> ColumnElement[bool]:
    """The condition that a registration has an open recommendation: of this status, and not by
    this member of staff.
    """
    wanted = [is_open()]
    if target != ANY:
        wanted.append(Recommendation.target == target)
    if not_by is not None:
        wanted.append(Recommendation.staff_id != not_by)
    # A set of its own rather than a question about each row: it is small among many that wait.
    return Registration.id.in_(select(Recommendation.registration_id).where(*wanted))


def target_column() -> ColumnElement[str | None]:
    """What is recommended for the registration of a row; null where nothing is."""
    own = [Recommendation.registration_id == Registration.id, is_open()]
    return select(Recommendation.target).where(*own).correlate(Registration).scalar_subquery()
