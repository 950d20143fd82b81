"""Keeps what registrations are found alike by in step with what they say."""

from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from exhibition.domain import likeness
from exhibition.domain.errors import NotFound
from exhibition.domain.likeness import Party
from exhibition.models import LikenessKey, PairApart, Registration, Staff
from exhibition.queries.look_alikes import party_of
from exhibition.services import record


def keep(session: Session, registration: Registration) -> None:
    """Writes the keys of a registration that was just stored."""
    if rows := rows_of(registration.id, registration.show_id, party_of(registration)):
        session.execute(insert(LikenessKey.__table__), rows)  # type: ignore[arg-type]


def refresh(session: Session, registration: Registration) -> None:
    """Brings the keys of a registration that was changed up to date."""
    rows = rows_of(registration.id, registration.show_id, party_of(registration))
    wanted = {row["key"]: row for row in rows}
    own = LikenessKey.registration_id == registration.id
    stored = set(session.scalars(select(LikenessKey.key).where(own)))
    if gone := stored - wanted.keys():
        session.execute(
            delete(LikenessKey)
            .where(own, LikenessKey.key.in_(gone))
            .execution_options(synchronize_session=False)
        )
    if new := [row for key, row in wanted.items() if key not in stored]:
        session.execute(insert(LikenessKey.__table__), new)  # type: ignore[arg-type]


def rows_of(registration_id: int, show_id: int, party: Party) -> list[dict[str, Any]]:
    """The rows of a registration's keys, for an insert."""
    return [
        {
            "registration_id": registration_id,
            "key": key,
            "show_id": show_id,
            "kind": party.kind.value,
            "reason": reason.value,
        }
        for reason, key in likeness.keys(party)
    ]


def say_apart(session: Session, two: tuple[Registration, Registration], staff: Staff) -> bool:
    """Notes that two are not the same; gives whether nobody had said so before."""
    first, second = sorted(two, key=lambda one: one.id)
    for one in (first, second):
        record.lock(session, one)
    known = select(PairApart.id).where(
        PairApart.first_id == first.id, PairApart.second_id == second.id
    )
    if session.scalar(known) is not None:
        return False
    session.add(
        PairApart(show_id=first.show_id, first_id=first.id, second_id=second.id, staff=staff)
    )
    session.flush()
    _log_both(session, "likeness.apart", first, second, staff)
    return True


def say_together(session: Session, found: PairApart, staff: Staff) -> None:
    """Takes that back: they are shown as a pair again. Raises ``NotFound`` where somebody did."""
    first, second = found.first, found.second
    taken = session.execute(
        delete(PairApart)
        .where(PairApart.id == found.id)
        .returning(PairApart.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        raise NotFound()
    session.expunge(found)
    _log_both(session, "likeness.together", first, second, staff)


def _log_both(
    session: Session, action: str, first: Registration, second: Registration, staff: Staff
) -> None:
    for one, other in ((first, second), (second, first)):
        record.log(session, action, one, staff, {"other": other.reference})
