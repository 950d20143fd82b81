"""The first pages: the show with its two calls, or the list of shows."""

from flask import Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from exhibition.adapters import qr
from exhibition.database import db
from exhibition.domain import motif
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.queries import show_pictures
from exhibition.services import shows as show_service
from exhibition.services.submission import form_state
from exhibition.web import links, remembered
from exhibition.web.public import sharing
from exhibition.web.public.blueprint import blueprint, load_show, settings

QR_PIXELS = 720


@blueprint.get("/")
def shows() -> AnyResponse | str:
    """The one open show, or the list when there are several or none."""
    found = show_service.open_shows(db.session(), now())
    if len(found) != 1:
        return render_template("public/shows.html", shows=found)
    # What stands behind the question mark is the reader's: none of it may steer url_for.
    query = request.query_string.decode("ascii", "ignore")
    landing_page = url_for("public.landing", show_slug=found[0].slug)
    return redirect(f"{landing_page}?{query}" if query else landing_page)


@blueprint.get("/<show_slug>/")
def landing(show_slug: str) -> str:
    """What, when, where, for whom, and the two ways in."""
    show = load_show(show_slug)
    moment = now()
    pictures = show_pictures.of_show(db.session(), show)
    return render_template(
        "public/landing.html",
        show=show,
        shared=sharing.of_show(show, pictures.get("picture")),
        pictures=pictures,
        plot_svg=Markup(motif.svg(show.slug, show.motif)),  # noqa: S704 -- our own numbers
        visitor_state=form_state(show, Kind.VISITOR, moment),
        exhibitor_state=form_state(show, Kind.EXHIBITOR, moment),
        is_over=show.is_over(moment),
        remembered=remembered.recall(db.session(), request, show),
        visitor_qr_url=url_for("public.entry_picture", show_slug=show.slug, form="visitor"),
        exhibitor_qr_url=url_for("public.entry_picture", show_slug=show.slug, form="exhibitor"),
        network_only=settings().network_only,
    )


@blueprint.get("/<show_slug>/<any(visitor, exhibitor):form>/qr.png")
def entry_picture(show_slug: str, form: str) -> Response:
    """The QR code of one form's address, for readers of the landing page on a desktop."""
    show = load_show(show_slug)
    form_page = url_for(f"public.{form}_form", show_slug=show.slug)
    response = make_response(qr.png(links.absolute(settings(), form_page), plate_px=QR_PIXELS))
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
