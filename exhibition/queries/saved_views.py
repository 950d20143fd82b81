"""The saved views of a list: one's own, and those its staff share."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.status import Kind
from exhibition.models import FirstView, SavedView, Show, Staff

Pairs = Sequence[tuple[str, str]]


def visible(show_id: int, kind: Kind, staff_id: int) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the views that somebody sees."""
    return (
        SavedView.show_id == show_id,
        SavedView.kind == literal(kind, SavedView.kind.type),
        SavedView.deleted_at.is_(None),
        or_(SavedView.is_shared, SavedView.staff_id == staff_id),
    )


def of_reader(session: Session, show: Show, kind: Kind, staff: Staff) -> Sequence[SavedView]:
    """The views somebody sees, with who made them, by name."""
    return session.scalars(
        select(SavedView)
        .where(*visible(show.id, kind, staff.id))
        .order_by(SavedView.folded, SavedView.id)
        .options(joinedload(SavedView.staff))
    ).all()


def find(
    session: Session, show: Show, kind: Kind, staff: Staff, view_id: int, *, deleted: bool = False
) -> SavedView | None:
    """One of the views that somebody sees, or with ``deleted`` one that is gone."""
    found = session.get(SavedView, view_id)
    if found is None or (found.show_id, found.kind) != (show.id, kind):
        return None
    if (found.deleted_at is not None) is not deleted:
        return None
    return found if found.is_shared or found.staff_id == staff.id else None


def first_of(session: Session, show: Show, staff: Staff) -> Mapping[Kind, int]:
    """The views that somebody's lists of a show open with."""
    rows = session.execute(first(show.id, staff.id))
    return {row.kind: row.view_id for row in rows}


def first(show_id: int, staff_id: int) -> Any:
    """The query for kind and id of the views that somebody's lists of a show open with."""
    return (
        select(FirstView.kind, FirstView.view_id)
        .join(SavedView, SavedView.id == FirstView.view_id)
        .where(
            FirstView.staff_id == staff_id,
            FirstView.show_id == show_id,
            SavedView.deleted_at.is_(None),
            or_(SavedView.is_shared, SavedView.staff_id == staff_id),
        )
    )


def arguments(view: SavedView) -> Pairs:
    """Its filter and order as names and values of the list's address."""
    return [(str(name), str(value)) for name, value in view.arguments]


def deleted(session: Session, show: Show, kind: Kind, staff: Staff) -> Sequence[SavedView]:
    """The views somebody saw until they were deleted, the latest first."""
    return session.scalars(
        select(SavedView)
        .where(
            SavedView.show_id == show.id,
            SavedView.kind == literal(kind, SavedView.kind.type),
            SavedView.deleted_at.is_not(None),
            or_(SavedView.is_shared, SavedView.staff_id == staff.id),
        )
        .order_by(SavedView.deleted_at.desc(), SavedView.id)
        .options(joinedload(SavedView.staff))
    ).all()
