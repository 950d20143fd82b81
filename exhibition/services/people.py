"""The same person again: which of somebody's registrations counts."""

import hashlib
from collections.abc import Collection

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.orm import Session

from exhibition.domain.status import GONE, Kind
from exhibition.models import Application, Registration, Show

#: Milliseconds a submission waits for another one of the same number; as long as SQLite waits.
WAIT_MS = 10_000

#: What decides which registrations of a person count; made once, every submission asks.
_OF_PERSON = (
    select(
        Registration.id,
        Registration.is_test,
        Registration.status,
        Registration.is_further,
        Application.company_folded,
    )
    .join(Application, isouter=True)
    .where(
        Registration.show_id == bindparam("show"),
        Registration.kind == bindparam("kind"),
        Registration.person_key == bindparam("person"),
    )
    .order_by(Registration.id)
)


def refresh_further(session: Session, registration: Registration) -> None:
    """Marks every registration of this person but the first that counts as a further one."""
    one_at_a_time(session, registration.show_id, registration.mobile)
    refresh_person(session, registration, registration.person_key)


def refresh_person(session: Session, registration: Registration, person_key: str) -> None:
    """The same for a person key in the show and kind of ``registration``, such as its former one.

    The first stays: a stranger who knows a name and a number cannot push it aside. Withdrawn and
    test registrations do not count, so when the first one goes, the next takes its place. An agent
    who applies for two companies is not the same exhibitor twice: there the company counts too.
    """
    whose = {"show": registration.show_id, "kind": registration.kind, "person": person_key}
    counted: set[str] = set()
    for row in session.execute(_OF_PERSON, whose).all():
        company = row.company_folded or ""
        counts = not row.is_test and row.status not in GONE
        further = counts and company in counted
        if row.is_further != further:
            session.get_one(Registration, row.id).is_further = further
        if counts:
            counted.add(company)


def refresh_many(session: Session, show: Show, kind: Kind, ids: Collection[int]) -> None:
    """The same for the persons of all these registrations, in few statements whatever their number.

    The caller keeps other writers out.
    """
    theirs = select(Registration.person_key).where(Registration.id.in_(ids))
    rows = session.execute(
        select(
            Registration.id,
            Registration.person_key,
            Registration.is_test,
            Registration.status,
            Registration.is_further,
            Application.company_folded,
        )
        .join(Application, isouter=True)
        .where(
            Registration.show_id == show.id,
            Registration.kind == literal(kind, Registration.kind.type),
            Registration.person_key.in_(theirs),
        )
        .order_by(Registration.id)
    )
    counted: set[tuple[str, str]] = set()
    wrong: dict[bool, list[int]] = {True: [], False: []}
    for row in rows:
        who = (row.person_key, row.company_folded or "")
        counts = not row.is_test and row.status not in GONE
        further = counts and who in counted
        if counts:
            counted.add(who)
        if row.is_further != further:
            wrong[further].append(row.id)
    for further, changed in wrong.items():
        session.execute(
            update(Registration)
            .where(Registration.id.in_(changed))
            .values(is_further=further, version=Registration.version + 1)
            .execution_options(synchronize_session=False)
        )


def one_at_a_time(session: Session, show_id: int, mobile: str) -> None:
    """Makes transactions that register the same mobile number wait for each other.

    SQLite has one writer anyway. On PostgreSQL two registrations of a person that are sent at once
    would not see each other: both would count, and no limit per number would hold.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    digest = hashlib.sha256(f"{show_id} {mobile}".encode()).digest()
    key = int.from_bytes(digest[:8], "big", signed=True)
    # Both last until the transaction ends; asking twice in one transaction does no harm.
    session.execute(
        select(
            func.set_config("lock_timeout", f"{WAIT_MS}ms", True), func.pg_advisory_xact_lock(key)
        )
    )
