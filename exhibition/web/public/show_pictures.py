"""Logo and picture of a show, and the picture a chat draws of a link to it."""

from functools import lru_cache

from flask import Response, make_response

from exhibition.adapters import share_image
from exhibition.adapters.file_store import FileStore
from exhibition.adapters.share_image import ShareCard
from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.queries import show_pictures
from exhibition.web.public import sharing
from exhibition.web.public.blueprint import blueprint, load_show, settings

blueprint.add_app_template_filter(
    lambda picture, show: sharing.address_of(show, picture), "picture_address"
)

FOREVER = "public, max-age=31536000, immutable"


@blueprint.get("/<show_slug>/<any(logo, picture):slot>/<digest>.<any(jpg, png):ending>")
def show_picture(show_slug: str, slot: str, digest: str, ending: str) -> Response:
    """The bytes of one picture; an address names one content, so it is kept for good."""
    show = load_show(show_slug)
    found = show_pictures.of_show(db.session(), show).get(slot)
    if found is None or (digest, ending) != sharing.file_name(found):
        raise NotFound()
    try:
        with FileStore(settings().uploads).open(found.stored_name) as file:
            response = make_response(file.read())
    except FileNotFoundError:
        # A database restored without its files: a missing picture, not a broken page.
        raise NotFound() from None
    response.mimetype = found.media_type
    response.headers["Cache-Control"] = FOREVER
    return response


@blueprint.get("/<show_slug>/share.png")
def share_picture(show_slug: str) -> Response:
    """Name, dates and sign of the show, 1200 by 630; the same for every reader."""
    response = make_response(_drawn(sharing.card(load_show(show_slug))))
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@lru_cache(maxsize=16)
def _drawn(card: ShareCard) -> bytes:
    return share_image.draw(card)
