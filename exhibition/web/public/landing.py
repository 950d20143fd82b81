"""The first pages: the show with its two calls, or the list of shows."""

from flask import Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from exhibition.adapters import qr
from exhibition.database import db
from exhibition.domain import motif
from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.services import shows as show_service
from exhibition.web import links, remembered
from exhibition.web.public.blueprint import blueprint, load_show, settings

QR_PIXELS = 720


@blueprint.get("/")
def shows() -> AnyResponse | str:
    """The one open show, or the list when there are several or none."""
    found = show_service.open_shows(db.session(), now())
    if len(found) == 1:
        return redirect(url_for("public.landing", show_slug=found[0].slug, **request.args))
    return render_template("public/shows.html", shows=found)


@blueprint.get("/<show_slug>/")
def landing(show_slug: str) -> str:
    """What, when, where, for whom, and the two ways in."""
    show = load_show(show_slug)
    moment = now()
    return render_template(
        "public/landing.html",
        show=show,
        plot_svg=Markup(motif.svg(show.slug, show.motif)),  # noqa: S704 -- our own numbers
        visitor_state=form_state(show, Kind.VISITOR),
        exhibitor_state=form_state(show, Kind.EXHIBITOR),
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
    if form not in (Kind.VISITOR, Kind.EXHIBITOR):
        raise NotFound()
    address = links.absolute(settings(), f"/{show.slug}/{form}")
    response = make_response(qr.png(address, plate_px=QR_PIXELS))
    response.mimetype = "image/png"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def form_state(show: Show, kind: Kind) -> str:
    """What a form is now: "open", "not_yet", "closed", "over", or "off" where the show does not offer the form."""
    return show.window_state(kind, now()).value if show.takes(kind) else "off"
