"""What a registrant's money is about: what the invoice should say, what is agreed, what came."""

from collections.abc import Iterator

from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.models import Receipt, Registration, Show
from exhibition.queries import billing
from exhibition.web.public.own_record_items import Item, amount, day, plain
from exhibition.web.public.own_record_words import FIELDS, INVOICE, INVOICE_TYPES


def invoice(session: Session, registration: Registration) -> Iterator[Item]:
    """What they told about the invoice; nothing where they did not."""
    told = billing.invoice_request(session, registration)
    for name in INVOICE if told is not None else ():
        value = str(getattr(told, name))
        words = gettext(INVOICE_TYPES[value]) if name == "invoice_type" else value
        yield Item(name, gettext(FIELDS[name]), value, words)


def payment(session: Session, registration: Registration) -> Iterator[Item]:
    """Contract, amounts and invoice as they stand."""
    show = registration.show
    terms, sums = billing.terms(session, registration), billing.sums(session, registration)
    yield plain("contract_no", gettext("Contract no."), terms.contract_no)
    yield day("contract_on", gettext("Contract signed on"), terms.contract_on)
    yield amount("due", gettext("Amount to pay"), sums.due, show)
    yield day("due_on", gettext("Due by"), terms.due_on)
    yield amount("received", gettext("Received so far"), sums.received or None, show)
    yield plain("invoice_no", gettext("Invoice no."), terms.invoice_no)
    yield day("invoiced_on", gettext("Issued on"), terms.invoiced_on)


def receipt(made: Receipt, show: Show) -> Iterator[Item]:
    """Money that came, or was taken back."""
    yield day("received_on", gettext("Received on"), made.received_on)
    yield amount("amount", gettext("Amount"), made.amount, show)
