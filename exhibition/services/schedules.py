"""Exports that repeat: set up, changed, paused, taken up again, deleted. Making them is
``schedule_runs``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, Stale
from exhibition.domain.export_rights import needed
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.rights import Right
from exhibition.domain.schedule import Cadence, Rhythm, next_due
from exhibition.models import ExportSchedule, ScheduleRecipient, ScheduleState, Show, Staff
from exhibition.queries import schedules
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import audit


class NoReader(ExhibitionError):
    """Nobody who may have the file is to be told."""

    code = "schedule_without_reader"
    sentence = N_("Choose at least one colleague who may have this list.")


class NamesSomebody(ExhibitionError):
    """The list was searched, or its rows were ticked one by one."""

    code = "schedule_of_a_search"
    sentence = N_("A search and single rows cannot be repeated. Use the filters of the list.")


class ShowOver(ExhibitionError):
    """There is no due time left."""

    code = "schedule_too_late"
    sentence = N_("The show is over: nothing is repeated any more.")


@dataclass(frozen=True)
class Plan:
    """What is to be repeated, when and for whom."""

    chosen: ExportSet
    #: What the set is called in the show's language.
    set_name: str
    format: str
    header: str
    purpose: str
    masked: bool
    only_new: bool
    tells_empty: bool
    rhythm: Rhythm
    #: Numbers of staff.
    readers: Sequence[int]

    @property
    def needed(self) -> frozenset[Right]:
        """What somebody must be allowed to get it."""
        return needed(self.chosen.key, self.chosen.columns, masked=self.masked)


def make(
    session: Session, show: Show, staff: Staff, wanted: RegistrationFilter, plan: Plan
) -> ExportSchedule:
    """A new schedule. Raises ``NoReader``, ``NamesSomebody`` or ``ShowOver``."""
    if not may_repeat(wanted):
        raise NamesSomebody
    schedule = ExportSchedule(
        show_id=show.id,
        staff_id=staff.id,
        kind=wanted.kind,
        arguments=[list(pair) for pair in wanted.to_args()],
    )
    _put(session, show, schedule, plan)
    session.add(schedule)
    session.flush()
    _log(session, "schedule.make", show, staff, schedule)
    return schedule


def may_repeat(wanted: RegistrationFilter) -> bool:
    """Whether a filter names nobody: no search, no rows ticked one by one."""
    return not (wanted.search or wanted.only or wanted.without)


def change(
    session: Session, show: Show, staff: Staff, schedule: ExportSchedule, seen: int, plan: Plan
) -> None:
    """Sets it up otherwise; ``seen`` is the version that the page showed. Raises ``Stale``,
    ``NoReader`` or ``ShowOver``.
    """
    _lock(session, schedule, seen)
    was_paused = schedule.state is ScheduleState.PAUSED
    _put(session, show, schedule, plan)
    if was_paused:
        schedule.state, schedule.next_due_at = ScheduleState.PAUSED, None
    _changed(session, "schedule.change", show, staff, schedule)


def pause(session: Session, show: Show, staff: Staff, schedule: ExportSchedule, seen: int) -> None:
    """Nothing is made until it is taken up again. Raises ``Stale``."""
    _lock(session, schedule, seen)
    schedule.state, schedule.next_due_at = ScheduleState.PAUSED, None
    _changed(session, "schedule.pause", show, staff, schedule)


def resume(session: Session, show: Show, staff: Staff, schedule: ExportSchedule, seen: int) -> None:
    """Goes on at the next due time; what was missed is not made up. Raises ``Stale`` or
    ``ShowOver``.
    """
    _lock(session, schedule, seen)
    _start(show, schedule)
    _changed(session, "schedule.resume", show, staff, schedule)


def delete(session: Session, show: Show, staff: Staff, schedule: ExportSchedule, seen: int) -> None:
    """Ends it; nobody is told of it any more, and its files are fetched no more. Raises
    ``Stale``.
    """
    _lock(session, schedule, seen)
    schedule.state, schedule.next_due_at = ScheduleState.DELETED, None
    schedule.recipients = []
    _changed(session, "schedule.delete", show, staff, schedule)


def _put(session: Session, show: Show, schedule: ExportSchedule, plan: Plan) -> None:
    able = {one.id for one in schedules.able(session, show, plan.needed)}
    readers = [one for one in dict.fromkeys(plan.readers) if one in able]
    if not readers:
        raise NoReader
    schedule.set_key, schedule.set_name = plan.chosen.key, plan.set_name
    for name in ("format", "header", "purpose", "masked", "only_new", "tells_empty"):
        setattr(schedule, name, getattr(plan, name))
    for name, value in asdict(plan.rhythm).items():
        setattr(schedule, name, value)
    kept = {row.staff_id: row for row in schedule.recipients}
    schedule.recipients = [kept.get(one) or ScheduleRecipient(staff_id=one) for one in readers]
    _start(show, schedule)


def _start(show: Show, schedule: ExportSchedule) -> None:
    due = next_due(schedule.rhythm, show.zone, show.show_days, now())
    if due is None:
        raise ShowOver
    schedule.state, schedule.next_due_at = ScheduleState.ACTIVE, due


def _lock(session: Session, schedule: ExportSchedule, seen: int) -> None:
    # The relay may be taking its due time at this moment.
    locked = select(ExportSchedule).where(ExportSchedule.id == schedule.id).with_for_update()
    session.scalars(locked.execution_options(populate_existing=True)).one()
    if schedule.version != seen or schedule.state is ScheduleState.DELETED:
        raise Stale()


def _changed(
    session: Session, action: str, show: Show, staff: Staff, schedule: ExportSchedule
) -> None:
    schedule.version += 1
    session.flush()
    _log(session, action, show, staff, schedule)


def _log(session: Session, action: str, show: Show, staff: Staff, schedule: ExportSchedule) -> None:
    details: dict[str, Any] = {"schedule": schedule.id, "set": schedule.set_name}
    if action in ("schedule.make", "schedule.change"):
        details |= {
            "cadence": schedule.cadence.value,
            "time": f"{schedule.rhythm.at:%H:%M}",
            "filter": [list(pair) for pair in schedule.arguments],
            "format": schedule.format,
            "masked": schedule.masked,
            "purpose": schedule.purpose,
            "readers": len(schedule.recipients),
        }
        if schedule.cadence is Cadence.WEEKLY:
            details["cadence"] = f"{schedule.cadence.value} {schedule.weekday + 1}"
    audit.write(session, action, actor="staff", staff=staff, show=show, details=details)
