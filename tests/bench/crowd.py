"""A million visitors in minutes: those of the demonstration again, with particulars of their own.

Names and companies come in the same proportions; mobile, e-mail, reference and moment are new, and
so is the searchable text as far as it says them.
"""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from exhibition.domain import codes
from exhibition.domain.status import Kind
from exhibition.models import Answered, EntryPass, Registration

BATCH = 2_000
#: Of a thousand passes so many are revoked.
REVOKED = 4

Rows = list[dict[str, Any]]


def multiply(session: Session, visitors: int) -> None:
    """Adds copies of the visitors there are, until there are this many; commits by the batch."""
    table = Registration.__table__
    here = session.scalar(select(func.count()).where(Registration.kind == Kind.VISITOR)) or 0
    last = session.scalar(select(func.max(Registration.id))) or 0
    dice, first = Random(2027), last
    known = set(session.scalars(select(Registration.reference)))
    while here < visitors:
        for people, passes, chosen in _batches(session, min(first, last)):
            people, passes = people[: visitors - here], passes[: visitors - here]
            made = {old["id"]: last + at for at, old in enumerate(people, 1)}
            session.execute(insert(table), [_again(old, made, known, dice) for old in people])
            session.execute(insert(EntryPass.__table__), [_pass(p, made, dice) for p in passes])
            answers = [row | {"registration_id": made[row["registration_id"]]}
                       for row in chosen if row["registration_id"] in made]  # fmt: skip
            if answers:
                session.execute(insert(Answered.__table__), answers)
            session.commit()
            here, last = here + len(people), last + len(people)
            if here >= visitors:
                break
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval('registration_id_seq', :last)"), {"last": last})
        session.commit()


def _batches(session: Session, last: int) -> Iterator[tuple[Rows, Rows, Rows]]:
    """The visitors up to an id, with their passes and answers."""
    after = 0
    while True:
        people = _rows(
            session,
            select(Registration.__table__)
            .where(Registration.kind == Kind.VISITOR, Registration.id > after)
            .where(Registration.id <= last)
            .order_by(Registration.id)
            .limit(BATCH),
        )
        if not people:
            return
        after = people[-1]["id"]
        ids = [row["id"] for row in people]
        entry_pass, answered = EntryPass.__table__, Answered.__table__
        by_person = select(entry_pass).where(entry_pass.c.registration_id.in_(ids))
        passes = _rows(session, by_person.order_by(entry_pass.c.registration_id))
        chosen = _rows(session, select(answered).where(answered.c.registration_id.in_(ids)))
        yield people, passes, chosen


def _rows(session: Session, statement: Any) -> Rows:
    return [dict(row) for row in session.execute(statement).mappings()]


def _again(old: dict[str, Any], made: dict[int, int], known: set[str], dice: Random) -> Any:
    while (reference := codes.new_reference("V")) in known:
        pass
    known.add(reference)
    kept = old["mobile"][:-6]
    mobile = kept + "".join(dice.choices("0123456789", k=6))
    email = f"demo{dice.randrange(10**9)}@{old['email'].split('@')[1]}" if old["email"] else ""
    found = old["search_text"].replace(old["mobile"][1:], mobile[1:])
    found = found.replace(old["reference"].lower(), reference.lower())
    if email:
        found = found.replace(old["email"], email)
    moment = old["created_at"] - timedelta(seconds=dice.randrange(86_400))
    return old | {
        "id": made[old["id"]], "uid": secrets.token_hex(16), "reference": reference,
        "owner_token_hash": secrets.token_hex(32), "person_key": secrets.token_hex(32),
        "mobile": mobile, "email": email, "search_text": found,
        "created_at": moment, "updated_at": moment,
    }  # fmt: skip


def _pass(old: dict[str, Any], made: dict[int, int], dice: Random) -> dict[str, Any]:
    revoked = {"state": "revoked"} if dice.randrange(1000) < REVOKED else {}
    own = {"registration_id": made[old["registration_id"]], "code_hash": secrets.token_hex(32)}
    return {name: value for name, value in old.items() if name != "id"} | own | revoked
