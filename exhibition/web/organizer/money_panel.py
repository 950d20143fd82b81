"""The money panel of an exhibitor's record: amounts, receipts, the state, the invoice, the slip.

Everybody who reads figures of the show reads the amounts; only who decides over applications
changes them, and sees what the exhibitor told for the invoice and the slip of the bank.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain import identifiers
from exhibition.domain.clock import now
from exhibition.domain.errors import ExhibitionError, NotFound, UnknownChoice
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.domain.status import PaymentStatus
from exhibition.models import InvoiceRequest, Receipt, Registration, Upload
from exhibition.queries import billing as queries
from exhibition.queries.billing import Sums, Terms
from exhibition.services import billing, receipts
from exhibition.services.receipts import LooksDouble
from exhibition.web import access, errors, formats
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.organizer.money_forms import (
    NOTE_MAX,
    ReceiptForm,
    TermsForm,
    new_id,
    payment_status,
)
from exhibition.web.organizer.queue import page_again, return_to


@dataclass(frozen=True)
class Money:
    """What the panel shows."""

    currency: str
    terms: Terms
    sums: Sums
    receipts: Sequence[Receipt]
    #: Ids of the receipts that were taken back.
    reversed_ids: frozenset[int]
    proposal: PaymentStatus
    told: InvoiceRequest | None
    slips: Sequence[Upload]
    today: date

    @property
    def is_overdue(self) -> bool:
        """Whether something is open and the day it was due is over."""
        due_on = self.terms.due_on
        return bool(due_on and due_on < self.today and self.sums.open and self.sums.open > 0)


@blueprint.context_processor
def money_parts() -> dict[str, Callable[..., object]]:
    """What the panel asks for."""
    return {"record_money": _money, "new_form_id": new_id}


@blueprint.post(f"{ONE}/payment/terms")
@access.needs(Right.DECIDE)
def save_terms(show_slug: str, listing: str, reference: str) -> Response:
    """Notes contract and amount."""
    found = _load(show_slug, listing, reference)
    return _note(found, TermsForm.contract(found.show), "terms_form")


@blueprint.post(f"{ONE}/payment/invoice")
@access.needs(Right.DECIDE)
def save_invoice(show_slug: str, listing: str, reference: str) -> Response:
    """Notes the number of the invoice and the day it was issued."""
    found = _load(show_slug, listing, reference)
    return _note(found, TermsForm.invoice(found.show), "invoice_form")


@blueprint.post(f"{ONE}/payment/receipts")
@access.needs(Right.DECIDE)
def add_receipt(show_slug: str, listing: str, reference: str) -> Response:
    """Writes down money that came."""
    found = _load(show_slug, listing, reference)
    form = ReceiptForm.sent(found.show)
    if form.received is None:
        return page_again(found, 422, receipt_form=form)
    try:
        with transaction() as session:
            made = receipts.receive(
                session,
                found,
                access.current_staff(),
                form.received,
                submission_id=form.submission_id,
                is_another=form.is_another,
            )
            amount = made.amount
    except LooksDouble as double:
        form.problems["all"], form.looks_double = errors.spoken(double), True
        found = _load(show_slug, listing, reference)
        return page_again(found, double.status, receipt_form=form)
    flash(gettext("Receipt of %(amount)s noted.", amount=_written(found, amount)), "ok")
    return return_to(found)


@blueprint.get(f"{ONE}/payment/receipts/<int:receipt_id>/reverse")
@access.needs(Right.DECIDE)
def ask_reverse(show_slug: str, listing: str, reference: str, receipt_id: int) -> Response:
    """Asks before a receipt is taken back."""
    return _ask_reverse(_load(show_slug, listing, reference), receipt_id)


@blueprint.post(f"{ONE}/payment/receipts/<int:receipt_id>/reverse")
@access.needs(Right.DECIDE)
def reverse_receipt(show_slug: str, listing: str, reference: str, receipt_id: int) -> Response:
    """Takes it back by a row of its own."""
    found = _load(show_slug, listing, reference)
    try:
        reason = identifiers.one_line(request.form.get("reason", ""), NOTE_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=NOTE_MAX)
        return _ask_reverse(found, receipt_id, 422, problem)
    try:
        with transaction() as session:
            receipts.reverse(session, found, access.current_staff(), receipt_id, reason)
    except billing.ReasonMissing as missing:
        found = _load(show_slug, listing, reference)
        return _ask_reverse(found, receipt_id, missing.status, errors.spoken(missing))
    flash(gettext("The receipt is reversed."), "ok")
    return return_to(found)


@blueprint.post(f"{ONE}/payment/state")
@access.needs(Right.DECIDE)
def move_payment(show_slug: str, listing: str, reference: str) -> Response:
    """Decides where the payment track stands."""
    found = _load(show_slug, listing, reference)
    target, seen = payment_status("payment"), payment_status("seen_payment")
    if target is None or seen is None:
        raise UnknownChoice()
    try:
        reason = identifiers.one_line(request.form.get("reason", ""), NOTE_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=NOTE_MAX)
        return page_again(found, 422, payment_problem=problem)
    try:
        with transaction() as session:
            changed = billing.move(
                session, found, access.current_staff(), target, seen=seen, reason=reason
            )
    except ExhibitionError as refused:
        found = _load(show_slug, listing, reference)
        return page_again(found, refused.status, payment_problem=errors.spoken(refused))
    _say(changed)
    return return_to(found)


def _note(found: Registration, form: TermsForm, name: str) -> Response:
    if form.problems:
        return page_again(found, 422, **{name: form})
    place = place_of(found)
    try:
        with transaction() as session:
            changed = billing.change(session, found, access.current_staff(), form.seen, form.wanted)
    except ExhibitionError as refused:
        found = _load(**place)
        form.problems["all"] = errors.spoken(refused)
        # What stands there now is shown beside; saving once more is then a decision.
        form.seen = queries.terms(db.session(), found)
        return page_again(found, refused.status, **{name: form})
    _say(changed)
    return return_to(found)


def _say(changed: bool) -> None:
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")


def _load(show_slug: str, listing: str, reference: str) -> Registration:
    """The application of an address; a visitor has no money here. Raises ``NotFound``."""
    _, found = load(show_slug, listing, reference)
    if found.application is None:
        raise NotFound()
    return found


def _money(found: Registration) -> Money:
    session = db.session()
    every = queries.receipts(session, found)
    decides = access.may(Right.DECIDE)
    return Money(
        currency=found.show.currency,
        terms=queries.terms(session, found),
        sums=queries.sums(session, found),
        receipts=every,
        reversed_ids=frozenset(one.reverses_id for one in every if one.reverses_id is not None),
        proposal=billing.proposal(session, found),
        told=queries.invoice_request(session, found),
        slips=queries.slips(session, found) if decides else (),
        today=now().astimezone(found.show.zone).date(),
    )


def _written(found: Registration, amount: int) -> str:
    return formats.amount(amount, found.show.currency)


def _ask_reverse(
    found: Registration, receipt_id: int, status: int = 200, problem: str = ""
) -> Response:
    session = db.session()
    receipt = queries.receipt(session, found, receipt_id)
    if receipt is None or receipt.reverses_id or queries.reversal_of(session, receipt_id):
        raise NotFound()
    html = render_template(
        "organizer/confirm.html",
        show=found.show,
        registration=found,
        address=url_for("organizer.reverse_receipt", receipt_id=receipt_id, **place_of(found)),
        title=gettext("Reverse the receipt"),
        sentence=gettext(
            "%(amount)s of %(day)s no longer counts. It stays in the list with a line of the"
            " opposite amount under it.",
            amount=_written(found, receipt.amount),
            day=formats.day(receipt.received_on),
        ),
        button=gettext("Reverse the receipt"),
        is_bad=True,
        problem=problem,
        needs_reason=True,
        reason=request.form.get("reason", ""),
        back_address=url_for("organizer.registration", **place_of(found)),
    )
    return make_response(html, status)
