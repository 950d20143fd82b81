"""The way into the back office: the open show, or all of them to choose from."""

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, pgettext
from sqlalchemy import select

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.models import Role, Show
from exhibition.services import shows
from exhibition.web import access
from exhibition.web.organizer.blueprint import blueprint


@blueprint.get("/")
@access.needs(Role.VIEWER)
def home() -> Response:
    """The open show's overview; all shows where there is none, or where they are asked for."""
    session = db.session()
    show = shows.open_show(session, now())
    if show is not None and request.args.get("shows") != "all":
        return make_response(redirect(url_for("organizer.overview", show_slug=show.slug), 302))
    found = session.scalars(select(Show).order_by(Show.created_at.desc(), Show.id.desc())).all()
    return make_response(render_template("organizer/shows.html", shows=found, show=None))


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
    known = current_app.view_functions
    menu = [
        (endpoint, word, sign)
        for endpoint, word, sign in words
        if endpoint in known and access.may(access.least_role(current_app, endpoint) or Role.OWNER)
    ]
    return {"menu": menu}
