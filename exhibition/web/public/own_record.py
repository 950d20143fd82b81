"""Everything held about a registrant, in words and values (PIPL art. 45); no number of ours."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.domain import places
from exhibition.domain.answers import Answer
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, Consent, OutboxMail, Registration, ReviewDecision, Upload
from exhibition.queries import billing, questions, review
from exhibition.queries import own_record as held
from exhibition.services.export_words import BOOTHS, LANGUAGES, ORIGINS, PAYMENTS, STATUSES, YES
from exhibition.web import formats, identity_shown
from exhibition.web.mail_words import mail_label
from exhibition.web.public import own_record_items as items
from exhibition.web.public import own_record_money as told
from exhibition.web.public.own_record_items import Item, Part
from exhibition.web.public.own_record_words import CONSENTS, FIELDS, MAIL_STATES, PASS_STATES

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


def parts(session: Session, registration: Registration) -> list[Part]:
    """All of it in the language of the page, the empty parts and lines left out."""
    return list(_Teller(session, registration).parts())


class _Teller:
    """Puts one registration into words."""

    def __init__(self, session: Session, registration: Registration) -> None:
        self.session, self.one, self.show = session, registration, registration.show
        self.language = formats.locale()

    def parts(self) -> Iterator[Part]:
        """The parts in the order of the page."""
        session, one, show = self.session, self.one, self.show
        by_name: tuple[tuple[str, str, Iterator[Iterator[Item]]], ...] = (
            ("registration", gettext("Registration"), iter([self._registration()])),
            ("details", gettext("Your details"), iter([self._details()])),
            ("answers", gettext("Answers"), iter([self._answers()])),
            ("invoice", gettext("Invoice details"), iter([told.invoice(session, one)])),
            ("payment", gettext("Payment"), iter([told.payment(session, one)])),
            (
                "receipts",
                gettext("Receipts"),
                (told.receipt(made, show) for made in billing.receipts(session, one)),
            ),
            ("consents", gettext("Consents"), map(self._consent, one.consents)),
            ("history", gettext("History"), map(self._step, review.decisions(session, one))),
            ("changes", gettext("Changes"), map(self._change, held.changes(session, one))),
            ("mails", gettext("Mails"), map(self._mail, held.mails(session, one))),
            ("files", gettext("Files"), map(self._file, held.files(session, one))),
        )
        for name, title, entries in by_name:
            kept = tuple(entry for raw in entries if (entry := tuple(filter(items.says, raw))))
            if kept:
                yield Part(name, title, kept)

    def _registration(self) -> Iterator[Item]:
        one, show = self.one, self.show
        applied = one.kind is Kind.EXHIBITOR
        yield items.plain("reference", gettext("Reference"), one.reference)
        yield items.worded("status", gettext("Status"), one.status, STATUSES)
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
        yield items.worded("language", gettext("Language"), one.locale, LANGUAGES)
        yield items.plain("channel", gettext("Channel"), one.channel.name if one.channel else "")
        if one.is_test:
            yield Item("test", gettext("Test"), True, formats.localized(YES))
        yield items.day("kept_until", gettext("Kept until"), show.retention_until)

    def _details(self) -> Iterator[Item]:
        application = self.one.application
        for name in _VISITOR if application is None else _EXHIBITOR:
            column = _COLUMNS.get(name, name)
            owner = self.one if hasattr(self.one, column) else application
            value = getattr(owner, column)
            yield Item(name, gettext(FIELDS[name]), value, self._said(name, value))
        if application is None and (document := identity_shown.masked(self.one)):
            # Whoever holds the link of this page reads it: the number itself stays sealed.
            yield items.plain("id_type", gettext("Type of document"), document.kind)
            yield items.plain("id_number", gettext("Document number"), document.number)

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

    def _consent(self, consent: Consent) -> Iterator[Item]:
        kind = CONSENTS.get(consent.kind)
        yield Item(
            "kind", gettext("Consent"), consent.kind, gettext(kind) if kind else consent.kind
        )
        given = gettext("Agreed") if consent.given else gettext("Not agreed")
        yield Item("given", gettext("Your choice"), consent.given, given)
        yield self._moment("at", gettext("Time"), consent.at)
        yield items.plain("version", gettext("Version of the text"), consent.text.version)
        words = consent.text.text
        yield Item("text", gettext("Full text"), words, words, is_long=True)

    def _step(self, decision: ReviewDecision) -> Iterator[Item]:
        yield items.worded("status", gettext("Status"), decision.to_status, STATUSES)
        yield self._moment("at", gettext("Time"), decision.at)
        yield items.plain("message", gettext("Message from the organizer"), decision.message)
        for name, comment in decision.comments.items():
            label = gettext(FIELDS[name]) if name in FIELDS else name
            yield Item(f"comment_{name}", label, comment, str(comment))
        yield items.day("due", gettext("Due"), decision.due_on)

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
        yield items.plain("to", gettext("To"), mail.recipient)
        state = mail.state.value
        yield Item("state", gettext("Status"), state, gettext(MAIL_STATES[state]))
        yield self._moment("created_at", gettext("Decided at"), mail.created_at)
        yield self._moment("sent_at", gettext("Sent at"), mail.sent_at)

    def _file(self, upload: Upload) -> Iterator[Item]:
        field = FIELDS.get(upload.field)
        yield Item(
            "field", gettext("Belongs to"), upload.field, gettext(field) if field else upload.field
        )
        yield items.plain("name", gettext("File name"), upload.original_name)
        size = gettext("%(size)s KB", size=-(-upload.size // 1024))
        yield Item("bytes", gettext("Size"), upload.size, size)
        yield self._moment("at", gettext("Handed in at"), upload.created_at)
        yield self._moment("removed_at", gettext("Removed at"), upload.removed_at)

    def _moment(self, name: str, label: str, at: datetime | None) -> Item:
        return items.moment(name, label, at, self.show)
