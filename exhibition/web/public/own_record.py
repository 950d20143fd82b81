"""Everything held about a registrant, in words and values (PIPL art. 45); no number of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.domain import money, places
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.status import Kind
from exhibition.models import (
    AuditEntry,
    Consent,
    OutboxMail,
    Receipt,
    Registration,
    ReviewDecision,
    Upload,
)
from exhibition.queries import billing, questions, review
from exhibition.queries import own_record as held
from exhibition.services.export_words import BOOTHS, LANGUAGES, ORIGINS, PAYMENTS, STATUSES, YES
from exhibition.web import formats, identity_shown
from exhibition.web.mail_words import mail_label
from exhibition.web.public.own_record_words import (
    CONSENTS,
    FIELDS,
    INVOICE,
    INVOICE_TYPES,
    MAIL_STATES,
    PASS_STATES,
)

_VISITOR = ("name", "mobile", "email", "company", "job_title", "country", "province", "city")
_EXHIBITOR = (
    *("origin", "company_zh", "company_en", "contact_name", "mobile", "email", "country"),
    *("province", "city", "booth_type", "booth_count", "area_sqm", "remark", "uscc"),
    *("reg_no_overseas", "address", "website", "contact_title", "department", "phone_office"),
    *("wechat_id", "products", "open_sides", "booth_preference", "fascia_zh", "fascia_en"),
    *("booth", "booth_no", "payment"),
)
_COLUMNS = {"contact_name": "name"}
_WORDS: Mapping[str, Mapping[str, Bilingual]] = {
    "origin": ORIGINS,
    "booth": BOOTHS,
    "payment": PAYMENTS,
}


@dataclass(frozen=True)
class Item:
    """One thing: its name in the file, its label, its value as stored and in words."""

    name: str
    label: str
    value: Any
    words: str
    #: Several lines, such as the exact words of a consent.
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """Things of one sort; each entry is one of them, such as one mail."""

    name: str
    title: str
    entries: tuple[tuple[Item, ...], ...]


def parts(session: Session, registration: Registration) -> list[Part]:
    """All of it in the language of the page, the empty parts and lines left out."""
    return list(_Teller(session, registration).parts())


def as_json(registration: Registration, found: list[Part], made_at: datetime) -> dict[str, Any]:
    """The same for a file: label, value and words of each thing under its name."""
    return {
        "show": formats.localized(registration.show.text("name")),
        "organizer": formats.localized(registration.show.text("organizer")),
        "reference": registration.reference,
        "made_at": made_at.isoformat(timespec="seconds"),
        "language": formats.locale(),
        **{
            part.name: {
                "title": part.title,
                "entries": [
                    {
                        item.name: {
                            "label": item.label,
                            "value": item.value,
                            "words": item.words,
                        }
                        for item in entry
                    }
                    for entry in part.entries
                ],
            }
            for part in found
        },
    }


def as_text(found: list[Part]) -> str:
    """The same as plain lines, to be copied where nothing can be downloaded."""
    lines: list[str] = []
    for part in found:
        lines += [f"【{part.title}】" if formats.locale() == "zh" else f"[{part.title}]"]
        for entry in part.entries:
            lines += [f"{item.label}{gettext(': ')}{item.words}" for item in entry]
            lines.append("")
    return "\n".join(lines).strip() + "\n"


class _Teller:
    """Puts one registration into words."""

    def __init__(self, session: Session, registration: Registration) -> None:
        self.session, self.one, self.show = session, registration, registration.show
        self.language = formats.locale()

    def parts(self) -> Iterator[Part]:
        """The parts in the order of the page."""
        session, one = self.session, self.one
        by_name: tuple[tuple[str, str, Iterator[Iterator[Item]]], ...] = (
            ("registration", gettext("Registration"), iter([self._registration()])),
            ("details", gettext("Your details"), iter([self._details()])),
            ("answers", gettext("Answers"), iter([self._answers()])),
            ("invoice", gettext("Invoice details"), iter([self._invoice()])),
            ("payment", gettext("Payment"), iter([self._payment()])),
            ("receipts", gettext("Receipts"), map(self._receipt, billing.receipts(session, one))),
            ("consents", gettext("Consents"), map(self._consent, one.consents)),
            ("history", gettext("History"), map(self._step, review.decisions(session, one))),
            ("changes", gettext("Changes"), map(self._change, held.changes(session, one))),
            ("mails", gettext("Mails"), map(self._mail, held.mails(session, one))),
            ("files", gettext("Files"), map(self._file, held.files(session, one))),
        )
        for name, title, entries in by_name:
            kept = tuple(entry for raw in entries if (entry := tuple(filter(_says, raw))))
            if kept:
                yield Part(name, title, kept)

    def _registration(self) -> Iterator[Item]:
        one, show = self.one, self.show
        applied = one.kind is Kind.EXHIBITOR
        yield _plain("reference", gettext("Reference"), one.reference)
        yield _worded("status", gettext("Status"), one.status, STATUSES)
        label = gettext("Applied at") if applied else gettext("Registered at")
        yield self._moment("created_at", label, one.created_at)
        yield self._moment("updated_at", gettext("Last changed"), one.updated_at)
        pass_type = one.pass_type
        yield Item(
            "pass_type",
            gettext("Pass type"),
            pass_type.slug,
            formats.localized(pass_type.label),
        )
        state = one.entry_pass.state.value
        yield Item("pass", gettext("Entry pass"), state, gettext(PASS_STATES[state]))
        yield self._moment("pass_revoked_at", gettext("Pass revoked at"), one.entry_pass.revoked_at)
        yield _worded("language", gettext("Language"), one.locale, LANGUAGES)
        yield _plain("channel", gettext("Channel"), one.channel.name if one.channel else "")
        if one.is_test:
            yield Item("test", gettext("Test"), True, formats.localized(YES))
        yield self._day("kept_until", gettext("Kept until"), show.retention_until)

    def _details(self) -> Iterator[Item]:
        application = self.one.application
        for name in _VISITOR if application is None else _EXHIBITOR:
            column = _COLUMNS.get(name, name)
            owner = self.one if hasattr(self.one, column) else application
            value = getattr(owner, column)
            yield Item(name, gettext(FIELDS[name]), value, self._said(name, value))
        if application is None and (document := identity_shown.masked(self.one)):
            # Whoever holds the link of this page reads it: the number itself stays sealed.
            yield _plain("id_type", gettext("Type of document"), document.kind)
            yield _plain("id_number", gettext("Document number"), document.number)

    def _said(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if name in _WORDS:
            return formats.localized(_WORDS[name][str(value)])
        match name:
            case "mobile":
                return formats.phone(value)
            case "country":
                return places.country_label(value, self.language)
            case "province":
                return places.province_label(value, self.language)
            case "booth_type":
                kinds = {row.slug: row.label for row in self.show.booth_types}
                return formats.localized(kinds[value]) if value in kinds else str(value)
        return str(value)

    def _answers(self) -> Iterator[Item]:
        days = [day.date for day in self.show.show_days]
        for question in questions.of_show(self.session, self.show):
            stored = self.one.answers.get(question.slug)
            if question.form == self.one.kind.value and stored:
                words = question.with_days(days).display(Answer.from_json(stored), self.language)
                label = question.label.in_(self.language)
                yield Item(question.slug, label, stored, gettext(", ").join(words))

    def _invoice(self) -> Iterator[Item]:
        told = billing.invoice_request(self.session, self.one)
        for name in INVOICE if told is not None else ():
            value = str(getattr(told, name))
            words = gettext(INVOICE_TYPES[value]) if name == "invoice_type" else value
            yield Item(name, gettext(FIELDS[name]), value, words)

    def _payment(self) -> Iterator[Item]:
        terms, sums = billing.terms(self.session, self.one), billing.sums(self.session, self.one)
        yield _plain("contract_no", gettext("Contract no."), terms.contract_no)
        yield self._day("contract_on", gettext("Contract signed on"), terms.contract_on)
        yield self._amount("due", gettext("Amount to pay"), sums.due)
        yield self._day("due_on", gettext("Due by"), terms.due_on)
        yield self._amount("received", gettext("Received so far"), sums.received or None)
        yield _plain("invoice_no", gettext("Invoice no."), terms.invoice_no)
        yield self._day("invoiced_on", gettext("Issued on"), terms.invoiced_on)

    def _receipt(self, receipt: Receipt) -> Iterator[Item]:
        yield self._day("received_on", gettext("Received on"), receipt.received_on)
        yield self._amount("amount", gettext("Amount"), receipt.amount)

    def _amount(self, name: str, label: str, minor: int | None) -> Item:
        words = "" if minor is None else formats.amount(minor, self.show.currency)
        return Item(name, label, None if minor is None else money.plain(minor), words)

    def _consent(self, consent: Consent) -> Iterator[Item]:
        kind = CONSENTS.get(consent.kind)
        yield Item(
            "kind", gettext("Consent"), consent.kind, gettext(kind) if kind else consent.kind
        )
        given = gettext("Agreed") if consent.given else gettext("Not agreed")
        yield Item("given", gettext("Your choice"), consent.given, given)
        yield self._moment("at", gettext("Time"), consent.at)
        yield _plain("version", gettext("Version of the text"), consent.text.version)
        words = consent.text.text
        yield Item("text", gettext("Full text"), words, words, is_long=True)

    def _step(self, decision: ReviewDecision) -> Iterator[Item]:
        yield _worded("status", gettext("Status"), decision.to_status, STATUSES)
        yield self._moment("at", gettext("Time"), decision.at)
        yield _plain("message", gettext("Message from the organizer"), decision.message)
        for name, comment in decision.comments.items():
            label = gettext(FIELDS[name]) if name in FIELDS else name
            yield Item(f"comment_{name}", label, comment, str(comment))
        yield self._day("due", gettext("Due"), decision.due_on)

    def _change(self, entry: AuditEntry) -> Iterator[Item]:
        yield self._moment("at", gettext("Time"), entry.at)
        by_you = entry.actor == "registrant"
        who = gettext("You") if by_you else gettext("The organizer")
        yield Item("by", gettext("Changed by"), "registrant" if by_you else "organizer", who)
        before, after = entry.details["before"], entry.details.get("after") or {}
        for name, old in before.items():
            new = after.get(name)
            label = gettext(FIELDS[name]) if name in FIELDS else name
            words = f"{self._said(name, old) or '–'} → {self._said(name, new) or '–'}"
            yield Item(name, label, {"before": old, "after": new}, words)

    def _mail(self, mail: OutboxMail) -> Iterator[Item]:
        yield Item("kind", gettext("Mail"), mail.kind, mail_label(mail.kind))
        yield _plain("to", gettext("To"), mail.recipient)
        state = mail.state.value
        yield Item("state", gettext("Status"), state, gettext(MAIL_STATES[state]))
        yield self._moment("created_at", gettext("Decided at"), mail.created_at)
        yield self._moment("sent_at", gettext("Sent at"), mail.sent_at)

    def _file(self, upload: Upload) -> Iterator[Item]:
        field = FIELDS.get(upload.field)
        yield Item(
            "field", gettext("Belongs to"), upload.field, gettext(field) if field else upload.field
        )
        yield _plain("name", gettext("File name"), upload.original_name)
        size = gettext("%(size)s KB", size=-(-upload.size // 1024))
        yield Item("bytes", gettext("Size"), upload.size, size)
        yield self._moment("at", gettext("Handed in at"), upload.created_at)
        yield self._moment("removed_at", gettext("Removed at"), upload.removed_at)

    def _moment(self, name: str, label: str, at: datetime | None) -> Item:
        if at is None:
            return Item(name, label, None, "")
        local = at.astimezone(self.show.zone).isoformat(timespec="seconds")
        return Item(name, label, local, formats.moment(at, self.show))

    def _day(self, name: str, label: str, on: date | None) -> Item:
        return Item(name, label, on and on.isoformat(), formats.day(on) if on else "")


def _plain(name: str, label: str, text: str) -> Item:
    return Item(name, label, text, text)


def _worded(name: str, label: str, value: str, words: Mapping[str, Bilingual]) -> Item:
    return Item(name, label, value, formats.localized(words[value]) if value in words else value)


def _says(item: Item) -> bool:
    return bool(item.words)
