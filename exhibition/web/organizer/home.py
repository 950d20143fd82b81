"""The way into the back office: the open show, or all of them to choose from."""

from typing import Any

from flask import (
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext, pgettext

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.rights import Right, rights_in
from exhibition.models import Show
from exhibition.queries import saved_views
from exhibition.services import shows
from exhibition.web import access
from exhibition.web.house_time import house_time
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import LISTINGS

_STARTS = (
    (Right.READ, "organizer.overview"),
    (Right.LOOK_UP, "organizer.visitors"),
)


@blueprint.get("/")
@access.needs(Right.ACCOUNT)
def home() -> Response:
    """The open show's first page; one's own shows where there is none, or when asked for."""
    mine = access.own_shows()
    opened = shows.open_show(db.session(), now())
    if opened is not None and opened in mine and request.args.get("shows") != "all":
        address = start_of(opened)
        if address:
            return make_response(redirect(address, 302))
    html = render_template("organizer/shows.html", shows=mine, show=None, start_of=start_of)
    return make_response(html)


def start_of(show: Show) -> str:
    """The first page of a show that the reader may open; empty where there is none yet."""
    for right, endpoint in _STARTS:
        if right in rights_in(access.own_grants(), show.id):
            return url_for(endpoint, show_slug=show.slug)
    return ""


blueprint.add_app_template_filter(house_time)


@blueprint.context_processor
def navigation() -> dict[str, Any]:
    """The menu of a show: the pages that there are, and which of them this is."""
    words = (
        ("organizer.overview", gettext("Overview"), "bars"),
        ("organizer.exhibitors", pgettext("menu", "Exhibitors"), "booth"),
        ("organizer.visitors", pgettext("menu", "Visitors"), "people"),
        ("organizer.channels", pgettext("menu", "Channels"), "qr"),
        ("organizer.show_page", gettext("Settings"), "sliders"),
    )
    menu = [one for one in words if access.may(access.needed(current_app, one[0]) or Right.STAFF)]
    return {"menu": menu, "first_view": first_view}


def first_view(endpoint: str, show: Show) -> dict[str, int]:
    """What the menu adds to the address of a list: the view that the reader opens it with."""
    kind = LISTINGS.get(endpoint.rpartition(".")[2])
    if kind is None:
        return {}
    if "first_views" not in g:
        g.first_views = saved_views.first_of(db.session(), show, access.current_staff())
    return {"view": g.first_views[kind]} if kind in g.first_views else {}
