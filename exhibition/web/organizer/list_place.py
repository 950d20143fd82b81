"""Where a registration stands in the list somebody came from: the way back, and to its neighbours.

The record carries the list's filter in its address, so that it works without scripts, in two tabs,
and after a reload.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import has_request_context, request, url_for

from exhibition.database import db
from exhibition.models import Registration
from exhibition.queries.neighbours import neighbours
from exhibition.web.organizer import list_columns
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import LISTING
from exhibition.web.organizer.registrations import read_filter

#: What names one record in an address.
_ONE = ("show_slug", "listing", "reference")
#: What a page of a record says of itself in its address.
_NOT_OF_A_LIST = frozenset({*_ONE, "lang", "page", "queue", "view", "download", "words", "kind"})


@dataclass(frozen=True)
class Way:
    """Addresses: of the list, and of the records before and after; empty at its ends."""

    back: str
    earlier: str
    later: str


@blueprint.url_defaults
def keep_list(_endpoint: str, values: dict[str, Any]) -> None:
    """Lets every address of the record at hand carry the list along that it was opened from: its
    forms, and where they lead when something was done.
    """
    here = request.view_args if has_request_context() else None
    if not here or request.blueprint != blueprint.name or not request.args:
        return
    if any(name not in here or here[name] != values.get(name) for name in _ONE):
        return
    for name, found in request.args.lists():
        if name not in _NOT_OF_A_LIST:
            values.setdefault(name, found)


def way_back(found: Registration) -> Way:
    """The place of a registration in the list of this address."""
    show, listing = found.show, LISTING[found.kind]
    wanted = read_filter(request.args, show, found.kind)
    pairs = wanted.to_args()
    if named := list_columns.named(request.args.get("columns", "")):
        pairs.append(("columns", ",".join(named)))
    query = f"?{urlencode(pairs)}" if pairs else ""
    place = {"show_slug": show.slug, "listing": listing}
    earlier, later = (
        url_for("organizer.registration", reference=reference, **place) + query if reference else ""
        for reference in neighbours(db.session(), wanted, found)
    )
    return Way(url_for(f"organizer.{listing}", show_slug=show.slug) + query, earlier, later)
