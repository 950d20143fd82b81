"""Find my pass: one and the same answer for everybody, and a button on the phone that remembers."""

from flask import Response, make_response, redirect, render_template, request, url_for

from exhibition.database import db, transaction
from exhibition.models import Show
from exhibition.services import finding
from exhibition.web import links, remembered
from exhibition.web.extensions import limiter
from exhibition.web.public.blueprint import blueprint, load_show, settings
from exhibition.web.public.find_form import FindForm


@blueprint.route("/<show_slug>/find", methods=["GET", "POST"])
def find(show_slug: str) -> Response | str | tuple[str, int]:
    """Opens or forgets what this phone remembers, or takes a request for the link by mail."""
    show = load_show(show_slug)
    if request.method == "POST" and request.form.get("action") == "open":
        return _open(show)
    if request.method == "POST" and request.form.get("action") == "forget":
        return _forget(show)
    form = FindForm()
    if request.method != "POST":
        return _page(show, form)
    if settings().limit_lookup != "off":
        with limiter.limit(settings().limit_lookup, scope="lookup"):
            pass
    if not form.validate():
        return _page(show, form), 422
    with transaction() as session:
        finding.send_link(
            session,
            show,
            mobile=form.mobile.value,
            name=form.name.value,
            pass_key=settings().pass_key,
            base_host=links.base_host(settings()),
        )
    return render_template("public/find_done.html", show=show)


def _page(show: Show, form: FindForm) -> str:
    here = remembered.recall(db.session(), request, show)
    return render_template("public/find.html", show=show, form=form, remembered=here)


def _open(show: Show) -> Response:
    registration = remembered.recall(db.session(), request, show)
    if registration is None:
        return make_response(redirect(url_for("public.find", show_slug=show.slug), 303))
    token = links.owner_token(settings(), registration)
    return make_response(redirect(url_for("public.owner", token=token), 303))


def _forget(show: Show) -> Response:
    response = make_response(redirect(url_for("public.landing", show_slug=show.slug), 303))
    remembered.forget(response, show)
    return response
