"""What happened to a registration: decisions and the audit log as one list, in plain words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from exhibition.database import db
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import N_
from exhibition.domain.questions import Question
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.domain.tasks import Task
from exhibition.models import (
    AuditEntry,
    OutboxMail,
    OutboxState,
    Recommendation,
    Registration,
    ReviewDecision,
    Staff,
)
from exhibition.queries import details, questions, recommendations, staff
from exhibition.queries import review as reviews
from exhibition.services.export_words import BOOTHS, COLUMNS, PAYMENTS
from exhibition.services.task_words import TASKS
from exhibition.web import access, formats
from exhibition.web.mail_facts import field_label
from exhibition.web.mail_words import mail_label
from exhibition.web.organizer import masking
from exhibition.web.organizer.two_stages import RECOMMENDED

VIEW = "registration.view"

ACTIONS: Mapping[str, str] = {
    "visitor.submit": N_("Registered"),
    "exhibitor.submit": N_("Applied"),
    "visitor.answer": N_("Answered a question"),
    "visitor.change": N_("Changed by the registrant"),
    "exhibitor.change": N_("Changed by the registrant"),
    "consent.give": N_("Consent given"),
    "consent.withdraw": N_("Consent taken back"),
    "application.details": N_("Application details saved"),
    "application.fascia": N_("Fascia name confirmed by the exhibitor"),
    "application.correct": N_("Corrected by the applicant"),
    "task.confirm": N_("Task confirmed"),
    "task.send_back": N_("Task sent back"),
    "task.take_back": N_("Decision on a task taken back"),
    "application.tracks": N_("Booth or payment changed"),
    "payment.terms": N_("Contract, amount or invoice noted"),
    "payment.receive": N_("Money received"),
    "payment.reverse": N_("Receipt reversed"),
    "payment.move": N_("State of the payment changed"),
    "payment.slip": N_("Remittance slip handed in or removed"),
    "invoice.tell": N_("Invoice details told by the exhibitor"),
    "booth.expire": N_("The booth is no longer held: its day is over"),
    "recommendation.take_back": N_("Recommendation taken back"),
    "case.change": N_("Follow-up changed"),
    "case.tag": N_("Tag added"),
    "case.untag": N_("Tag removed"),
    "likeness.apart": N_("Said not to be the same"),
    "likeness.together": N_("Shown as look-alikes again"),
    "registration.merge": N_("Another registration was merged into this one"),
    "registration.merged": N_("Merged into another registration"),
    "registration.unmerge": N_("Merging undone"),
    "registration.edit": N_("Contact details changed"),
    "registration.mark_test": N_("Marked as a test"),
    "registration.unmark_test": N_("No longer a test"),
    "mail.read": N_("Mail with its links read"),
    "mail.resend": N_("Mail sent again"),
    "pass.revoke": N_("Pass revoked"),
    "pass.restore": N_("Pass restored"),
    "pass.link": N_("Pass link copied"),
    "pass.picture": N_("Pass picture opened"),
    "identity.reveal": N_("Number of the identity document seen"),
}
#: Told by the row of the decision itself.
_DECIDED = (
    *("review.", "registration.cancel", "registration.reinstate", "registration.withdraw"),
    *(VIEW, "case.note", "recommendation.make"),
)
#: Amounts, and whose customer somebody is, are for whoever reads the figures of the show, not for
#: the desk.
_FIGURES = ("payment.", "invoice.", "case.change")
_BY: Mapping[str, str] = {
    "registrant": N_("Registrant"),
    "system": N_("System"),
    "command": N_("Command line"),
}
CASE_LABELS: Mapping[str, str] = {
    "owner": N_("Salesperson"),
    "assignee": N_("Assigned to"),
    "intent": N_("Intent"),
    "next_follow_up": N_("Next follow-up"),
}
MONEY_LABELS: Mapping[str, str] = {
    "contract_no": N_("Contract no."),
    "contract_on": N_("Contract signed on"),
    "due_amount": N_("Amount due"),
    "due_on": N_("Due by"),
    "amount": N_("Amount"),
    "received_on": N_("Received on"),
    "how": N_("How"),
    "invoice_no": N_("Invoice no."),
    "invoiced_on": N_("Issued on"),
}
#: The ways money comes.
WAYS: Mapping[str, str] = {
    "transfer": N_("Bank transfer"),
    "cash": N_("Cash"),
    "card": N_("Card"),
    "online": N_("WeChat Pay or Alipay"),
    "other": N_("Other way"),
}
INTENTS: Mapping[str, str] = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}
#: Where the mail of a decision stands.
_LEFT: Mapping[OutboxState, str] = {
    OutboxState.QUEUED: N_("not sent yet"),
    OutboxState.HELD: N_("held back"),
    OutboxState.SENT: N_("sent"),
    OutboxState.FAILED: N_("failed"),
    OutboxState.CANCELLED: N_("cancelled"),
}
_PHONES = frozenset({"mobile", "phone_office", "wechat_id", "email"})


@dataclass(frozen=True)
class Sent:
    """A mail of the outbox: its number, what it is, where it stands."""

    id: int
    what: str
    state: str


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    at: datetime
    what: str
    who: str
    #: Where a status changed: its new value.
    status: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    #: The mail it sent to the registrant.
    mail: Sent | None = None


@dataclass(frozen=True)
class Views:
    """How often staff opened the page, and who did last."""

    count: int
    last_by: str
    last_at: datetime


def events(
    entries: Iterable[AuditEntry],
    decisions: Iterable[ReviewDecision],
    asked: Iterable[Question],
    kind: Kind,
    mails: Mapping[int, OutboxMail],
    recommended: Iterable[Recommendation] = (),
) -> list[Event]:
    """Everything but mere views, newest first; what was recommended is not for the desk."""
    asked, reads = tuple(asked), access.may(Right.READ)
    found = [_decision(one, asked, mails.get(one.id)) for one in decisions]
    found += map(_recommendation, recommended if reads else ())
    left_out = _DECIDED if reads else (*_DECIDED, *_FIGURES)
    found += [
        _entry(entry, asked, kind) for entry in entries if not entry.action.startswith(left_out)
    ]
    return sorted(found, key=lambda event: event.at, reverse=True)


def since(registration: Registration, moment: datetime | None) -> list[Event]:
    """What happened since then, newest first; the last thing where nothing is told by its time."""
    session = db.session()
    found = events(
        details.audit_entries(session, registration),
        reviews.decisions(session, registration),
        questions.of_show(session, registration.show),
        registration.kind,
        reviews.mails(session, registration),
        recommendations.of_registration(session, registration),
    )
    return [event for event in found if moment is not None and event.at >= moment] or found[:1]


def views(entries: Iterable[AuditEntry]) -> Views | None:
    """The views among the entries, which come newest first; None where there is none."""
    found = [entry for entry in entries if entry.action == VIEW]
    if not found:
        return None
    last = found[0]
    return Views(len(found), called(last.staff) if last.staff else who(last), last.at)


def _decision(
    decision: ReviewDecision, asked: tuple[Question, ...], mail: OutboxMail | None
) -> Event:
    by = called(decision.staff) if decision.staff else _actor("registrant")
    lines = [(gettext("Message to the applicant"), decision.message)]
    lines += [
        (field_label(name, asked, formats.locale()), str(comment))
        for name, comment in decision.comments.items()
    ]
    if decision.due_on:
        lines.append((gettext("Due"), formats.day(decision.due_on)))
    lines.append((gettext("Internal note"), decision.note))
    if decision.alone:
        lines.append((gettext("Two-stage review"), gettext("Decided alone: nobody else reviews")))
    said = tuple((label, text) for label, text in lines if text)
    return Event(decision.at, "", by, decision.to_status, said, _sent(mail) if mail else None)


def _sent(mail: OutboxMail) -> Sent:
    return Sent(mail.id, mail_label(mail.kind), gettext(_LEFT[mail.state]))


def _recommendation(one: Recommendation) -> Event:
    lines = [
        (gettext("Reason"), one.reason),
        (gettext("Proposed message to the applicant"), one.message),
    ]
    what = gettext(RECOMMENDED[ReviewStatus(one.target)])
    said = tuple((label, text) for label, text in lines if text)
    return Event(one.at, what, called(one.staff), lines=said)


def _entry(entry: AuditEntry, asked: tuple[Question, ...], kind: Kind) -> Event:
    sentence = ACTIONS.get(entry.action)
    what = gettext(sentence) if sentence else entry.action
    by = called(entry.staff) if entry.staff else who(entry)
    return Event(entry.at, what, by, lines=tuple(_lines(entry, asked, kind)))


def called(member: Staff) -> str:
    """What colleagues know somebody by: the name, or the mailbox where there is none."""
    return member.name or member.email


def who(entry: AuditEntry) -> str:
    """The mailbox of the staff, as a name is their own choice, or what kind of actor it was."""
    if entry.staff is not None:
        return entry.staff.email
    return _actor(entry.actor)


def _actor(actor: str) -> str:
    return gettext(_BY[actor]) if actor in _BY else actor


def _lines(entry: AuditEntry, asked: tuple[Question, ...], kind: Kind) -> Iterator[tuple[str, str]]:
    details = entry.details
    if reason := details.get("reason"):
        yield gettext("Reason"), str(reason)
    for name in ("other", "into"):
        if reference := details.get(name):
            yield gettext("Other registration"), str(reference)
    if passes := details.get("passes"):
        both = gettext("Both QR codes keep working")
        yield gettext("QR codes"), both if passes == "both" else gettext("The other one ended")
    before, after = details.get("before") or {}, details.get("after") or {}
    for name in after:
        old, new = _shown(name, before.get(name), kind), _shown(name, after[name], kind)
        yield _label(name, asked), f"{old or '–'} → {new or '–'}"
    if task := details.get("task"):
        yield gettext("Task"), formats.localized(TASKS[Task(task)])
    if word := details.get("tag"):
        yield gettext("Tag"), str(word)
    for slug in details.get("answers") or ():
        yield gettext("Answered"), field_label(slug, asked, formats.locale())
    for name in details.get("files") or ():
        yield gettext("File"), field_label(name, asked, formats.locale())


def _label(name: str, asked: tuple[Question, ...]) -> str:
    known = {
        "name": gettext("Full name"),
        "company": gettext("Company or institution"),
        "job_title": gettext("Job title"),
        "country": gettext("Country or region"),
        "booth": gettext("Booth status"),
        **{key: formats.localized(COLUMNS[key]) for key in ("fascia_zh", "fascia_en")},
        "booth_no": gettext("Booth no."),
        "held_until": gettext("Held until"),
        "payment": gettext("Payment"),
        **{key: gettext(word) for key, word in MONEY_LABELS.items()},
        **{key: gettext(word) for key, word in CASE_LABELS.items()},
    }
    return known.get(name) or field_label(name, asked, formats.locale())


def _shown(name: str, value: Any, kind: Kind) -> str:
    text = "" if value is None else str(value)
    words: Mapping[str, Bilingual] = {"booth": BOOTHS, "payment": PAYMENTS}.get(name, {})
    if text in words:
        return formats.localized(words[text])
    if name in ("owner", "assignee") and text:
        return staff.called(db.session(), text)
    if name == "intent" and text in INTENTS:
        return gettext(INTENTS[text])
    if name == "how" and text in WAYS:
        return gettext(WAYS[text])
    if name == "mobile" and text:
        return masking.on_page(text, kind)
    return masking.in_text(text, kind) if name in _PHONES else text
