"""Writes the mails: subject, text, HTML and pictures, in the recipient's language.

A mail is written when it is sent, from the registration as it is then. What people typed goes into
the templates as values: escaped in the HTML part, filled in once, and never made a link.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from exhibition.adapters.mailer import Envelope, Picture
from exhibition.config import Settings
from exhibition.domain.errors import N_
from exhibition.domain.mail import DECISIONS, MailKind
from exhibition.domain.show_changes import Facts
from exhibition.domain.status import Kind, PassState
from exhibition.models import OutboxMail, Registration, ReviewDecision, Show, ShowChange
from exhibition.queries import show_changes, tasks
from exhibition.queries.show_changes import Moved
from exhibition.services import withdrawing
from exhibition.web import (
    direction,
    formats,
    links,
    mail_facts,
    mail_tasks,
    moved,
    pass_card,
    schedule_mail,
    staff_mail,
)
from exhibition.web.language import BABEL_LOCALES
from exhibition.web.mail_facts import Said
from exhibition.web.moved import Telling

#: The kinds that bring the entry pass, shown in the mail and attached to it.
WITH_PASS = frozenset({MailKind.VISITOR_PASS, MailKind.ACCEPTED, MailKind.SHOW_CHANGED})
CARD_FILE, CARD_CID = "pass.png", "pass"
#: Stands in a preview for the registrant's secret.
MASK = "••••••"

#: Why a mail was not sent, as the outbox keeps it.
REASONS = {
    "link_replaced": N_("The link was replaced after this mail was decided."),
    "pass_ended": N_("The pass was withdrawn before the mail was sent."),
    "moved_again": N_("The show was moved back before this mail was sent."),
    "nothing_lacks": N_("Everything was handed in before the mail was sent."),
    "erased": N_("The registration was erased before the mail was sent."),
    "cancelled": N_("Staff took this mail out of the line."),
    "right_lost": N_("Whoever it was for may not have this list any more."),
    "unwritable": N_("The mail could not be written (%(error)s)."),
}

#: What somebody typed and a sentence names.
_NAMES = ("name", "company")

_BLANK_LINES = re.compile(r"\n{3,}")


class NotToBeSent(Exception):
    """What the mail would say is no longer so; its argument is a key of ``REASONS``."""


@dataclass(frozen=True)
class Rendered:
    """A mail in words."""

    sender_name: str
    #: Empty where the show has no mailbox of its own.
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    pictures: tuple[Picture, ...] = ()


def render(session: Session, mail: OutboxMail, settings: Settings) -> Rendered:
    """The mail of an outbox row. Raises ``NotToBeSent`` where it is no longer right to send it."""
    kind, registration = MailKind(mail.kind), mail.registration
    if kind is MailKind.TEST:
        return trial_mail(settings, mail.show)
    if kind is MailKind.STAFF_LINK:
        return _staff_link(mail, settings)
    if kind is MailKind.EXPORT_READY:
        return _export_ready(session, mail, settings)
    if registration is None:
        raise NotToBeSent("erased")
    _check_still_right(mail, kind, registration)
    asks = kind is MailKind.TASKS_DUE
    if asks and not tasks.lacking(session, registration):
        raise NotToBeSent("nothing_lacks")
    decided = mail.param("decision_id") is not None
    said = _said(session, mail) if decided or kind in DECISIONS else Said()
    pictures: tuple[Picture, ...] = ()
    if kind in WITH_PASS and registration.entry_pass.state is PassState.VALID:
        drawn = pass_card.picture(registration, settings)
        pictures = (Picture(CARD_FILE, drawn, CARD_CID), Picture(CARD_FILE, drawn))
    with force_locale(BABEL_LOCALES[mail.locale]):
        values = mail_facts.facts(session, registration, mail.locale, said) | {
            "link": _link(settings, kind, registration, links.owner_url(settings, registration)),
            "visitor_link": _visitor_link(settings, registration.show),
            "picture": f"cid:{CARD_CID}",
            "with_pass": bool(pictures),
            "told": _told(session, mail) if kind is MailKind.SHOW_CHANGED else None,
            # The staff are told of a new application, one that came back corrected, one withdrawn.
            "corrected": decided,
            "withdrawn": mail.param("about") == withdrawing.ABOUT,
            "tasks": mail_tasks.lines(session, registration, mail.locale) if asks else (),
        }
        return _write(kind, mail.locale, registration.show, values, pictures)


def preview(
    session: Session,
    settings: Settings,
    kind: MailKind,
    registration: Registration,
    *,
    message: str = "",
    comments: Mapping[str, str] | None = None,
    due_on: date | None = None,
    language: str = "",
) -> Rendered:
    """The mail as it would be written, before it is decided; link and QR code are masked.

    ``language`` is that of the registration where none is given.
    """
    language, said = language or registration.locale, Said(message, comments or {}, due_on)
    masked = links.absolute(settings, f"/r/{MASK}")
    with force_locale(BABEL_LOCALES[language]):
        values = mail_facts.facts(session, registration, language, said) | {
            "link": _link(settings, kind, registration, masked),
            "visitor_link": _visitor_link(settings, registration.show),
            "picture": "",
            "with_pass": kind in WITH_PASS,
            "tasks": mail_tasks.lines(session, registration, language),
        }
        return _write(kind, language, registration.show, values)


def preview_circular(settings: Settings, change: ShowChange, language: str) -> Rendered:
    """The mail that tells everybody of a change, as it will be written to one of them."""
    told = Moved(Facts.from_json(change.before), Facts.from_json(change.after))
    with force_locale(BABEL_LOCALES[language]):
        values = {
            "name": gettext("[name]"),
            "ref": "",
            "link": links.absolute(settings, f"/r/{MASK}"),
            "picture": "",
            "with_pass": True,
            "told": moved.telling(told, language),
        }
        return _write(MailKind.SHOW_CHANGED, language, change.show, values)


def trial_mail(settings: Settings, show: Show | None) -> Rendered:
    """The mail that shows whether mail works, in the show's language."""
    language = show.default_locale if show else "zh"
    with force_locale(BABEL_LOCALES[language]):
        return _write(MailKind.TEST, language, show, {"host": links.base_host(settings)})


def _staff_link(mail: OutboxMail, settings: Settings) -> Rendered:
    link = staff_mail.link_of(mail, settings)
    if not link:
        raise NotToBeSent("link_replaced")
    with force_locale(BABEL_LOCALES[mail.locale]):
        values = {"host": links.base_host(settings), "link": link}
        return _write(MailKind.STAFF_LINK, mail.locale, None, values)


def _export_ready(session: Session, mail: OutboxMail, settings: Settings) -> Rendered:
    with force_locale(BABEL_LOCALES[mail.locale]):
        values = schedule_mail.facts(session, mail, settings)
        if values is None:
            raise NotToBeSent("right_lost")
        return _write(MailKind.EXPORT_READY, mail.locale, mail.show, values)


def address(rendered: Rendered, recipient: str, message_id: str, settings: Settings) -> Envelope:
    """A written mail with its two ends; it comes from the configured sender."""
    _, sender = parseaddr(settings.mail.sender)
    return Envelope(
        message_id=message_id,
        sender_name=rendered.sender_name,
        sender=sender or rendered.reply_to or f"no-reply@{links.base_host(settings)}",
        reply_to=rendered.reply_to,
        recipient=recipient,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        language=rendered.language,
        pictures=rendered.pictures,
    )


def reason_sentence(reason: str) -> str:
    """Why a mail waits or failed, in the reader's language; a server's answer stays as it is."""
    code, _, error = reason.partition(": ")
    return gettext(REASONS[code], error=error) if code in REASONS else reason


def _check_still_right(mail: OutboxMail, kind: MailKind, registration: Registration) -> None:
    revision = mail.param("revision")
    if revision is not None and revision != registration.owner_revision:
        raise NotToBeSent("link_replaced")
    ended = registration.entry_pass.state in (PassState.VOID, PassState.REVOKED)
    if kind in (MailKind.VISITOR_PASS, MailKind.SHOW_CHANGED) and ended:
        raise NotToBeSent("pass_ended")


def _said(session: Session, mail: OutboxMail) -> Said:
    decision = session.get_one(ReviewDecision, mail.param("decision_id"))
    if decision.registration_id != mail.registration_id:
        raise ValueError("the decision is of another registration")
    return Said(decision.message, decision.comments, decision.due_on)


def _told(session: Session, mail: OutboxMail) -> Telling:
    change = session.get_one(ShowChange, mail.param("change"))
    if change.show_id != mail.show_id:
        raise ValueError("the change is of another show")
    told = moved.telling(show_changes.as_announced(session, change), mail.locale)
    if told is None:
        raise NotToBeSent("moved_again")
    return told


def _link(settings: Settings, kind: MailKind, registration: Registration, own_page: str) -> str:
    """Where the mail leads: the registrant to their page, the staff to the record."""
    if kind is MailKind.STAFF_NOTICE:
        show = registration.show.slug
        return links.absolute(settings, f"/organizer/{show}/exhibitors/{registration.reference}")
    return f"{own_page}/application" if kind is MailKind.NEEDS_INFO else own_page


def _visitor_link(settings: Settings, show: Show) -> str:
    return links.absolute(settings, f"/{show.slug}/visitor") if show.takes(Kind.VISITOR) else ""


def _write(
    kind: MailKind,
    language: str,
    show: Show | None,
    values: Mapping[str, Any],
    pictures: tuple[Picture, ...] = (),
) -> Rendered:
    name = show.text("name").in_(language) if show else ""
    context = {
        "language": language,
        # Chinese sentences follow each other without a space.
        "gap": " " if language == "en" else "",
        "show_name": name,
        "organizer": show.text("organizer").in_(language) if show else "",
        "phone": formats.phone(show.contact_phone) if show else "",
        "dots": mail_facts.head_dots(show),
        **mail_facts.colours(show, for_exhibitor=bool(values.get("for_exhibitor"))),
        **values,
    }
    names = {key: str(values[key]) for key in _NAMES if values.get(key)}
    plain = context | {key: direction.apart_in_text(words) for key, words in names.items()}
    subject = " ".join(_template(kind, "subject.txt", plain).split())
    marked = context | {key: direction.apart(words) for key, words in names.items()}
    return Rendered(
        sender_name=gettext("%(show)s Organizing Committee", show=name) if show else "",
        reply_to=show.contact_email if show else "",
        subject=subject,
        text=_BLANK_LINES.sub("\n\n", _template(kind, "body.txt", plain)).strip() + "\n",
        html=_template(kind, "body.html", marked | {"subject": subject}),
        language=language,
        pictures=pictures,
    )


def _template(kind: MailKind, part: str, context: Mapping[str, Any]) -> str:
    # Not render_template: its context belongs to pages, and a relay has no request.
    return current_app.jinja_env.get_template(f"email/{kind}/{part}").render(context)
