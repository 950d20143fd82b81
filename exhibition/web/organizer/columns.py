"""The page on which somebody chooses the columns of a list, and their order."""

from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain.rights import Right
from exhibition.models import Show
from exhibition.queries import questions
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import listing as listings
from exhibition.web import access
from exhibition.web.organizer import list_columns as columns
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.registrations import read_filter

_STEPS = {"up": -1, "down": 1}


@blueprint.get(f"{ALL}/columns")
@access.needs(Right.LOOK_UP)
def list_columns(show_slug: str, listing: str) -> str:
    """All columns there are, the shown ones first and in their order."""
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    every = columns.available(kind, questions.of_show(db.session(), show))
    chosen = listings.chosen_columns(db.session(), access.current_staff(), kind)
    named = columns.named(request.args.get("columns", ""))
    # Whoever comes from a view begins with what they see.
    shown = columns.shown(every, kind, named or chosen)
    wanted = read_filter(request.args, show, kind)
    return render_template(
        "organizer/columns.html",
        show=show,
        listing=listing,
        shown=shown,
        rest=[column for column in every if column not in shown],
        arguments=wanted.to_args(),
        back=_address(f"organizer.{listing}", show, wanted),
        are_usual=not chosen and not named,
    )


@blueprint.post(f"{ALL}/columns")
@access.needs(Right.LOOK_UP)
def choose_list_columns(show_slug: str, listing: str) -> Response:
    """Keeps them: back to the list, or to the page where one was moved."""
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    every = columns.available(kind, questions.of_show(db.session(), show))
    known = [column.key for column in every]
    ticked = [key for key in request.form.getlist("columns") if key in known]
    key, _, way = request.form.get("columns_move", "").rpartition(":")
    usual = "columns_reset" in request.form
    with transaction() as session:
        keys = [] if usual else columns.moved(ticked, key, _STEPS.get(way, 0))
        listings.choose_columns(session, access.current_staff(), kind, keys)
    wanted = read_filter(request.form, show, kind)
    if way:
        address = _address("organizer.list_columns", show, wanted, listing=listing)
        return make_response(redirect(f"{address}#column-{key}", 303))
    flash(gettext("The columns are kept for you, in every show."), "ok")
    return make_response(redirect(_address(f"organizer.{listing}", show, wanted), 303))


def _address(endpoint: str, show: Show, wanted: RegistrationFilter, **values: str) -> str:
    path, pairs = url_for(endpoint, show_slug=show.slug, **values), wanted.to_args()
    return f"{path}?{urlencode(pairs)}" if pairs else path
