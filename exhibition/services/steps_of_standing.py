"""Many registrations marked as tests, or cancelled."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.errors import UnknownChoice
from exhibition.domain.list_steps import ListStep, Skipped, may_cancel
from exhibition.domain.status import VisitorStatus
from exhibition.models import Registration
from exhibition.queries import list_steps
from exhibition.queries.list_steps import Row
from exhibition.services import people, standing
from exhibition.services.step_run import Former, Items, Run, Way, write_lines


def _skips_marked(_session: Session, run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    wanted = run.step is ListStep.MARK_TEST
    return {row.id: Skipped.IS_SO for row in rows if row.is_test == wanted}


def _mark(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    _set_test(session, run, list_steps.ids_of(rows), run.step is ListStep.MARK_TEST)
    return {row.id: "" for row in rows}


def _unmark(session: Session, run: Run, items: Items) -> set[int]:
    was_marked = run.step is ListStep.MARK_TEST
    still = session.scalars(
        select(Registration.id).where(
            Registration.id.in_(items), Registration.is_test.is_(was_marked)
        )
    )
    ids = set(still)
    _set_test(session, run, ids, not was_marked)
    return ids


def _set_test(session: Session, run: Run, ids: Collection[int], is_test: bool) -> None:
    session.execute(
        update(Registration)
        .where(Registration.id.in_(ids))
        .values(is_test=is_test, version=Registration.version + 1, updated_at=now())
        .execution_options(synchronize_session=False)
    )
    people.refresh_many(session, run.show, run.kind, ids)
    action = "registration.mark_test" if is_test else "registration.unmark_test"
    write_lines(session, run, action, ((id, {}) for id in ids))


def _skips_ended(session: Session, run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    # Cancelling takes the waiting mail along, and nothing could bring that back.
    ids = list_steps.ids_of(rows)
    waiting = list_steps.awaiting_mail(session, ids, of_batches=True)
    found = {row.id: Skipped.DECISION_WAITS for row in rows if row.id in waiting}
    ended = (row.id for row in rows if not may_cancel(run.kind, row.status))
    return found | dict.fromkeys(ended, Skipped.STATUS)


def _cancel(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    if not run.what.reason:
        raise UnknownChoice()
    # One by one, with all that hangs on it: these are a thousand at most.
    for one in _loaded(session, list_steps.ids_of(rows)):
        standing.cancel(session, one, run.staff, run.what.reason)
    return {row.id: row.status for row in rows}


def _bring_back(session: Session, run: Run, items: Items) -> set[int]:
    found = set()
    for one in _loaded(session, items):
        item = items[one.id]
        if one.version == item.version and one.status == VisitorStatus.CANCELLED:
            standing.bring_back(session, one, run.staff, item.former)
            found.add(one.id)
    return found


def _loaded(session: Session, ids: Collection[int]) -> Sequence[Registration]:
    return session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .order_by(Registration.id)
        .options(
            joinedload(Registration.entry_pass),
            joinedload(Registration.application),
            joinedload(Registration.pass_type),
        )
        .execution_options(populate_existing=True)
    ).all()


MARK = Way(_skips_marked, _mark, _unmark)
CANCEL = Way(_skips_ended, _cancel, _bring_back)
