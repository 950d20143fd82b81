"""The payment track of an application: what was agreed, and where it stands. The amounts propose a
state, staff decide it; what came is in ``receipts.py``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from exhibition.domain import money
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, MoveRefused, Stale
from exhibition.domain.status import PaymentStatus
from exhibition.domain.tasks import Task
from exhibition.models import Application, Billing, Registration, Staff
from exhibition.queries import billing
from exhibition.queries.billing import Terms
from exhibition.services import record, tasks


class ReasonMissing(ExhibitionError):
    """A state other than the amounts say, or a reversal, without why."""

    code = "reason_missing"
    sentence = N_("Say why")


def change(
    session: Session, registration: Registration, staff: Staff, seen: Terms, wanted: Terms
) -> bool:
    """Notes what differs between ``seen`` (how the page showed it) and ``wanted``.

    Gives whether anything did. Raises ``Stale`` where a colleague noted the same thing otherwise in
    the meantime.
    """
    lock(session, registration)
    present, before_page = billing.terms(session, registration), asdict(seen)
    asked = {name: new for name, new in asdict(wanted).items() if new != before_page[name]}
    for name, new in asked.items():
        if getattr(present, name) not in (before_page[name], new):
            raise Stale()
    changed = {name: new for name, new in asked.items() if getattr(present, name) != new}
    if not changed:
        return False
    row = row_of(session, registration)
    for name, new in changed.items():
        setattr(row, name, new)
    session.flush()
    if "invoice_no" in changed:
        tasks.settle(
            session, registration, staff, Task.PAYMENT, is_done=bool(changed["invoice_no"])
        )
    before = {name: getattr(present, name) for name in changed}
    log(session, "payment.terms", registration, staff, before, changed)
    return True


def proposal(session: Session, registration: Registration) -> PaymentStatus:
    """Where the amounts would put the payment track."""
    noted, sums = billing.terms(session, registration), billing.sums(session, registration)
    signed = bool(noted.contract_no or noted.contract_on)
    return money.proposed(is_signed=signed, due=sums.due, received=sums.received)


def move(
    session: Session,
    registration: Registration,
    staff: Staff,
    target: PaymentStatus,
    *,
    seen: PaymentStatus,
    reason: str = "",
) -> bool:
    """Decides where the payment track stands; gives whether that is something new.

    Where it is not what the amounts say, ``reason`` says why, or ``ReasonMissing`` is raised.
    Raises ``Stale`` where a colleague moved it since the page showed ``seen``.
    """
    application = lock(session, registration)
    present = application.payment
    if present is target:
        return False
    if present is not seen:
        raise Stale()
    if not reason and target is not proposal(session, registration):
        raise ReasonMissing()
    application.payment = target
    # The track stands in a row of its own; the registration's version has to count it too.
    registration.updated_at = now()
    session.flush()
    details: dict[str, Any] = {
        "before": {"payment": present.value},
        "after": {"payment": target.value},
    }
    record.log(
        session,
        "payment.move",
        registration,
        staff,
        {**details, "reason": reason} if reason else details,
    )
    return True


def lock(session: Session, registration: Registration) -> Application:
    """The application, the registration locked. Raises ``MoveRefused`` for a visitor."""
    record.lock(session, registration)
    if registration.application is None:
        raise MoveRefused(current=registration.status, target="payment")
    session.refresh(registration.application)
    return registration.application


def row_of(session: Session, registration: Registration) -> Billing:
    """The row of the amounts, made where there is none yet."""
    found = billing.of(session, registration)
    if found is None:
        found = Billing(registration_id=registration.id)
        session.add(found)
        session.flush()
    return found


def log(
    session: Session,
    action: str,
    registration: Registration,
    staff: Staff,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Adds the line of the log, amounts as they are written."""

    def worded(values: Mapping[str, Any]) -> dict[str, str]:
        amounts = ("amount", "due_amount")
        return {
            name: money.plain(value) if name in amounts else str(value or "")
            for name, value in values.items()
        }

    details = {"before": worded(before), "after": worded(after)}
    record.log(session, action, registration, staff, details)
