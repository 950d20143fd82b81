"""The addresses of saved views: ``?view=7`` leads to the full address that the view stands for.

What is bookmarked or sent on is always the full address. It shows the same to a colleague who does
not have the view, and still does when the view was changed or deleted.
"""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from flask import url_for

from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.domain.status import Kind
from exhibition.models import SavedView, Show
from exhibition.queries import saved_views
from exhibition.queries.list_desk import ViewLine
from exhibition.queries.saved_views import Pairs
from exhibition.web import access
from exhibition.web.organizer.loading import LISTING


def opened(show: Show, kind: Kind, number: str) -> str:
    """Where ``?view=`` leads. Raises ``NotFound`` for one of another show or of somebody's own."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NotFound()
    found = saved_views.find(db.session(), show, kind, access.current_staff(), int(number))
    if found is None:
        raise NotFound()
    return address_of(show, found)


def address_of(show: Show, view: SavedView) -> str:
    """The full address of a view."""
    return full(show, view.kind, saved_views.arguments(view), view.columns)


def full(show: Show, kind: Kind, arguments: Pairs, columns: Sequence[str]) -> str:
    """The address of a list with these arguments and columns."""
    pairs = [*arguments, ("columns", ",".join(columns))] if columns else [*arguments]
    path = url_for(f"organizer.{LISTING[kind]}", show_slug=show.slug)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def is_here(view: ViewLine, arguments: Iterable[tuple[str, str]], named: Sequence[str]) -> bool:
    """Whether a list with these arguments and columns is what the view says."""
    present = {pair for pair in arguments if pair[0] != "reader"}
    return present == set(view.arguments) and tuple(named) == view.columns
