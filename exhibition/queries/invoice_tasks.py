"""How far exhibitors are with the task 开票与汇款, for whoever asks about many at once."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.invoices import InvoiceTask
from exhibition.models import Billing, InvoiceRequest


def states(session: Session, registration_ids: Collection[int]) -> Mapping[int, InvoiceTask]:
    """The state of each of these applications, by id; two short questions however many they are.

    It is handed in once the exhibitor told what the invoice should say, and confirmed once staff
    wrote down its number.
    """
    ids = list(registration_ids)
    told = set(
        session.scalars(
            select(InvoiceRequest.registration_id).where(InvoiceRequest.registration_id.in_(ids))
        )
    )
    invoiced = set(
        session.scalars(
            select(Billing.registration_id).where(
                Billing.registration_id.in_(ids), Billing.invoice_no != ""
            )
        )
    )
    return {one: state(one in told, is_invoiced=one in invoiced) for one in ids}


def state(is_told: bool, *, is_invoiced: bool) -> InvoiceTask:
    """The state of one application."""
    if is_invoiced:
        return InvoiceTask.CONFIRMED
    return InvoiceTask.HANDED_IN if is_told else InvoiceTask.OPEN
