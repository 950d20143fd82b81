"""The exports of a show: the list of them, and one by its number in the address."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import ExportJob, Show
from exhibition.queries import schedules
from exhibition.queries.outbox import HIGHEST_ID

PAGE_SIZE = 50


def find(session: Session, show: Show, job_id: int) -> ExportJob | None:
    """The export of this id, where it belongs to the show."""
    if job_id > HIGHEST_ID:
        return None
    found = select(ExportJob).where(ExportJob.id == job_id, ExportJob.show_id == show.id)
    return session.scalar(found.options(joinedload(ExportJob.staff)))


def count(session: Session, show: Show, staff_id: int | None) -> int:
    """How many there are, of everybody, or those one person asked for or is told of."""
    return session.scalar(_of(show, staff_id, select(func.count(ExportJob.id)))) or 0


def page(session: Session, show: Show, staff_id: int | None, number: int) -> Sequence[ExportJob]:
    """One page of them, newest first, pages counted from 1."""
    wanted = _of(show, staff_id, select(ExportJob)).options(joinedload(ExportJob.staff))
    newest = wanted.order_by(ExportJob.id.desc())
    return session.scalars(newest.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()


def _of(show: Show, staff_id: int | None, statement: Select[Any]) -> Select[Any]:
    statement = statement.where(ExportJob.show_id == show.id)
    if staff_id is None:
        return statement
    mine = or_(ExportJob.staff_id == staff_id, ExportJob.id.in_(schedules.jobs_for(staff_id)))
    return statement.where(mine)
