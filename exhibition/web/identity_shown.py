"""The identity document of a visitor in words: its number masked unless it was asked for."""

from dataclasses import dataclass

from exhibition.database import db
from exhibition.domain import identity as documents
from exhibition.domain.identity import Document
from exhibition.models import Registration
from exhibition.services import identity
from exhibition.web import formats
from exhibition.web.public.blueprint import settings


@dataclass(frozen=True)
class Shown:
    """A document as a page shows it."""

    kind: str
    number: str
    is_full: bool = False


def shown(document: Document, *, in_full: bool = False) -> Shown:
    """The document in the reader's language."""
    number = document.number if in_full else documents.masked(document.number)
    return Shown(formats.localized(documents.KINDS[document.kind]), number, in_full)


def masked(found: Registration) -> Shown | None:
    """The masked document of a registration; None where there is none."""
    document = identity.of(db.session(), found, settings().pass_key)
    return shown(document) if document is not None else None
