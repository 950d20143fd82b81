"""Where a registration stands in the list somebody came from: the way back, and to its neighbours.

The record carries the list's filter in its address, so that it works without scripts, in two tabs,
and after a reload.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

from exhibition.database import db
from exhibition.models import Registration
from exhibition.queries.neighbours import neighbours
from exhibition.web.organizer.loading import LISTING
from exhibition.web.organizer.registrations import read_filter


@dataclass(frozen=True)
class Way:
    """Addresses: of the list, and of the records before and after; empty at its ends."""

    back: str
    earlier: str
    later: str


def way_back(found: Registration) -> Way:
    """The place of a registration in the list of this address."""
    show, listing = found.show, LISTING[found.kind]
    wanted = read_filter(request.args, show, found.kind)
    pairs = wanted.to_args()
    query = f"?{urlencode(pairs)}" if pairs else ""
    place = {"show_slug": show.slug, "listing": listing}
    earlier, later = (
        url_for("organizer.registration", reference=reference, **place) + query if reference else ""
        for reference in neighbours(db.session(), wanted, found)
    )
    return Way(url_for(f"organizer.{listing}", show_slug=show.slug) + query, earlier, later)
