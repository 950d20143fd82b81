"""One step with many rows of a list: looked at first, taken in one transaction, undone within ten
minutes where there is a way back.

What it would meet is sealed when it is shown. If that is not what it would meet any more, it is
shown again instead of done. Each row has its own line in the log, beside one for the whole.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AlreadyDecided, Stale
from exhibition.domain.list_steps import MOST, MOST_CANCELLED, ListStep, Skipped
from exhibition.models import Registration, Show, Staff, StepItem, StepTaken
from exhibition.queries import list_steps, selection
from exhibition.queries.list_steps import Row
from exhibition.queries.selection import Selection
from exhibition.services import audit, steps_of_cases, steps_of_mails, steps_of_standing
from exhibition.services import steps_of_tags as tags
from exhibition.services.step_run import Former, Run, Way, What

WAYS: Mapping[ListStep, Way] = {
    ListStep.RESEND: steps_of_mails.RESEND,
    ListStep.TAG: tags.TAG,
    ListStep.UNTAG: tags.UNTAG,
    ListStep.SET_OWNER: steps_of_cases.GIVE,
    ListStep.SET_ASSIGNEE: steps_of_cases.GIVE,
    ListStep.MARK_TEST: steps_of_standing.MARK,
    ListStep.UNMARK_TEST: steps_of_standing.MARK,
    ListStep.CANCEL: steps_of_standing.CANCEL,
}


@dataclass(frozen=True)
class Plan:
    """Whom a step would meet, and whom it would leave alone and why."""

    met: Sequence[Row]
    skipped: Mapping[Skipped, Sequence[Row]]
    #: How many were chosen beyond what is done at once.
    beyond: int = 0

    @property
    def skipped_count(self) -> int:
        """How many are left alone."""
        return sum(map(len, self.skipped.values()))

    @property
    def seal(self) -> str:
        """Tells whether a later plan meets the same rows in the same state."""
        lines = sorted(f"{row.id} {row.status}" for row in self.met)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def most_of(step: ListStep) -> int:
    """How many rows are done at once; a cancellation takes more than the rest."""
    return MOST_CANCELLED if step is ListStep.CANCEL else MOST


def plan(session: Session, run: Run, picked: Selection) -> Plan:
    """What would happen. Raises ``UnknownChoice`` where the step lacks its tag or colleague."""
    most = most_of(run.step)
    rows = list_steps.rows(session, picked, most)
    why = WAYS[run.step].skips(session, run, rows)
    skipped: dict[Skipped, list[Row]] = {}
    for row in rows:
        if row.id in why:
            skipped.setdefault(why[row.id], []).append(row)
    beyond = selection.count(session, picked) - most if len(rows) == most else 0
    return Plan([row for row in rows if row.id not in why], skipped, max(0, beyond))


def take(session: Session, run: Run, picked: Selection, seal: str) -> StepTaken:
    """Takes the step with whoever it meets. Raises ``Stale`` where that is not what was shown."""
    _alone(session)
    planned = plan(session, run, picked)
    if planned.seal != seal or not planned.met:
        raise Stale()
    former = WAYS[run.step].does(session, run, planned.met)
    taken = StepTaken(
        show_id=run.show.id,
        staff_id=run.staff.id,
        kind=run.kind.value,
        step=run.step.value,
        details={"tag": run.what.tag, "person": run.what.person, "reason": run.what.reason},
        count=len(planned.met),
    )
    session.add(taken)
    session.flush()
    _keep(session, taken, former)
    _log(session, "list.step", run, len(planned.met))
    return taken


def undo(session: Session, show: Show, taken: StepTaken, staff: Staff, base_host: str) -> int:
    """Takes it back; gives how many stay as they are, because they were touched since.

    Raises ``AlreadyDecided`` when its ten minutes are over or somebody else was quicker.
    """
    _alone(session)
    session.refresh(taken)
    if not taken.is_open(now()):
        raise AlreadyDecided()
    run = run_of(show, taken, staff, base_host)
    items = list_steps.items(session, taken)
    undone = WAYS[run.step].undoes(session, run, items)
    session.execute(
        update(StepItem)
        .where(StepItem.step_id == taken.id, StepItem.registration_id.in_(undone))
        .values(is_undone=True)
        .execution_options(synchronize_session=False)
    )
    taken.undone_at = now()
    _log(session, "list.undo", run, len(undone))
    return len(items) - len(undone)


def run_of(show: Show, taken: StepTaken, staff: Staff, base_host: str) -> Run:
    """A step that was taken, as ``staff`` would take it again."""
    facts = taken.details
    what = What(facts.get("tag", ""), facts.get("person"), facts.get("reason", ""))
    return Run(show, list_steps.kind_of(taken), staff, list_steps.step_of(taken), what, base_host)


def _alone(session: Session) -> None:
    """Keeps every other writer of registrations out until the transaction ends, as SQLite does by
    itself: who counts as a further registration is decided over all of somebody's rows.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE registration IN EXCLUSIVE MODE"))


def _keep(session: Session, taken: StepTaken, former: Former) -> None:
    session.flush()
    rows = session.execute(
        select(Registration.id, Registration.version).where(Registration.id.in_(former))
    )
    items = [
        {
            "step_id": taken.id,
            "registration_id": row.id,
            "former": former[row.id],
            "version": row.version,
        }
        for row in rows
    ]
    session.execute(insert(StepItem), items)


def _log(session: Session, action: str, run: Run, count: int) -> None:
    facts = {"step": run.step.value, "kind": run.kind.value, "count": count}
    audit.write(session, action, actor="staff", staff=run.staff, show=run.show, details=facts)
    session.flush()
