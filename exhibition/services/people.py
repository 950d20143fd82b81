"""The same person again: which of somebody's registrations counts."""

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.status import GONE
from exhibition.models import Registration

#: Milliseconds a submission waits for another one of the same number; as long as SQLite waits.
WAIT_MS = 10_000


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
    same = (
        select(Registration)
        .where(
            Registration.show_id == registration.show_id,
            Registration.kind == registration.kind,
            Registration.person_key == person_key,
        )
        .order_by(Registration.id)
        .options(joinedload(Registration.application))
    )
    counted: set[str] = set()
    for one in session.scalars(same):
        company = one.application.company_folded if one.application else ""
        counts = not one.is_test and one.status not in GONE
        one.is_further = counts and company in counted
        if counts:
            counted.add(company)


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
