"""The identity document of a visitor: masked on their page, in full for one look that is logged."""

from flask import Response, make_response, redirect, url_for

from exhibition.database import transaction
from exhibition.domain.rights import Right
from exhibition.services import identity
from exhibition.web import access
from exhibition.web.client import client_address
from exhibition.web.identity_shown import shown
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import detail_page, load
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.public.blueprint import settings


@blueprint.post(f"{ONE}/identity")
@access.needs(Right.ID_NUMBERS)
def reveal_identity(show_slug: str, listing: str, reference: str) -> Response:
    """The page once more, with the number in full; each look is a line in the log."""
    _, found = load(show_slug, listing, reference)
    with transaction() as session:
        document = identity.reveal(
            session,
            found,
            access.current_staff(),
            settings().pass_key,
            address=client_address(),
        )
    return detail_page(found, document=shown(document, in_full=True))


@blueprint.get(f"{ONE}/identity")
@access.needs(Right.LOOK_UP)
def hide_identity(show_slug: str, listing: str, reference: str) -> Response:
    """Leads from the address of a number that was shown, such as after a reload, to the page."""
    _, found = load(show_slug, listing, reference)
    return make_response(redirect(url_for("organizer.registration", **place_of(found)), 303))
