"""What stands around a list for whoever reads it: their columns, the saved views, the tags in use.

One statement for all of it, because a list asks the database six times at most.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, String, cast, false, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from exhibition.domain.status import Kind
from exhibition.models import ListColumns, SavedView, Show, Staff, Tag, Tagged
from exhibition.queries import saved_views

MOST_TAGS = 200


@dataclass(frozen=True)
class ViewLine:
    """A saved view as the list names it."""

    id: int
    name: str
    is_shared: bool
    arguments: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """What somebody has around a list."""

    #: The keys of the columns they chose, empty where they did not.
    columns: Sequence[str] = ()
    views: Sequence[ViewLine] = ()
    #: The views that this reader's lists of the show open with.
    first: Mapping[Kind, int] = field(default_factory=dict)
    #: The tags in use at the show, by word.
    tags: Sequence[str] = ()


def of(session: Session, show: Show, kind: Kind, staff: Staff) -> Desk:
    """The desk of ``staff`` at the list of a kind."""
    rows = session.execute(
        union_all(
            _columns(kind, staff), _views(show, kind, staff), _first(show, staff), _tags(show)
        )
    ).all()
    found: dict[str, list[Any]] = {"columns": [], "view": [], "first": [], "tag": []}
    for row in rows:
        found[row.what].append(row)
    views = sorted(found["view"], key=lambda row: (row.folded, row.id))
    return Desk(
        columns=list(found["columns"][0].columns) if found["columns"] else (),
        views=[_line(row) for row in views],
        first={Kind(row.word): row.id for row in found["first"]},
        tags=[row.word for row in sorted(found["tag"], key=lambda row: row.folded)],
    )


def _line(row: Any) -> ViewLine:
    pairs = tuple((str(name), str(value)) for name, value in row.arguments)
    return ViewLine(row.id, row.word, row.is_shared, pairs, tuple(row.columns))


def _columns(kind: Kind, staff: Staff) -> Any:
    return select(
        literal("columns").label("what"),
        literal(0).label("id"),
        literal("").label("word"),
        literal("").label("folded"),
        false().label("is_shared"),
        cast(null(), JSON).label("arguments"),
        ListColumns.columns.label("columns"),
    ).where(
        ListColumns.staff_id == staff.id,
        ListColumns.kind == literal(kind, ListColumns.kind.type),
    )


def _views(show: Show, kind: Kind, staff: Staff) -> Any:
    return select(
        literal("view"),
        SavedView.id,
        SavedView.name,
        SavedView.folded,
        SavedView.is_shared,
        SavedView.arguments,
        SavedView.columns,
    ).where(*saved_views.visible(show.id, kind, staff.id))


def _first(show: Show, staff: Staff) -> Any:
    first = saved_views.first(show.id, staff.id).subquery()
    return select(
        literal("first"),
        first.c.view_id,
        cast(first.c.kind, String),
        literal(""),
        false(),
        cast(null(), JSON),
        cast(null(), JSON),
    )


def _tags(show: Show) -> Any:
    used = func.count(Tagged.registration_id)
    words = (
        select(Tag.word, Tag.folded)
        .join(Tagged, Tagged.tag_id == Tag.id)
        .where(Tag.show_id == show.id)
        .group_by(Tag.id, Tag.word, Tag.folded)
        .order_by(used.desc(), Tag.folded)
        .limit(MOST_TAGS)
        .subquery()
    )
    return select(
        literal("tag"),
        literal(0),
        words.c.word,
        words.c.folded,
        false(),
        cast(null(), JSON),
        cast(null(), JSON),
    )
