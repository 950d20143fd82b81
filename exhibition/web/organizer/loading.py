"""What the addresses of registrations lead to: always an object of the show, else 404."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.domain.status import Kind
from exhibition.models import Registration, Show

#: The word in the address -> what is listed there.
LISTINGS: Mapping[str, Kind] = {"visitors": Kind.VISITOR, "exhibitors": Kind.EXHIBITOR}
LISTING: Mapping[Kind, str] = {kind: word for word, kind in LISTINGS.items()}

#: The part of an address that names one registration.
ONE = "/<show_slug>/<any(visitors, exhibitors):listing>/<reference>"
ALL = "/<show_slug>/<any(visitors, exhibitors):listing>"


def load_registration(show: Show, listing: str, reference: str) -> Registration:
    """The registration of a show and kind by its reference.

    Raises ``NotFound``, the same way for one that does not exist and one of another show.
    """
    registration = db.session.scalar(
        select(Registration)
        .where(
            Registration.show_id == show.id,
            Registration.kind == LISTINGS[listing],
            Registration.reference == reference,
        )
        .options(
            joinedload(Registration.entry_pass),
            joinedload(Registration.application),
            joinedload(Registration.channel),
        )
    )
    if registration is None:
        raise NotFound()
    return registration


def place_of(registration: Registration) -> dict[str, str]:
    """The parts of the address of a registration, for ``url_for``."""
    return {
        "show_slug": registration.show.slug,
        "listing": LISTING[registration.kind],
        "reference": registration.reference,
    }
