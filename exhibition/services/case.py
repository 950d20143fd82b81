"""The file that staff keep about a registration: owner, assignee, intent, follow-up, notes, tags.

Nothing of it is ever sent. Each change is a line in the log; a note itself stands only here.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.errors import Stale, UnknownChoice
from exhibition.domain.search import fold
from exhibition.models import CaseFile, CaseNote, Registration, Staff, Tag, Tagged
from exhibition.queries import cases
from exhibition.services import record

INTENTS = ("high", "medium", "low")
_PEOPLE = ("owner_id", "assignee_id")


@dataclass(frozen=True)
class Case:
    """What can be set of it."""

    owner_id: int | None = None
    assignee_id: int | None = None
    #: One of ``INTENTS``, or empty.
    intent: str = ""
    next_follow_up: date | None = None


def of(session: Session, registration: Registration) -> Case:
    """How it stands."""
    found = cases.file_of(session, registration)
    if found is None:
        return Case()
    return Case(found.owner_id, found.assignee_id, found.intent, found.next_follow_up)


def change(
    session: Session, registration: Registration, staff: Staff, seen: Case, wanted: Case
) -> bool:
    """Sets what differs between ``seen`` (how the page showed it) and ``wanted``.

    Gives whether anything did. Raises ``Stale`` where a colleague set the same thing otherwise in
    the meantime, ``UnknownChoice`` for somebody who may not decide in this show.
    """
    record.lock(session, registration)
    present = of(session, registration)
    asked = {name: new for name, new in asdict(wanted).items() if new != asdict(seen)[name]}
    for name, new in asked.items():
        if getattr(present, name) not in (asdict(seen)[name], new):
            raise Stale()
    after = replace(present, **asked)
    if after == present:
        return False
    named = _named(session, registration, asked)
    _store(session, registration, after)
    before = _named(
        session, registration, {name: getattr(present, name) for name in asked}, now=False
    )
    record.log(session, "case.change", registration, staff, {"before": before, "after": named})
    return True


def begin(session: Session, registration: Registration) -> None:
    """Gives a new application to whoever its channel belongs to."""
    channel = registration.channel
    if channel is not None and channel.owner_id is not None:
        _store(session, registration, Case(owner_id=channel.owner_id))


def fill_from(session: Session, registration: Registration, other: Registration) -> dict[str, Any]:
    """Takes over from another's file what nobody set in this one; gives what it now says."""
    own, theirs = asdict(of(session, registration)), asdict(of(session, other))
    filled = {name: value for name, value in theirs.items() if value and not own[name]}
    if filled:
        _store(session, registration, Case(**{**own, **filled}))
    return {
        name: str(value) if isinstance(value, date) else value for name, value in filled.items()
    }


def empty_again(session: Session, registration: Registration, filled: Mapping[str, Any]) -> None:
    """Empties what ``fill_from`` took over and nobody changed since."""
    own = asdict(of(session, registration))
    blank = asdict(Case())
    back = {name: blank[name] for name, value in filled.items() if str(own[name]) == str(value)}
    if back:
        _store(session, registration, Case(**{**own, **back}))


def add_tags_of(session: Session, registration: Registration, other: Registration) -> list[int]:
    """Puts the tags of another on it as well; gives the ids of those it did not have."""
    own = {tag.id for tag in cases.tags(session, registration)}
    new = [tag.id for tag in cases.tags(session, other) if tag.id not in own]
    session.add_all(Tagged(registration_id=registration.id, tag_id=id) for id in new)
    session.flush()
    return new


def take_tags_off(session: Session, registration: Registration, ids: Collection[int]) -> None:
    """Takes these tags off again, those still on it."""
    session.execute(
        delete(Tagged)
        .where(Tagged.registration_id == registration.id, Tagged.tag_id.in_(ids))
        .execution_options(synchronize_session=False)
    )


def add_note(session: Session, registration: Registration, staff: Staff, text: str) -> CaseNote:
    """Adds an internal note; it can be answered by another, never changed."""
    note = CaseNote(registration_id=registration.id, staff=staff, text=text)
    session.add(note)
    session.flush()
    record.log(session, "case.note", registration, staff)
    return note


def tag(session: Session, registration: Registration, staff: Staff, word: str) -> None:
    """Puts a tag on it; the same word in other letters is the same tag."""
    found = tag_named(session, registration.show_id, word)
    if session.get(Tagged, (registration.id, found.id)) is not None:
        return
    try:
        with session.begin_nested():
            session.add(Tagged(registration_id=registration.id, tag_id=found.id))
    except IntegrityError:
        # A colleague put the same one on it at the same moment.
        return
    record.log(session, "case.tag", registration, staff, {"tag": found.word})


def tag_named(session: Session, show_id: int, word: str) -> Tag:
    """The tag of a show that reads so, made where there is none."""
    wanted = select(Tag).where(Tag.show_id == show_id, Tag.folded == fold(word))
    found = session.scalar(wanted)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = Tag(show_id=show_id, word=word, folded=fold(word))
            session.add(made)
    except IntegrityError:
        return session.scalars(wanted).one()
    return made


def untag(session: Session, registration: Registration, staff: Staff, tag_id: int) -> None:
    """Takes a tag off."""
    found = session.get(Tag, tag_id)
    row = session.get(Tagged, (registration.id, tag_id))
    if found is None or row is None:
        return
    session.execute(
        delete(Tagged)
        .where(Tagged.registration_id == registration.id, Tagged.tag_id == tag_id)
        .execution_options(synchronize_session=False)
    )
    session.expunge(row)
    record.log(session, "case.untag", registration, staff, {"tag": found.word})


def _store(session: Session, registration: Registration, case: Case) -> None:
    found = session.get(CaseFile, registration.id)
    if found is None:
        session.add(CaseFile(registration_id=registration.id, **asdict(case)))
    else:
        for name, value in asdict(case).items():
            setattr(found, name, value)
    session.flush()


def _named(
    session: Session, registration: Registration, values: Mapping[str, object], *, now: bool = True
) -> dict[str, str]:
    """The values as the log keeps them; people by their mailbox.

    ``now``: they are about to be set, so people have to be colleagues of this show.
    """
    allowed = {one.id: one.email for one in cases.colleagues(session, registration.show)}
    said = {}
    for name, value in values.items():
        if name in _PEOPLE and isinstance(value, int):
            member = session.get(Staff, value)
            if member is None or (now and value not in allowed):
                raise UnknownChoice()
            said[name.removesuffix("_id")] = member.email
        else:
            said[name.removesuffix("_id")] = str(value or "")
    return said
