"""The board of who has not handed in what: accepted companies by the tasks of their show.

The rows come in two plain reads and are sorted here: five thousand companies take tens of
milliseconds, and the counts over the columns are of the very same rows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain import pinyin, tasks
from exhibition.domain.clock import now
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.domain.tasks import LACKING, Planned, Task, TaskState
from exhibition.models import Application, ApplicationTask, CaseFile, Registration, Show, Staff
from exhibition.queries import task_reminders
from exhibition.queries import tasks as task_queries
from exhibition.queries.conditions import shown
from exhibition.queries.filters import Args, RegistrationFilter

#: The value of ``owner`` for companies that nobody looks after.
NOBODY = "-"
OVERDUE, LACKS = "overdue", "lacking"
#: What can be asked of a task besides its states.
STATES = (LACKS, OVERDUE, *(state.value for state in TaskState))
SORTS = ("due", "company")


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows; at rest everything, what is due first on top."""

    task: Task | None = None
    #: One of ``STATES`` or empty; of any task where none is named.
    state: str = ""
    #: The id of staff, ``NOBODY``, or empty.
    owner: str = ""
    sort: str = SORTS[0]

    @classmethod
    def from_args(cls, args: Args) -> "BoardFilter":
        """The filter an address or a form asks for; what is unknown is left out."""
        task, owner = args.get("task", ""), args.get("owner", "")
        known = owner == NOBODY or (owner.isascii() and owner.isdigit() and len(owner) < 10)
        sort, state = args.get("sort", ""), args.get("state", "")
        return cls(
            next((one for one in tasks.ON_OFFER if one == task), None),
            state if state in STATES else "",
            owner if known else "",
            sort if sort in SORTS else SORTS[0],
        )

    def to_args(self) -> dict[str, str]:
        """The names and values of the address; what is at rest is left out."""
        sort = "" if self.sort == SORTS[0] else self.sort
        pairs = {"task": self.task or "", "state": self.state, "owner": self.owner, "sort": sort}
        return {name: str(value) for name, value in pairs.items() if value}

    def but(self, **changes: Any) -> "BoardFilter":
        """The same filter with some fields changed."""
        return replace(self, **changes)

    @property
    def narrows(self) -> bool:
        """Whether anything but the order is asked for."""
        return self.but(sort=SORTS[0]) != BoardFilter()


@dataclass(frozen=True, slots=True)
class Cell:
    """One task of one company."""

    state: TaskState
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One company."""

    id: int
    reference: str
    company: str
    booth_no: str
    owner_id: int | None
    owner: str
    has_mail: bool
    #: The tasks it has; one that does not concern it is missing.
    cells: Mapping[Task, Cell]
    #: The deadline of what it lacks and that comes first; None where there is none.
    next_due: date | None
    was_reminded: bool

    @property
    def lacks(self) -> bool:
        """Whether anything is to be handed in."""
        return any(cell.state in LACKING for cell in self.cells.values())


@dataclass(frozen=True)
class Column:
    """One task with how many stand where."""

    task: Task
    due_on: date | None
    counts: Mapping[TaskState, int]
    overdue: int


@dataclass(frozen=True)
class Board:
    """What the page shows; the counts are those of the salesperson asked for, all states."""

    columns: tuple[Column, ...]
    lines: Sequence[Line]
    companies: int
    lacking: int


def board(session: Session, show: Show, wanted: BoardFilter) -> Board:
    """The board of a show."""
    plans = task_queries.planned(show)
    today = now().astimezone(show.zone).date()
    lines = [line for line in _lines(session, show, plans, today) if _is_of(line, wanted.owner)]
    found = [line for line in lines if _fits(line, wanted)]
    found.sort(key=_by_company)
    if wanted.sort == "due":
        found.sort(key=_by_due)
    columns = tuple(_column(plan, lines) for plan in plans)
    return Board(columns, found, len(lines), sum(line.lacks for line in lines))


def _by_company(line: Line) -> str:
    return _sound(line.company)


@lru_cache(maxsize=8_192)
def _sound(company: str) -> str:
    read = pinyin.of_company(company)
    return read[0] if read else company.casefold()


def _by_due(line: Line) -> tuple[bool, date]:
    # Without a deadline behind those that have one, without anything to do behind all.
    return not line.lacks, line.next_due or date.max


def _lines(session: Session, show: Show, plans: Sequence[Planned], today: date) -> Sequence[Line]:
    states = _states(session, show)
    reminded = task_reminders.reminded_today(session, show)
    return [_line(row, plans, states, today, row.id in reminded) for row in _rows(session, show)]


def _accepted(show: Show) -> list[Any]:
    wanted = RegistrationFilter.of(show, Kind.EXHIBITOR)
    return shown(wanted.but(statuses=(ReviewStatus.ACCEPTED.value,)))


def _rows(session: Session, show: Show) -> Sequence[Any]:
    return session.execute(
        select(
            Registration.id,
            Registration.reference,
            Registration.company,
            (Registration.email != "").label("has_mail"),
            Application.booth_type,
            Application.booth_no,
            CaseFile.owner_id,
            Staff.name,
            Staff.email,
        )
        .join(Application)
        .join(CaseFile, CaseFile.registration_id == Registration.id, isouter=True)
        .join(Staff, Staff.id == CaseFile.owner_id, isouter=True)
        .where(*_accepted(show))
    ).all()


def _states(session: Session, show: Show) -> Mapping[tuple[int, str], TaskState]:
    rows = session.execute(
        select(ApplicationTask.registration_id, ApplicationTask.task, ApplicationTask.state)
        .join(Registration, Registration.id == ApplicationTask.registration_id)
        .where(*_accepted(show))
    )
    known = {state.value: state for state in TaskState}
    return {(row[0], row[1]): known[row[2]] for row in rows}


def _line(
    row: Any,
    plans: Sequence[Planned],
    states: Mapping[tuple[int, str], TaskState],
    today: date,
    was_reminded: bool,
) -> Line:
    cells, due = {}, []
    for plan in plans:
        if plan.concerns(row.booth_type):
            state = states.get((row.id, plan.task.value), TaskState.OPEN)
            cells[plan.task] = Cell(state, tasks.is_overdue(state, plan.due_on, today))
            if state in LACKING and plan.due_on:
                due.append(plan.due_on)
    return Line(
        row.id,
        row.reference,
        row.company,
        row.booth_no,
        row.owner_id,
        row.name or row.email or "",
        row.has_mail,
        cells,
        min(due, default=None),
        was_reminded,
    )


def _is_of(line: Line, owner: str) -> bool:
    if owner == NOBODY:
        return line.owner_id is None
    return not owner or str(line.owner_id) == owner


def _fits(line: Line, wanted: BoardFilter) -> bool:
    cells = [cell for task, cell in line.cells.items() if wanted.task in (None, task)]
    if not wanted.state:
        return bool(cells) or wanted.task is None
    return any(_is_in(cell, wanted.state) for cell in cells)


def _is_in(cell: Cell, state: str) -> bool:
    if state == OVERDUE:
        return cell.is_overdue
    return cell.state in LACKING if state == LACKS else cell.state.value == state


def _column(plan: Planned, lines: Sequence[Line]) -> Column:
    cells = [line.cells[plan.task] for line in lines if plan.task in line.cells]
    counts = Counter(cell.state for cell in cells)
    return Column(plan.task, plan.due_on, counts, sum(cell.is_overdue for cell in cells))
