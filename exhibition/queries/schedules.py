"""Schedules of a show, what they made, and who gets it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from exhibition.domain.rights import Right, rights_in
from exhibition.models import (
    ExportSchedule,
    RunState,
    ScheduleRecipient,
    ScheduleRun,
    ScheduleState,
    Show,
    Staff,
    StaffGrant,
)
from exhibition.queries.outbox import HIGHEST_ID

MOST_RUNS = 30


def of_show(session: Session, show: Show, staff_id: int | None) -> Sequence[ExportSchedule]:
    """The schedules of a show, the running ones first; of one person those they set up or get."""
    wanted = select(ExportSchedule).where(
        ExportSchedule.show_id == show.id, ExportSchedule.state != ScheduleState.DELETED
    )
    if staff_id is not None:
        wanted = wanted.where(_concerns(staff_id))
    wanted = wanted.options(
        joinedload(ExportSchedule.staff),
        selectinload(ExportSchedule.recipients).joinedload(ScheduleRecipient.staff),
    )
    ordered = wanted.order_by(ExportSchedule.next_due_at.is_(None), ExportSchedule.id.desc())
    return session.scalars(ordered).all()


def find(session: Session, show: Show, schedule_id: int) -> ExportSchedule | None:
    """The schedule of this number, where it belongs to the show and was not deleted."""
    if schedule_id > HIGHEST_ID:
        return None
    return session.scalar(
        select(ExportSchedule).where(
            ExportSchedule.id == schedule_id,
            ExportSchedule.show_id == show.id,
            ExportSchedule.state != ScheduleState.DELETED,
        )
    )


def runs(session: Session, schedule: ExportSchedule) -> Sequence[ScheduleRun]:
    """What it made, the newest first."""
    own = select(ScheduleRun).where(ScheduleRun.schedule_id == schedule.id)
    newest = own.options(joinedload(ScheduleRun.job)).order_by(ScheduleRun.id.desc())
    return session.scalars(newest.limit(MOST_RUNS)).all()


def last_runs(session: Session, schedules: Sequence[ExportSchedule]) -> dict[int, ScheduleRun]:
    """The last run of each schedule, by its number."""
    ids = [schedule.id for schedule in schedules]
    rows = session.scalars(
        select(ScheduleRun).where(ScheduleRun.schedule_id.in_(ids)).order_by(ScheduleRun.id)
    )
    return {run.schedule_id: run for run in rows}


def due(session: Session, at: datetime) -> Sequence[int]:
    """The numbers of the schedules that are due at a moment; takes no lock."""
    return session.scalars(
        select(ExportSchedule.id)
        .where(ExportSchedule.state == ScheduleState.ACTIVE, ExportSchedule.next_due_at <= at)
        .order_by(ExportSchedule.next_due_at)
    ).all()


def under_way(session: Session, at: datetime) -> Sequence[int]:
    """The numbers of the runs whose file is to be begun, looked after or told of; takes no lock."""
    return session.scalars(
        select(ScheduleRun.id)
        .where(
            ScheduleRun.state == RunState.WAITING,
            or_(ScheduleRun.next_try_at.is_(None), ScheduleRun.next_try_at <= at),
        )
        .order_by(ScheduleRun.id)
    ).all()


def of_job(session: Session, job_id: int) -> ScheduleRun | None:
    """The run that an export was made by; None for one that somebody asked for."""
    return session.scalar(select(ScheduleRun).where(ScheduleRun.job_id == job_id))


def jobs_for(staff_id: int) -> Select[Any]:
    """The exports that schedules made for somebody who is told of them."""
    return (
        select(ScheduleRun.job_id)
        .join(ScheduleRecipient, ScheduleRecipient.schedule_id == ScheduleRun.schedule_id)
        .where(ScheduleRecipient.staff_id == staff_id, ScheduleRun.job_id.is_not(None))
    )


def gets(session: Session, job_id: int, staff_id: int) -> bool:
    """Whether an export was made by a schedule that somebody is told of."""
    mine = jobs_for(staff_id).where(ScheduleRun.job_id == job_id)
    return session.scalar(mine.limit(1)) is not None


def able(session: Session, show: Show, needed: frozenset[Right]) -> list[Staff]:
    """Staff who have all these rights in a show and may sign in, by mailbox."""
    here = or_(StaffGrant.show_id.is_(None), StaffGrant.show_id == show.id)
    some = select(StaffGrant.staff_id).where(here)
    wanted = select(Staff).where(Staff.id.in_(some), Staff.is_active.is_(True))
    found = session.scalars(wanted.options(selectinload(Staff.grants)).order_by(Staff.email_folded))
    return [one for one in found if needed <= rights_of(one, show)]


def people(session: Session, ids: Collection[int]) -> Sequence[Staff]:
    """Staff by their numbers."""
    return session.scalars(select(Staff).where(Staff.id.in_(ids))).all() if ids else ()


def rights_of(member: Staff, show: Show) -> frozenset[Right]:
    """What somebody may in a show, as their grants are loaded; nothing once signed out for good."""
    if not member.is_active:
        return frozenset()
    return rights_in([grant.as_grant() for grant in member.grants], show.id)


def _concerns(staff_id: int) -> ColumnElement[bool]:
    told = select(ScheduleRecipient.schedule_id).where(ScheduleRecipient.staff_id == staff_id)
    return or_(ExportSchedule.staff_id == staff_id, ExportSchedule.id.in_(told))
