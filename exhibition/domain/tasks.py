"""What an exhibitor hands in once accepted: the tasks, where each stands, and which comes late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Task(StrEnum):
    """One thing that is handed in, in the order of the pages."""

    DETAILS = "details"
    FASCIA = "fascia"
    DIRECTORY = "directory"
    BADGES = "badges"
    PAYMENT = "payment"
    BUILDING = "building"


class TaskState(StrEnum):
    """Where a task of one application stands."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    #: Sent back with a reason; what was handed in is kept.
    RETURNED = "returned"
    CONFIRMED = "confirmed"


#: The applicant has something to do.
LACKING = frozenset({TaskState.OPEN, TaskState.RETURNED})
HANDED_IN = frozenset({TaskState.HANDED_IN, TaskState.CONFIRMED})
#: Tasks that have a page of their own; a show can use no others.
ON_OFFER: tuple[Task, ...] = (Task.DETAILS, Task.FASCIA, Task.PAYMENT)
#: In use until the organizer says otherwise, and open before acceptance too.
FROM_THE_START = frozenset({Task.DETAILS})
#: Nobody else has a stand to build.
RAW_SPACE_ONLY = frozenset({Task.BUILDING})
#: What every booth type of raw space begins with.
RAW = "raw"


@dataclass(frozen=True)
class TaskSetting:
    """Whether a show uses a task, and its last day (in the show's zone); None: no deadline."""

    in_use: bool = False
    due_on: date | None = None


@dataclass(frozen=True)
class Planned:
    """A task that is in use."""

    task: Task
    due_on: date | None

    def concerns(self, booth_type: str) -> bool:
        """Whether an application for this type of booth has the task."""
        return self.task not in RAW_SPACE_ONLY or is_raw(booth_type)


def default(task: Task) -> TaskSetting:
    """The setting of a task of which a show has said nothing."""
    return TaskSetting(task in FROM_THE_START)


def planned(settings: Mapping[Task, TaskSetting]) -> tuple[Planned, ...]:
    """The tasks in use, in the order of the pages."""
    found = ((task, settings.get(task, default(task))) for task in ON_OFFER)
    return tuple(Planned(task, setting.due_on) for task, setting in found if setting.in_use)


def is_raw(booth_type: str) -> bool:
    """Whether a type of booth is raw space."""
    return booth_type.startswith(RAW)


def is_overdue(state: TaskState, due_on: date | None, today: date) -> bool:
    """Whether it lacks although its last day is over."""
    return state in LACKING and due_on is not None and due_on < today


def after_saving(state: TaskState, *, is_complete: bool) -> TaskState:
    """Where a task stands once its applicant saved a page of it.

    What staff had confirmed is looked at again; what they sent back stays so until it is complete.
    """
    if is_complete:
        return TaskState.HANDED_IN
    return TaskState.RETURNED if state is TaskState.RETURNED else TaskState.OPEN
