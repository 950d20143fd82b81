"""A mail whose words were not kept, written afresh for staff to read: no link in it works."""

import logging
import re
from dataclasses import replace

from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail
from exhibition.web import mail_views
from exhibition.web.mail_views import NotToBeSent, Rendered

log = logging.getLogger("exhibition.outbox")

_SECRET = re.compile(r"(/[rpd]/)[0-9A-Za-z-]+")


def afresh(session: Session, mail: OutboxMail, settings: Settings) -> Rendered | None:
    """The mail as it would be written now, its links masked and without its pictures; None where
    it would not be sent any more, or is nothing but a link.
    """
    if mail.kind == MailKind.STAFF_LINK:
        return None
    try:
        written = mail_views.render(session, mail, settings)
    except NotToBeSent:
        return None
    except Exception as error:
        log.warning("mail %s cannot be shown: %s", mail.id, type(error).__name__)
        return None
    masked = _SECRET.sub(rf"\g<1>{mail_views.MASK}", written.text)
    return replace(written, text=masked, html="", pictures=())
