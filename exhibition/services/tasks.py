"""Tasks of exhibitors: what saving a page makes of one, and what staff decide on it."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from exhibition.domain import tasks
from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused, NotFound, Stale
from exhibition.domain.mail import MailKind
from exhibition.domain.tasks import Task, TaskState
from exhibition.models import ApplicationTask, Registration, Staff
from exhibition.queries import application_steps, billing
from exhibition.queries import tasks as task_queries
from exhibition.services import outbox, record


def _details_complete(session: Session, registration: Registration) -> bool:
    return application_steps.progress(session, registration).first_open is None


def _fascia_complete(_session: Session, registration: Registration) -> bool:
    application = registration.application
    return application is not None and bool(application.fascia_zh or application.fascia_en)


def _invoice_told(session: Session, registration: Registration) -> bool:
    return billing.invoice_request(session, registration) is not None


#: Whether all of a task was handed in. A task without an entry is never complete by itself.
_COMPLETE: Mapping[Task, Callable[[Session, Registration], bool]] = {
    Task.DETAILS: _details_complete,
    Task.FASCIA: _fascia_complete,
    Task.PAYMENT: _invoice_told,
}


def follow(session: Session, registration: Registration, task: Task) -> None:
    """Brings the state of a task up to date after its applicant saved something of it.

    The page's own service writes the line of the log.
    """
    session.flush()
    found = task_queries.row(session, registration, task)
    before = TaskState(found.state) if found else TaskState.OPEN
    after = tasks.after_saving(before, is_complete=_is_complete(session, registration, task))
    if after is not before or before is TaskState.HANDED_IN:
        _set(session, registration, task, after)


def confirm(
    session: Session, registration: Registration, staff: Staff, task: Task, *, seen: int
) -> None:
    """Says that a task is in order, also where it came by another way than its page.

    ``seen`` is the version the page showed. Raises ``Stale``, ``MoveRefused`` where it is
    confirmed already, ``NotFound`` for a task the application does not have.
    """
    before = _decide(session, registration, task, seen)
    if before is TaskState.CONFIRMED:
        raise MoveRefused(current=before, target=TaskState.CONFIRMED)
    _set(session, registration, task, TaskState.CONFIRMED, staff)
    _log(session, registration, staff, "task.confirm", task)


def send_back(
    session: Session,
    registration: Registration,
    staff: Staff,
    task: Task,
    reason: str,
    *,
    seen: int,
    base_host: str,
) -> None:
    """Sends a task back with the reason, which the applicant is mailed where there is a mailbox.

    Raises as ``confirm`` does; ``MoveRefused`` where nothing was handed in.
    """
    before = _decide(session, registration, task, seen)
    if before not in tasks.HANDED_IN:
        raise MoveRefused(current=before, target=TaskState.RETURNED)
    _set(session, registration, task, TaskState.RETURNED, staff, reason)
    _log(session, registration, staff, "task.send_back", task)
    if registration.email:
        outbox.enqueue(
            session,
            kind=MailKind.TASKS_DUE,
            show=registration.show,
            registration=registration,
            recipient=registration.email,
            locale=registration.locale,
            base_host=base_host,
        )


def take_back(
    session: Session, registration: Registration, staff: Staff, task: Task, *, seen: int
) -> None:
    """Takes a decision on a task back: it stands where its applicant had left it.

    Raises as ``confirm`` does; ``MoveRefused`` where staff decided nothing.
    """
    before = _decide(session, registration, task, seen)
    if before not in (TaskState.CONFIRMED, TaskState.RETURNED):
        raise MoveRefused(current=before, target=TaskState.HANDED_IN)
    complete = _is_complete(session, registration, task)
    _set(session, registration, task, TaskState.HANDED_IN if complete else TaskState.OPEN)
    _log(session, registration, staff, "task.take_back", task)


def settle(
    session: Session, registration: Registration, staff: Staff, task: Task, *, is_done: bool
) -> None:
    """Confirms a task because of something staff did elsewhere, such as issuing the invoice; where
    that is undone, the task stands where its applicant had left it.
    """
    complete = _is_complete(session, registration, task)
    left = TaskState.HANDED_IN if complete else TaskState.OPEN
    _set(session, registration, task, TaskState.CONFIRMED if is_done else left, staff)


def _is_complete(session: Session, registration: Registration, task: Task) -> bool:
    complete = _COMPLETE.get(task)
    return complete is not None and complete(session, registration)


def _decide(session: Session, registration: Registration, task: Task, seen: int) -> TaskState:
    """The state that is decided on, the registration locked."""
    record.lock(session, registration)
    own = {one.task: one for one in task_queries.of_application(session, registration)}
    if task not in own:
        raise NotFound()
    if own[task].version != seen:
        raise Stale()
    return own[task].state


def _set(
    session: Session,
    registration: Registration,
    task: Task,
    state: TaskState,
    staff: Staff | None = None,
    reason: str = "",
) -> None:
    found = task_queries.row(session, registration, task)
    if found is None:
        found = ApplicationTask(registration_id=registration.id, task=task.value)
        session.add(found)
    found.state, found.reason, found.staff = state.value, reason, staff
    # Also where it was handed in before: whoever looked at what was there has to look again.
    found.changed_at = now()
    session.flush()


def _log(
    session: Session, registration: Registration, staff: Staff, action: str, task: Task
) -> None:
    record.log(session, action, registration, staff, {"task": task.value})
