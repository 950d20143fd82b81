"""Find my pass: one and the same answer for everybody, and a button on the phone that remembers."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.models import Show
from exhibition.services import finding
from exhibition.web import errors, links, remembered
from exhibition.web.extensions import csrf
from exhibition.web.public import limits, stale
from exhibition.web.public.blueprint import blueprint, load_show, settings
from exhibition.web.public.find_form import FindForm


# As on the sign-up forms, a stale token shows the page again with every word.
@blueprint.route("/<show_slug>/find", methods=["GET", "POST"])
@csrf.exempt
def find(show_slug: str) -> Response:
    """Opens or forgets what this phone remembers, or takes a request for the link by mail."""
    show = load_show(show_slug)
    form = FindForm()
    if request.method != "POST":
        return _done(show) if "sent" in request.args else _page(show, form)
    if not stale.token_fits():
        stale.ask_again()
        return _page(show, form, 422)
    match request.form.get("action"):
        case "open":
            return _open(show)
        case "forget":
            return _forget(show)
    return _send(show, form)


def _send(show: Show, form: FindForm) -> Response:
    if limits.over_lookups():
        flash(gettext(errors.SENTENCES[429]), "warn")
        return _page(show, form, 429)
    if not form.validate():
        return _page(show, form, 422)
    with transaction() as session:
        finding.send_link(
            session,
            show,
            mobile=form.mobile.value,
            name=form.name.value,
            pass_key=settings().pass_key,
            base_host=links.base_host(settings()),
        )
    return _done(show)


def _done(show: Show) -> Response:
    return make_response(render_template("public/find_done.html", show=show))


def _page(show: Show, form: FindForm, status: int = 200) -> Response:
    html = render_template(
        "public/find.html",
        show=show,
        form=form,
        problems=form.problems(),
        remembered=remembered.recall(db.session(), request, show),
    )
    return errors.may_try_again(make_response(html, status))


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
