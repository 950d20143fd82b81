"""What staff noted about a registration, and who of them could look after it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Label, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.rights import RIGHTS, Right
from exhibition.domain.search import fold
from exhibition.models import (
    CaseFile,
    CaseNote,
    Registration,
    Show,
    Staff,
    StaffGrant,
    Tag,
    Tagged,
)

MOST_NOTES = 100
MOST_TAGS = 200

_DECIDING = [role for role, rights in RIGHTS.items() if Right.DECIDE in rights]


def file_of(session: Session, registration: Registration) -> CaseFile | None:
    """Whose it is and what comes next; None while nobody said so."""
    return session.scalar(
        select(CaseFile)
        .where(CaseFile.registration_id == registration.id)
        .options(joinedload(CaseFile.owner), joinedload(CaseFile.assignee))
    )


def columns() -> list[ColumnElement[Any]]:
    """Whose customer, how promising and what comes next, beside the rows of a list; looked up for
    each row that is shown, as the amounts are.
    """
    name = func.coalesce(func.nullif(Staff.name, ""), Staff.email)
    own = (
        name.label("owner"),
        CaseFile.intent.label("intent"),
        CaseFile.next_follow_up.label("next_follow_up"),
    )
    return [_beside(column).label(column.key) for column in own]


def _beside(column: Label[Any]) -> ScalarSelect[Any]:
    rows = select(column).select_from(CaseFile).join(CaseFile.owner, isouter=True)
    mine = rows.where(CaseFile.registration_id == Registration.id)
    return mine.correlate(Registration).scalar_subquery()


def notes(session: Session, registration: Registration) -> Sequence[CaseNote]:
    """The internal notes, the newest first."""
    return session.scalars(
        select(CaseNote)
        .where(CaseNote.registration_id == registration.id)
        .options(joinedload(CaseNote.staff))
        .order_by(CaseNote.id.desc())
        .limit(MOST_NOTES)
    ).all()


def tags(session: Session, registration: Registration) -> Sequence[Tag]:
    """The tags on a registration, by word."""
    on_it = select(Tagged.tag_id).where(Tagged.registration_id == registration.id)
    return session.scalars(select(Tag).where(Tag.id.in_(on_it)).order_by(Tag.folded)).all()


def tag_words(session: Session, show: Show) -> list[str]:
    """The tags in use at a show, the most used first."""
    used = func.count(Tagged.registration_id)
    rows = session.scalars(
        select(Tag.word)
        .join(Tagged, Tagged.tag_id == Tag.id)
        .where(Tag.show_id == show.id)
        .group_by(Tag.id, Tag.word, Tag.folded)
        .order_by(used.desc(), Tag.folded)
        .limit(MOST_TAGS)
    )
    return list(rows)


def has_tag(show_id: int, word: str) -> ColumnElement[bool]:
    """The condition that a registration carries this tag of the show."""
    wanted = select(Tag.id).where(Tag.show_id == show_id, Tag.folded == fold(word))
    return Registration.id.in_(select(Tagged.registration_id).where(Tagged.tag_id.in_(wanted)))


def find_tag(session: Session, show: Show, word: str) -> Tag | None:
    """The tag of the show that reads so, on somebody or on nobody; None where there is none."""
    return session.scalar(select(Tag).where(Tag.show_id == show.id, Tag.folded == fold(word)))


def colleagues(session: Session, show: Show) -> Sequence[Staff]:
    """Everybody who may decide in a show and sign in, by mailbox."""
    here = or_(StaffGrant.show_id.is_(None), StaffGrant.show_id == show.id)
    able = select(StaffGrant.staff_id).where(here, StaffGrant.role.in_(_DECIDING))
    return session.scalars(
        select(Staff)
        .where(Staff.id.in_(able), Staff.is_active.is_(True))
        .order_by(Staff.email_folded)
    ).all()
