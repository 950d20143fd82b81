"""What the page of a registration shows of other pages: the exports it was in."""

from collections.abc import Callable, Sequence
from typing import Any

from exhibition.database import db
from exhibition.models import ExportJob, Registration
from exhibition.services import export_items
from exhibition.web.organizer.blueprint import blueprint


@blueprint.context_processor
def record_parts() -> dict[str, Callable[..., Any]]:
    """What the parts of that page ask for."""
    return {"export_batches": _export_batches}


def _export_batches(registration: Registration) -> Sequence[ExportJob]:
    return export_items.batches_of(db.session(), registration.id)
