"""A tag put on many registrations, or taken off."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from exhibition.domain.errors import UnknownChoice
from exhibition.domain.list_steps import Skipped
from exhibition.models import Tag, Tagged
from exhibition.queries import cases, list_steps
from exhibition.queries.list_steps import Row
from exhibition.services import case
from exhibition.services.step_run import Former, Items, Run, Way, write_lines


def _carrying(session: Session, run: Run, ids: Collection[int]) -> set[int]:
    known = cases.find_tag(session, run.show, run.what.tag)
    return list_steps.tagged(session, known.id, ids) if known is not None else set()


def _skips_tagged(session: Session, run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    if not run.what.tag:
        raise UnknownChoice()
    carrying = _carrying(session, run, list_steps.ids_of(rows))
    return {row.id: Skipped.IS_SO for row in rows if row.id in carrying}


def _skips_untagged(session: Session, run: Run, rows: Sequence[Row]) -> Mapping[int, Skipped]:
    if not run.what.tag:
        raise UnknownChoice()
    carrying = _carrying(session, run, list_steps.ids_of(rows))
    return {row.id: Skipped.IS_SO for row in rows if row.id not in carrying}


def _tag(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    _put_on(session, run, list_steps.ids_of(rows))
    return {row.id: "" for row in rows}


def _untag(session: Session, run: Run, rows: Sequence[Row]) -> Former:
    _take_off(session, run, list_steps.ids_of(rows))
    return {row.id: "" for row in rows}


def _undo_tag(session: Session, run: Run, items: Items) -> set[int]:
    carrying = _carrying(session, run, items)
    _take_off(session, run, carrying)
    return carrying


def _undo_untag(session: Session, run: Run, items: Items) -> set[int]:
    bare = set(items) - _carrying(session, run, items)
    _put_on(session, run, bare)
    return bare


def _put_on(session: Session, run: Run, ids: Collection[int]) -> None:
    found = case.tag_named(session, run.show.id, run.what.tag)
    if ids:
        rows = [{"registration_id": id, "tag_id": found.id} for id in ids]
        session.execute(insert(Tagged), rows)
    _write(session, run, "case.tag", found, ids)


def _take_off(session: Session, run: Run, ids: Collection[int]) -> None:
    found = case.tag_named(session, run.show.id, run.what.tag)
    session.execute(
        delete(Tagged)
        .where(Tagged.tag_id == found.id, Tagged.registration_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    _write(session, run, "case.untag", found, ids)


def _write(session: Session, run: Run, action: str, tag: Tag, ids: Collection[int]) -> None:
    write_lines(session, run, action, ((id, {"tag": tag.word}) for id in ids))


TAG = Way(_skips_tagged, _tag, _undo_tag)
UNTAG = Way(_skips_untagged, _untag, _undo_untag)
