"""The audit log as a list: by who, what, which registration, which show, which days."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import AuditEntry, Registration, Show, Staff

PAGE_SIZE = 50
_BATCH = 500


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; empty is everything the reader may see."""

    #: None: everything, what belongs to no show too.
    scope: frozenset[int] | None
    staff_id: int | None = None
    #: Such as ``pass.revoke``.
    action: str = ""
    reference: str = ""
    show_id: int | None = None
    #: From this moment on, and before that one.
    since: datetime | None = None
    before: datetime | None = None

    def but(self, **changes: Any) -> "AuditFilter":
        """The same with other values."""
        return replace(self, **changes)


@dataclass(frozen=True)
class AuditLine:
    """One entry with what it is about."""

    entry: AuditEntry
    reference: str
    show: Show | None


def count(session: Session, wanted: AuditFilter) -> int:
    """How many entries there are."""
    statement = select(func.count()).select_from(AuditEntry).where(*_conditions(wanted))
    return session.scalar(statement) or 0


def page(session: Session, wanted: AuditFilter, number: int) -> list[AuditLine]:
    """One page, newest first; ``number`` counts from 1."""
    # Which ones first: nothing is read about the lines of the pages before.
    ids = select(AuditEntry.id).where(*_conditions(wanted)).order_by(AuditEntry.id.desc())
    ids = ids.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    chosen = _lines().where(AuditEntry.id.in_(ids.scalar_subquery()))
    return [AuditLine(*row) for row in session.execute(chosen)]


def every(session: Session, wanted: AuditFilter) -> Iterator[AuditLine]:
    """All of them, newest first, a few hundred at a time from the database."""
    found = _lines().where(*_conditions(wanted))
    for row in session.execute(found.execution_options(yield_per=_BATCH)):
        yield AuditLine(*row)


def actions(session: Session, scope: Collection[int] | None) -> Sequence[str]:
    """The actions that occur, for a list to choose from."""
    found = select(AuditEntry.action).distinct().order_by(AuditEntry.action)
    if scope is not None:
        found = found.where(AuditEntry.show_id.in_(scope))
    return session.scalars(found).all()


def actors(session: Session, scope: Collection[int] | None) -> Sequence[tuple[int, str]]:
    """Id and mailbox of those who did something there, for a list to choose from."""
    found = select(Staff.id, Staff.email).order_by(Staff.email_folded)
    if scope is not None:
        did = select(AuditEntry.staff_id).where(AuditEntry.show_id.in_(scope))
        found = found.where(Staff.id.in_(did))
    return [(row.id, row.email) for row in session.execute(found)]


def _lines() -> Select[AuditEntry, str, Show]:
    return (
        select(AuditEntry, func.coalesce(Registration.reference, ""), Show)
        .join(Registration, Registration.id == AuditEntry.registration_id, isouter=True)
        .join(Show, Show.id == AuditEntry.show_id, isouter=True)
        .options(joinedload(AuditEntry.staff))
        .order_by(AuditEntry.id.desc())
    )


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.scope is not None:
        found.append(AuditEntry.show_id.in_(wanted.scope))
    if wanted.staff_id is not None:
        found.append(AuditEntry.staff_id == wanted.staff_id)
    if wanted.action:
        found.append(AuditEntry.action == wanted.action)
    if wanted.show_id is not None:
        found.append(AuditEntry.show_id == wanted.show_id)
    if wanted.reference:
        ids = select(Registration.id).where(Registration.reference == wanted.reference)
        found.append(AuditEntry.registration_id.in_(ids))
    if wanted.since is not None:
        found.append(AuditEntry.at >= wanted.since)
    if wanted.before is not None:
        found.append(AuditEntry.at < wanted.before)
    return found
