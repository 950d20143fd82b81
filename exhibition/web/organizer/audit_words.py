"""What a line of the audit log says, in plain words: the action, and what was before and after."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

from exhibition.domain.errors import N_
from exhibition.domain.identifiers import mask_mobile
from exhibition.domain.list_steps import ListStep
from exhibition.domain.masking import mask_numbers
from exhibition.domain.tasks import Task
from exhibition.models import AuditEntry
from exhibition.services.task_words import TASKS
from exhibition.web import formats, schedule_words
from exhibition.web.mail_facts import field_label
from exhibition.web.organizer import history, show_labels
from exhibition.web.organizer.grants_form import role_name
from exhibition.web.organizer.list_step_words import TITLES

ACTIONS: Mapping[str, str] = {
    **history.ACTIONS,
    "bulk.decide": N_("Many decided together"),
    "bulk.recommend": N_("Many recommended together"),
    "bulk.send": N_("Mails of many sent at once"),
    "bulk.undo": N_("Decision on many undone"),
    "tasks.remind": N_("Exhibitors reminded of their tasks"),
    "tasks.remind_now": N_("Reminder sent at once"),
    "tasks.remind_undo": N_("Reminder called back"),
    "case.note": N_("Internal note added"),
    "registration.view": N_("Page of a visitor opened"),
    "registration.cancel": N_("Registration cancelled"),
    "registration.reinstate": N_("Cancellation taken back"),
    "registration.remove_tests": N_("Tests removed"),
    "registration.erase": N_("Personal data erased"),
    "review.in_review": N_("Taken into review"),
    "review.needs_info": N_("Sent back for correction"),
    "review.accepted": N_("Application accepted"),
    "review.waitlisted": N_("Put on the waiting list"),
    "review.declined": N_("Application declined"),
    "review.take_back": N_("Decision taken back"),
    "recommendation.make": N_("Decision recommended"),
    "identity.delete": N_("Numbers of identity documents deleted in time"),
    "list.step": N_("Done with many rows of a list"),
    "list.undo": N_("Step with many rows undone"),
    "view.make": N_("View of a list saved"),
    "view.change": N_("View of a list changed"),
    "view.share": N_("View of a list shared"),
    "view.unshare": N_("View of a list shared no longer"),
    "view.delete": N_("View of a list deleted"),
    "view.restore": N_("View of a list brought back"),
    "channel.make": N_("Channel made"),
    "channel.rename": N_("Channel renamed"),
    "channel.repoint": N_("Channel pointed elsewhere"),
    "export.start": N_("List exported"),
    "export.aborted": N_("Export broke off"),
    "export.fetch": N_("Exported file fetched"),
    "mail.cancel": N_("Mail taken out of the line"),
    "export_set.make": N_("Column set made"),
    "export_set.change": N_("Column set changed"),
    "export_set.delete": N_("Column set deleted"),
    "schedule.make": N_("Repeating export set up"),
    "schedule.change": N_("Repeating export changed"),
    "schedule.pause": N_("Repeating export paused"),
    "schedule.resume": N_("Repeating export taken up again"),
    "schedule.delete": N_("Repeating export deleted"),
    "schedule.refused": N_("Repeating export not made"),
    "show.edit": N_("Settings of the show changed"),
    "payee.propose": N_("Account for payments entered"),
    "payee.confirm": N_("Account for payments confirmed"),
    "payee.refuse": N_("Account for payments refused"),
    "payee.take_off": N_("Account for payments taken off the pages"),
    "payee.currency": N_("Currency changed"),
    "show.announce": N_("Change of the show announced"),
    "show.leave_untold": N_("Change of the show left untold"),
    "show.picture": N_("Picture of the show changed"),
    "show.picture_remove": N_("Picture of the show removed"),
    "staff.add": N_("Staff added"),
    "staff.link": N_("One-time link made"),
    "staff.password": N_("Password set"),
    "staff.sign_in": N_("Signed in"),
    "staff.sign_out": N_("Signed out"),
    "staff.refuse": N_("Sign-in refused"),
    "staff.rename": N_("Name changed"),
    "staff.grants": N_("Rights changed"),
    "staff.enable": N_("Account enabled"),
    "staff.disable": N_("Account disabled"),
    "staff.end_sessions": N_("Browsers signed out"),
    "staff.factor_reset": N_("Second factor reset"),
    "staff.totp_add": N_("Authenticator app set up"),
    "staff.totp_remove": N_("Authenticator app removed"),
    "staff.passkey_add": N_("Passkey added"),
    "staff.passkey_remove": N_("Passkey removed"),
    "staff.recovery_new": N_("Recovery codes made"),
    "staff.recovery_used": N_("Recovery code used"),
    "profile.picture": N_("Picture of the audience profile taken"),
    "audit.export": N_("Audit log exported"),
}
_LABELS: Mapping[str, str] = {
    **history.CASE_LABELS,
    **history.MONEY_LABELS,
    "payee_name": N_("Payee"),
    "bank": N_("Bank"),
    "account": N_("Account"),
    "currency": N_("Currency"),
    "fields": N_("Fields"),
    "tag": N_("Tag"),
    "task": N_("Task"),
    "email": N_("E-mail"),
    "name": N_("Name"),
    "grants": N_("Rights"),
    "is_active": N_("May sign in"),
    "sessions": N_("Browsers"),
    "passkey": N_("Passkey"),
    "reason": N_("Reason"),
    "rows": N_("Rows"),
    "count": N_("Number"),
    "step": N_("Step"),
    "kind": N_("List"),
    "format": N_("File"),
    "header": N_("Column headings"),
    "filter": N_("Filter"),
    "set": N_("Column set"),
    "purpose": N_("Purpose"),
    "batch": N_("Batch number"),
    "schedule": N_("Repeating export"),
    "cadence": N_("How often"),
    "time": N_("Time"),
    "readers": N_("Told"),
    "masked": N_("Contacts masked"),
    "mail": N_("Mail"),
    "mails": N_("Mails"),
    "channel": N_("Channel"),
    "booth": N_("Booth status"),
    "booth_no": N_("Booth no."),
    "held_until": N_("Held until"),
    "payment": N_("Payment"),
    "company": N_("Company or institution"),
    "job_title": N_("Job title"),
    "country": N_("Country or region"),
    "show": N_("Show"),
    "other": N_("Other registration"),
    "into": N_("Merged into"),
    "passes": N_("QR codes"),
    "ended": N_("No longer agreed to"),
    "answers": N_("Answered"),
    "form": N_("Form"),
}
_NOT_SAID = frozenset({"before", "after", "id", "reference", "export"})


def action(name: str) -> str:
    """What was done, in the language of the page."""
    return gettext(ACTIONS[name]) if name in ACTIONS else name


def lines(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """Label and value, where something changed as ``before → after``."""
    before, after = _mapping(entry, "before"), _mapping(entry, "after")
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = _said(name, before.get(name)), _said(name, after.get(name))
        yield _label(entry, name), f"{old or '–'} → {new or '–'}"
    for name, value in entry.details.items():
        if name not in _NOT_SAID:
            yield _label(entry, name), _said(name, value)


def who(entry: AuditEntry) -> str:
    """The mailbox of the staff, or what kind of actor it was."""
    return history.who(entry)


def _mapping(entry: AuditEntry, key: str) -> Mapping[str, Any]:
    found = entry.details.get(key)
    return found if isinstance(found, dict) else {}


def _label(entry: AuditEntry, name: str) -> str:
    if entry.action == "show.edit":
        try:
            return show_labels.setting_label(name)
        except (KeyError, TypeError):
            return name
    if name in _LABELS:
        return gettext(_LABELS[name])
    return field_label(name, (), formats.locale()) or name


def _said(name: str, value: Any) -> str:
    if name == "cadence":
        return schedule_words.cadence(str(value))
    if name == "grants" and isinstance(value, list):
        return gettext("; ").join(map(_grant, value))
    if name == "how" and value in history.WAYS:
        return gettext(history.WAYS[value])
    if name == "task" and value in list(Task):
        return formats.localized(TASKS[Task(value)])
    if name == "step" and value in TITLES:
        return gettext(TITLES[ListStep(value)])
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(": ".join(one) if isinstance(one, list) else str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in value.items())
    return _masked(name, "" if value is None else str(value))


def _masked(name: str, text: str) -> str:
    # The log is read by people who look for actions, not for people's numbers.
    if name == "mobile" and text:
        return mask_mobile(text)
    if name in ("phone_office", "wechat_id"):
        return mask_numbers(text)
    return text


def _grant(grant: Mapping[str, Any]) -> str:
    where = grant.get("show") or gettext("all shows")
    full = gettext(", exports in full") if grant.get("export") else ""
    return f"{role_name(grant['role'])} ({where}){full}"
