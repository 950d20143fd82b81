"""Many registrations given to a colleague: as whose customers they are, or to look at them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from exhibition.domain.errors import UnknownChoice
from exhibition.domain.list_steps import ListStep, Skipped
from exhibition.models import CaseFile, Staff
from exhibition.queries import cases, list_steps
from exhibition.queries.list_steps import Row
from exhibition.services.step_run import Former, Items, Run, Way, write_lines

_COLUMNS: Mapping[ListStep, str] = {
    ListStep.SET_OWNER: "owner_id",
    ListStep.SET_ASSIGNEE: "assignee_id",
}


def _skips(session: Session, run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    able = {one.id for one in cases.colleagues(session, run.show)}
    if run.what.person is not None and run.what.person not in able:
        raise UnknownChoice()
    present = _present(session, run, list_steps.ids_of(rows))
    return {row.id: Skipped.IS_SO for row in rows if present[row.id] == run.what.person}


def _give(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    present = _present(session, run, list_steps.ids_of(rows))
    _set(session, run, present, dict.fromkeys(present, run.what.person))
    return {id: str(before or "") for id, before in present.items()}


def _give_back(session: Session, run: Run, items: Items) -> set[int]:
    now = _present(session, run, list(items))
    ours = {id: person for id, person in now.items() if person == run.what.person}
    _set(session, run, ours, {id: _person(items[id].former) for id in ours})
    return set(ours)


def _present(session: Session, run: Run, ids: Sequence[int]) -> dict[int, int | None]:
    files = list_steps.files(session, ids)
    column = _COLUMNS[run.step]
    return {id: getattr(files[id], column) if id in files else None for id in ids}


def _set(
    session: Session, run: Run, before: Mapping[int, int | None], after: Mapping[int, int | None]
) -> None:
    """Writes whose they are from now on, and a line for each."""
    column, files = _COLUMNS[run.step], list_steps.files(session, list(after))
    for person in set(after.values()):
        theirs = [id for id, wanted in after.items() if wanted == person and id in files]
        session.execute(
            update(CaseFile)
            .where(CaseFile.registration_id.in_(theirs))
            .values({column: person})
            .execution_options(synchronize_session=False)
        )
    new = [{"registration_id": id, column: who} for id, who in after.items() if id not in files]
    if new:
        session.execute(insert(CaseFile), new)
    names = _names(session, {*before.values(), *after.values()})
    said = column.removesuffix("_id")
    write_lines(
        session,
        run,
        "case.change",
        (
            (id, {"before": {said: names[before[id]]}, "after": {said: names[who]}})
            for id, who in after.items()
        ),
    )


def _names(session: Session, ids: set[int | None]) -> Mapping[int | None, str]:
    found = session.execute(select(Staff.id, Staff.email).where(Staff.id.in_(ids - {None})))
    return {None: "", **{row.id: row.email for row in found}}


def _person(text: str) -> int | None:
    return int(text) if text else None


GIVE = Way(_skips, _give, _give_back)
