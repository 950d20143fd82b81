"""What pages of the back office say of the tasks of an exhibitor: words, chips, addresses."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from exhibition.database import db
from exhibition.domain.tasks import Task, TaskState
from exhibition.models import Registration, Show
from exhibition.queries import task_reminders, tasks
from exhibition.queries.task_board import BoardFilter
from exhibition.queries.tasks import Standing
from exhibition.services.task_words import STATES, TASKS
from exhibition.web import formats
from exhibition.web.organizer.blueprint import blueprint


@blueprint.context_processor
def task_parts() -> dict[str, Callable[..., Any]]:
    """What the templates ask for."""
    return {
        "task_label": task_label,
        "task_state_label": task_state_label,
        "task_pairs": lambda board: [(one.task, task_label(one.task)) for one in board.columns],
        "state_pairs": lambda: [(one.value, task_state_label(one)) for one in TaskState],
        "record_tasks": _of_record,
        "last_reminded": _last_reminded,
    }


def task_label(task: str) -> str:
    """What a task is called, in the language of the page."""
    return formats.localized(TASKS[Task(task)])


def task_state_label(state: str) -> str:
    """What a state of a task is called."""
    return formats.localized(STATES[TaskState(state)])


def board_address(show: Show, wanted: BoardFilter) -> str:
    """The address of the board with this filter."""
    return url_for("organizer.task_board_page", show_slug=show.slug, **wanted.to_args())


def _of_record(registration: Registration) -> list[Standing]:
    return tasks.of_application(db.session(), registration)


def _last_reminded(registration: Registration) -> str:
    at = task_reminders.last_reminded(db.session(), registration)
    return formats.moment(at, registration.show) if at else ""
