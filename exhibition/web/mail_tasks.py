"""What a reminder says of the tasks that an exhibitor has not handed in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from exhibition.models import Registration
from exhibition.queries import tasks
from exhibition.services.task_words import TASKS
from exhibition.web import formats


@dataclass(frozen=True)
class TaskLine:
    """One task that lacks."""

    name: str
    #: Its last day in words; empty where it has none.
    due: str
    is_overdue: bool
    #: Why it was sent back; empty where it was not.
    reason: str


def lines(session: Session, registration: Registration, language: str) -> list[TaskLine]:
    """The tasks that lack, in the language at hand; none where nothing does."""
    return [
        TaskLine(
            TASKS[one.task].in_(language),
            formats.day(one.due_on) if one.due_on else "",
            one.is_overdue,
            one.reason,
        )
        for one in tasks.lacking(session, registration)
    ]
