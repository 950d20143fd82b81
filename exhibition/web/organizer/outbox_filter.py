"""The filter of the outbox page, read from the address or from the form that confirms."""

from flask import request

from exhibition.domain.mail import MailKind
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries.outbox_filter import MailFilter
from exhibition.web.mail_words import mail_label
from exhibition.web.organizer import masking


def read(show: Show) -> MailFilter:
    """What is asked for; unknown values are left out."""
    asked = request.values
    return MailFilter.read(
        show,
        *(asked.get(name, "") for name in ("state", "kind", "recipient", "reference")),
        masked=not masking.sees_phones(Kind.EXHIBITOR),
    )


def kinds() -> list[tuple[str, str]]:
    """The kinds of mails with their names, to choose from."""
    return [(kind.value, mail_label(kind)) for kind in MailKind]
