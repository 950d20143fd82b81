"""What an exhibitor owes and paid, and the invoice they asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from exhibition.domain.application_steps import SLIP
from exhibition.models import Billing, InvoiceRequest, Receipt, Registration, Show, Upload


@dataclass(frozen=True)
class Terms:
    """What staff note about it; amounts in minor units."""

    contract_no: str = ""
    contract_on: date | None = None
    due_amount: int | None = None
    due_on: date | None = None
    invoice_no: str = ""
    invoiced_on: date | None = None


@dataclass(frozen=True)
class Sums:
    """应收, 已收, 未收 in minor units; nothing is open while nothing was agreed."""

    due: int | None = None
    received: int = 0
    open: int | None = None


def of(session: Session, registration: Registration) -> Billing | None:
    """The row itself; None while nothing was agreed or received."""
    return session.get(Billing, registration.id)


def terms(session: Session, registration: Registration) -> Terms:
    """What was noted."""
    found = of(session, registration)
    if found is None:
        return Terms()
    return Terms(
        found.contract_no,
        found.contract_on,
        found.due_amount,
        found.due_on,
        found.invoice_no,
        found.invoiced_on,
    )


def sums(session: Session, registration: Registration) -> Sums:
    """The amounts, as the database reckons them."""
    columns = (Billing.due_amount, Billing.received_amount, Billing.open_amount)
    found = session.execute(
        select(*columns).where(Billing.registration_id == registration.id)
    ).one_or_none()
    return Sums(*found) if found is not None else Sums()


def receipts(session: Session, registration: Registration) -> Sequence[Receipt]:
    """What came, and what of it was reversed, in the order it was written down."""
    return session.scalars(
        select(Receipt)
        .where(Receipt.registration_id == registration.id)
        .options(joinedload(Receipt.staff))
        .order_by(Receipt.id)
    ).all()


def receipt(session: Session, registration: Registration, receipt_id: int) -> Receipt | None:
    """One receipt of this registration."""
    return session.scalar(
        select(Receipt).where(Receipt.id == receipt_id, Receipt.registration_id == registration.id)
    )


def reversal_of(session: Session, receipt_id: int) -> Receipt | None:
    """The row that takes a receipt back."""
    return session.scalar(select(Receipt).where(Receipt.reverses_id == receipt_id))


def sent_as(session: Session, submission_hash: str) -> Receipt | None:
    """The receipt that a form was stored as."""
    return session.scalar(select(Receipt).where(Receipt.submission_hash == submission_hash))


def like(
    session: Session, registration: Registration, amount: int, received_on: date
) -> Receipt | None:
    """A receipt of the same amount on the same day that stands; the latest of several."""
    reversed_ones = select(Receipt.reverses_id).where(
        Receipt.registration_id == registration.id, Receipt.reverses_id.is_not(None)
    )
    return session.scalar(
        select(Receipt)
        .where(
            Receipt.registration_id == registration.id,
            Receipt.amount == amount,
            Receipt.received_on == received_on,
            Receipt.id.not_in(reversed_ones),
        )
        .order_by(Receipt.id.desc())
        .limit(1)
    )


def invoice_request(session: Session, registration: Registration) -> InvoiceRequest | None:
    """What the exhibitor told about the invoice."""
    return session.get(InvoiceRequest, registration.id)


def slips(session: Session, registration: Registration) -> Sequence[Upload]:
    """The remittance slips that were handed in, oldest first."""
    return session.scalars(
        select(Upload)
        .where(
            Upload.registration_id == registration.id,
            Upload.field == SLIP,
            Upload.removed_at.is_(None),
        )
        .order_by(Upload.id)
    ).all()


def overdue(today: date) -> Select[Any]:
    """The ids of all that owe something after the day it was due, from an index of just these."""
    return select(Billing.registration_id).where(Billing.open_amount > 0, Billing.due_on < today)


def columns() -> list[ColumnElement[Any]]:
    """The amounts beside the rows of a list. Looked up for each row that is shown: as joins they
    would be more than PostgreSQL puts in order (``join_collapse_limit``), and it would read all.
    """
    shown = (
        Billing.due_amount,
        Billing.due_on,
        Billing.received_amount,
        Billing.open_amount,
        Billing.invoice_no,
    )
    told = InvoiceRequest.told_at
    return [
        *(_beside(column, Billing.registration_id).label(column.key) for column in shown),
        _beside(told, InvoiceRequest.registration_id).label("invoice_told_at"),
    ]


def _beside(
    column: InstrumentedAttribute[Any], registration_id: InstrumentedAttribute[int]
) -> ScalarSelect[Any]:
    own = select(column).where(registration_id == Registration.id)
    return own.correlate(Registration).scalar_subquery()


def has_records(session: Session, registration: Registration) -> bool:
    """Whether anything hangs on it that contract and tax law keep: something agreed or invoiced,
    a receipt, reversed or not, or the slip of a remittance.
    """
    return terms(session, registration) != Terms() or any(
        session.scalar(rows.limit(1)) is not None for rows in _records(registration)
    )


def has_amounts(session: Session, show: Show) -> bool:
    """Whether any amount of the show was written down: its currency means something then."""
    amounts = (
        select(Billing.registration_id)
        .join(Registration, Registration.id == Billing.registration_id)
        .where(
            Registration.show_id == show.id,
            func.coalesce(Billing.due_amount, Billing.received_amount) > 0,
        )
    )
    return session.scalar(amounts.limit(1)) is not None


def _records(registration: Registration) -> tuple[Select[Any], ...]:
    return (
        select(Receipt.id).where(Receipt.registration_id == registration.id),
        select(Upload.id).where(
            Upload.registration_id == registration.id,
            Upload.field == SLIP,
            Upload.removed_at.is_(None),
        ),
    )
