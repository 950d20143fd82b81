"""What the page of a registration shows of other pages: its mails, the exports it was in."""

from collections.abc import Callable, Sequence
from typing import Any

from exhibition.database import db
from exhibition.models import ExportJob, OutboxMail, Registration
from exhibition.queries import merges, outbox
from exhibition.services import export_items
from exhibition.web.mail_words import mail_label
from exhibition.web.organizer.blueprint import blueprint, settings


@blueprint.context_processor
def record_parts() -> dict[str, Callable[..., Any]]:
    """What the parts of that page ask for."""
    return {
        "export_batches": _export_batches,
        "record_mails": _mails,
        "mail_label": mail_label,
        "mails_are_files": lambda: not settings().mail.is_configured,
    }


def _export_batches(registration: Registration) -> Sequence[ExportJob]:
    return export_items.batches_of(db.session(), registration.id)


def _mails(registration: Registration) -> Sequence[OutboxMail]:
    session = db.session()
    ids = [registration.id, *(one.gone_id for one in merges.family(session, registration.id))]
    found = [mail for id in ids for mail in outbox.of_registration(session, id)]
    return sorted(found, key=lambda mail: mail.id, reverse=True)
