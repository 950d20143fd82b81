"""The forms of the money panel: what was typed, what it means, what is wrong with it."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext

from exhibition.domain import identifiers, money
from exhibition.domain.clock import now
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.status import PaymentStatus
from exhibition.models import Show
from exhibition.queries.billing import Terms
from exhibition.services.receipts import WAYS, Received
from exhibition.web.fields import spoken
from exhibition.web.organizer.show_fields import read_date

NUMBER_MAX = 60
NOTE_MAX = 200


@dataclass
class MoneyForm:
    """A form of the panel that was sent. ``typed`` is shown again, word by word."""

    show: Show
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def line(self, name: str, longest: int) -> str:
        """A line of text."""
        text = self._text(name)
        try:
            return identifiers.one_line(text, longest)
        except IdentifierError as wrong:
            self.problems[name] = spoken(wrong.code, wrong.params)
            return ""

    def amount(self, name: str) -> int | None:
        """An amount in minor units; None where none was typed."""
        text = self._text(name)
        try:
            return money.amount(text, self.show.currency) if text.strip() else None
        except IdentifierError as wrong:
            self.problems[name] = spoken(wrong.code, {"currency": self.show.currency})
            return None

    def day(self, name: str) -> date | None:
        """A day; None where none was typed."""
        text = self._text(name)
        try:
            return read_date(text) if text.strip() else None
        except ValueError:
            self.problems[name] = gettext("Enter a date such as 2027-03-18")
            return None

    def need(self, name: str, value: object, sentence: str) -> None:
        """Says so where a value is missing that has to be there."""
        if value in (None, "") and name not in self.problems:
            self.problems[name] = sentence

    def _text(self, name: str) -> str:
        self.typed[name] = request.form.get(name, "")
        return self.typed[name]


@dataclass
class TermsForm(MoneyForm):
    """Contract and amount, or the invoice: what the page showed, and what is wanted."""

    seen: Terms = field(default_factory=Terms)
    wanted: Terms = field(default_factory=Terms)

    @classmethod
    def contract(cls, show: Show) -> "TermsForm":
        """The form about the contract."""
        form = cls(show)
        form.wanted = Terms(
            contract_no=form.line("contract_no", NUMBER_MAX),
            contract_on=form.day("contract_on"),
            due_amount=form.amount("due_amount"),
            due_on=form.day("due_on"),
        )
        if form.wanted.due_on and not form.problems:
            form.need("due_amount", form.wanted.due_amount, gettext("Enter the amount"))
        form.seen = _seen("contract_no", "contract_on", "due_amount", "due_on")
        return form

    @classmethod
    def invoice(cls, show: Show) -> "TermsForm":
        """The form about the invoice."""
        form = cls(show)
        number, day = form.line("invoice_no", NUMBER_MAX), form.day("invoiced_on")
        form.wanted = Terms(invoice_no=number, invoiced_on=day)
        if number or day:
            form.need("invoice_no", number, gettext("Enter the number of the invoice"))
            form.need("invoiced_on", day, gettext("Enter the day it was issued"))
        form.seen = _seen("invoice_no", "invoiced_on")
        return form


@dataclass
class ReceiptForm(MoneyForm):
    """Money that came."""

    received: Received | None = None
    submission_id: str = ""
    is_another: bool = False
    #: Whether somebody wrote down the same: it has to be said that this is another one.
    looks_double: bool = False

    @classmethod
    def sent(cls, show: Show) -> "ReceiptForm":
        """The form of this request."""
        form = cls(show)
        amount, day = form.amount("amount"), form.day("received_on")
        how, note = form.line("how", NUMBER_MAX), form.line("note", NOTE_MAX)
        form.need("amount", amount or None, gettext("Enter the amount"))
        form.need("received_on", day, gettext("Enter the day it came"))
        if day is not None and day > now().astimezone(show.zone).date():
            form.problems["received_on"] = gettext("This day is still to come")
        if how not in WAYS:
            form.problems["how"] = spoken("unknown_choice")
        form.submission_id = request.form.get("submission_id", "") or new_id()
        form.is_another = request.form.get("another", "") == "1"
        if amount and day and not form.problems:
            form.received = Received(amount, day, how, note)
        return form


def new_id() -> str:
    """An id for one form, so that however often it is sent it is one receipt."""
    return secrets.token_urlsafe(24)


def payment_status(name: str) -> PaymentStatus | None:
    """The state of the payment track under this name; None for anything else."""
    text = request.form.get(name, "")
    return PaymentStatus(text) if text in list(PaymentStatus) else None


def _seen(*names: str) -> Terms:
    """How the page showed these; what cannot be read counts as nothing, and is then stale."""
    found: dict[str, Any] = {}
    for name in names:
        text = request.form.get(f"seen_{name}", "")
        if name.endswith("_on"):
            found[name] = _day(text)
        elif name == "due_amount":
            found[name] = (
                int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None
            )
        else:
            found[name] = text
    return replace(Terms(), **found)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
