"""Which tasks a show uses, and where one application stands with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain import tasks
from exhibition.domain.clock import now
from exhibition.domain.status import ReviewStatus
from exhibition.domain.tasks import LACKING, ON_OFFER, Planned, Task, TaskSetting, TaskState
from exhibition.models import Application, ApplicationTask, Registration, Show, ShowTask


@dataclass(frozen=True)
class Standing:
    """Where an application stands with one task."""

    task: Task
    due_on: date | None
    state: TaskState = TaskState.OPEN
    reason: str = ""
    is_overdue: bool = False
    #: 0 while nothing happened with it.
    version: int = 0
    changed_at: datetime | None = None
    #: Who of the staff decided on it last.
    who: str = ""

    @property
    def lacks(self) -> bool:
        """Whether the applicant has something to do."""
        return self.state in LACKING


def settings_of(show: Show) -> Mapping[Task, TaskSetting]:
    """What the show says of each task that there is a page for."""
    said = {row.task: TaskSetting(row.in_use, row.due_on) for row in show.tasks}
    return {task: said.get(task, tasks.default(task)) for task in ON_OFFER}


def planned(show: Show) -> tuple[Planned, ...]:
    """The tasks a show uses, in the order of the pages."""
    return tasks.planned(settings_of(show))


def of_application(session: Session, registration: Registration) -> list[Standing]:
    """The tasks of one application, in the order of the pages; none of a visitor.

    Before it is accepted only those that are open from the start.
    """
    application = registration.application
    if application is None:
        return []
    accepted = registration.status == ReviewStatus.ACCEPTED
    today = now().astimezone(registration.show.zone).date()
    rows = _rows(session, registration)
    return [
        _standing(one, rows.get(one.task), today)
        for one in planned(registration.show)
        if one.concerns(application.booth_type) and (accepted or one.task in tasks.FROM_THE_START)
    ]


def lacking(session: Session, registration: Registration) -> list[Standing]:
    """What an accepted application still has to hand in."""
    if registration.status != ReviewStatus.ACCEPTED:
        return []
    return [one for one in of_application(session, registration) if one.lacks]


def row(session: Session, registration: Registration, task: Task) -> ApplicationTask | None:
    """What is written down of one task; None while nothing happened with it."""
    return session.get(ApplicationTask, (registration.id, task.value))


def lacks_something(show_id: int) -> ColumnElement[bool]:
    """The condition of the accepted applications that lack a task their show uses."""
    lacks = (and_(_uses(show_id, task), _concerns(task), _is_open(task)) for task in ON_OFFER)
    return and_(Registration.status == ReviewStatus.ACCEPTED, or_(false(), *lacks))


def handed_in() -> ScalarSelect[str]:
    """The tasks that the application of a row has handed in, with blanks between them."""
    return (
        select(func.aggregate_strings(ApplicationTask.task, " "))
        .where(
            ApplicationTask.registration_id == Registration.id,
            ApplicationTask.state.in_(sorted(tasks.HANDED_IN)),
        )
        .correlate(Registration)
        .scalar_subquery()
    )


def _uses(show_id: int, task: Task) -> ColumnElement[bool]:
    rows = select(ShowTask.task).where(ShowTask.show_id == show_id, ShowTask.task == task.value)
    if tasks.default(task).in_use:
        return not_(rows.where(ShowTask.in_use.is_(False)).exists())
    return rows.where(ShowTask.in_use.is_(True)).exists()


def _concerns(task: Task) -> ColumnElement[bool]:
    if task not in tasks.RAW_SPACE_ONLY:
        return ~false()
    raw = select(Application.registration_id).where(Application.booth_type.startswith(tasks.RAW))
    return Registration.id.in_(raw)


def _is_open(task: Task) -> ColumnElement[bool]:
    done = select(ApplicationTask.registration_id).where(
        ApplicationTask.task == task.value,
        ApplicationTask.state.in_(sorted(tasks.HANDED_IN)),
    )
    return Registration.id.not_in(done)


def _rows(session: Session, registration: Registration) -> Mapping[str, ApplicationTask]:
    found = session.scalars(
        select(ApplicationTask)
        .where(ApplicationTask.registration_id == registration.id)
        .options(joinedload(ApplicationTask.staff))
    )
    return {one.task: one for one in found}


def _standing(plan: Planned, found: ApplicationTask | None, today: date) -> Standing:
    if found is None:
        state = TaskState.OPEN
        return Standing(
            plan.task, plan.due_on, is_overdue=tasks.is_overdue(state, plan.due_on, today)
        )
    state = TaskState(found.state)
    return Standing(
        plan.task,
        plan.due_on,
        state,
        found.reason,
        tasks.is_overdue(state, plan.due_on, today),
        found.version,
        found.changed_at,
        (found.staff.name or found.staff.email) if found.staff else "",
    )
