"""What every step with many rows is made of: whom it leaves alone, how it is done and undone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.list_steps import ListStep, Skipped
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, Show, Staff, StepItem
from exhibition.queries.list_steps import Row


@dataclass(frozen=True)
class What:
    """With what a step is done; each asks for one of these, or for none."""

    tag: str = ""
    #: A colleague by id; None is nobody.
    person: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Run:
    """A step, who takes it, and where."""

    show: Show
    kind: Kind
    staff: Staff
    step: ListStep
    what: What
    #: Goes into the Message-ID of mails.
    base_host: str


#: What stood there before, by the id of the registration.
Former = Mapping[int, str]
Items = Mapping[int, StepItem]


@dataclass(frozen=True)
class Way:
    """How one step goes."""

    #: Whom it leaves alone, and why. Raises ``UnknownChoice`` for a ``What`` that is none.
    skips: Callable[[Session, Run, Sequence[Row]], Mapping[int, Skipped]]
    #: Does it, and says what was there before.
    does: Callable[[Session, Run, Sequence[Row]], Former]
    #: Takes it back where nobody touched the row since, and says for whom that was possible.
    undoes: Callable[[Session, Run, Items], set[int]]


def write_lines(
    session: Session, run: Run, action: str, details: Iterable[tuple[int, Mapping[str, Any]]]
) -> None:
    """One line of the audit log for each registration: (its id, the facts)."""
    moment = now()
    lines = [
        {
            "at": moment,
            "actor": "staff",
            "staff_id": run.staff.id,
            "action": action,
            "show_id": run.show.id,
            "registration_id": id,
            "details": dict(facts),
        }
        for id, facts in details
    ]
    if lines:
        session.execute(insert(AuditEntry), lines)
