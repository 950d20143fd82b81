"""What the page of a registration shows of other pages: its mails, the exports it was in."""

from collections.abc import Callable, Sequence
from typing import Any

from exhibition.database import db
from exhibition.models import ExportJob, OutboxMail, Registration
from exhibition.queries import outbox
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
    return outbox.of_registration(db.session(), registration.id)
