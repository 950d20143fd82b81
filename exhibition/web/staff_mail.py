"""The mail that brings somebody the link to their account.

The outbox keeps the link sealed: who has a copy of the database alone cannot sign in with it.
"""

from sqlalchemy.orm import Session

from exhibition.adapters import sealing
from exhibition.adapters.sealing import NotOurs
from exhibition.config import Settings
from exhibition.domain import keys
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, Staff
from exhibition.services import outbox
from exhibition.web import formats, links


def enqueue_link(session: Session, settings: Settings, member: Staff, link: str) -> None:
    """Puts the mail in line, in the language of the page it was asked for on."""
    host = links.base_host(settings)
    outbox.enqueue(
        session,
        kind=MailKind.STAFF_LINK,
        show=None,
        registration=None,
        recipient=member.email,
        locale=formats.locale(),
        params={"link": sealed_link(settings, link, member.email)},
        base_host=host,
    )


def sealed_link(settings: Settings, link: str, mailbox: str) -> str:
    """The link as the outbox may keep it: readable here alone, and for this mailbox alone."""
    return sealing.seal(_key(settings), link, mailbox)


def link_of(mail: OutboxMail, settings: Settings) -> str:
    """The link inside a mail; empty where it cannot be read any more."""
    try:
        return sealing.unseal(_key(settings), str(mail.param("link")), mail.recipient)
    except NotOurs:
        return ""


def _key(settings: Settings) -> bytes:
    return keys.sealing_key(settings.pass_key, "staff link in a mail")
