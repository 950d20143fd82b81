"""Money that came in for an application. Receipts are only ever added: a wrong one is taken back by
another, and the database keeps both as they are.
"""

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exhibition.domain import money
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.models import Billing, Receipt, Registration, Staff
from exhibition.queries import billing as queries
from exhibition.services import billing, record

WAYS = ("transfer", "cash", "card", "online", "other")


class LooksDouble(ExhibitionError):
    """The same amount of the same day stands there already. Carries ``who``."""

    code = "looks_double"
    sentence = N_("%(who)s wrote down the same amount for the same day. Is it another payment?")
    status = 409


@dataclass(frozen=True)
class Received:
    """Money that came: minor units, the day it was there, one of ``WAYS``."""

    amount: int
    received_on: date
    how: str
    note: str = ""


def receive(
    session: Session,
    registration: Registration,
    staff: Staff,
    received: Received,
    *,
    submission_id: str,
    is_another: bool = False,
) -> Receipt:
    """Writes down money that came. The same form again gives the receipt it was stored as.

    Raises ``LooksDouble`` for the same amount on the same day, unless ``is_another``: two staff who
    read the same line of the account at once would write it down twice.
    """
    billing.lock(session, registration)
    digest = _digest(registration, submission_id)
    if (known := queries.sent_as(session, digest)) is not None:
        return known
    like = queries.like(session, registration, received.amount, received.received_on)
    if like is not None and not is_another:
        raise LooksDouble(who=like.staff.name or like.staff.email)
    added = _add(session, registration, staff, received, digest)
    billing.log(session, "payment.receive", registration, staff, {}, _told(received))
    return added


def reverse(
    session: Session, registration: Registration, staff: Staff, receipt_id: int, reason: str
) -> Receipt:
    """Takes a receipt back by a row of its own; taken back twice at once it is taken back once.

    Raises ``NotFound`` for any other, a reversal too, and ``ReasonMissing``.
    """
    billing.lock(session, registration)
    wrong = queries.receipt(session, registration, receipt_id)
    if wrong is None or wrong.reverses_id is not None:
        raise NotFound()
    if not reason:
        raise billing.ReasonMissing()
    if (known := queries.reversal_of(session, receipt_id)) is not None:
        return known
    today = now().astimezone(registration.show.zone).date()
    back = Received(-wrong.amount, today, wrong.how, reason)
    digest = _digest(registration, f"reversal of {wrong.id}")
    added = _add(session, registration, staff, back, digest, reverses_id=wrong.id)
    told = {"amount": money.plain(wrong.amount), "received_on": str(wrong.received_on)}
    record.log(
        session,
        "payment.reverse",
        registration,
        staff,
        {"before": told, "after": dict.fromkeys(told, ""), "reason": reason},
    )
    return added


def _digest(registration: Registration, submission_id: str) -> str:
    return sha256(f"{registration.id} {submission_id}".encode()).hexdigest()


def _add(
    session: Session,
    registration: Registration,
    staff: Staff,
    received: Received,
    digest: str,
    reverses_id: int | None = None,
) -> Receipt:
    added = Receipt(
        registration_id=registration.id,
        submission_hash=digest,
        reverses_id=reverses_id,
        staff=staff,
        **asdict(received),
    )
    session.add(added)
    session.flush()
    _sum_up(session, registration)
    return added


def _sum_up(session: Session, registration: Registration) -> None:
    row = billing.row_of(session, registration)
    total = select(func.coalesce(func.sum(Receipt.amount), 0)).where(
        Receipt.registration_id == registration.id
    )
    session.execute(
        update(Billing)
        .where(Billing.registration_id == registration.id)
        .values(received_amount=total.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)


def _told(received: Received) -> dict[str, Any]:
    """What the log keeps of a receipt; the note stands on the receipt itself."""
    return {"amount": received.amount, "received_on": received.received_on, "how": received.how}
