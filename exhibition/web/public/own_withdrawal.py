"""Registrants cancel their registration: asked once more, told what happens, then done."""

from flask import Response, make_response, redirect, render_template, request, url_for

from exhibition.database import db, transaction
from exhibition.domain.errors import MoveRefused, NotFound
from exhibition.domain.status import VisitorStatus
from exhibition.models import Registration
from exhibition.services import erasing, withdrawing
from exhibition.web import links
from exhibition.web.extensions import csrf
from exhibition.web.public import stale
from exhibition.web.public.blueprint import blueprint, load_registration, settings


# As on the other forms, a stale token shows the page again instead of an error.
@blueprint.route("/r/<token>/withdraw", methods=["GET", "POST"])
@csrf.exempt
def own_withdrawal(token: str) -> Response:
    """Says what withdrawing means, and does it."""
    registration = load_registration(token)
    if registration.status == VisitorStatus.WITHDRAWN:
        return _back(token)
    if not withdrawing.may_withdraw(registration):
        raise NotFound()
    if request.method != "POST":
        return _page(registration, token)
    if not stale.token_fits():
        stale.ask_again()
        return _page(registration, token, 422)
    try:
        with transaction() as session:
            withdrawing.withdraw(session, registration, base_host=links.base_host(settings()))
    except MoveRefused as refused:
        # Tapped twice: the first tap did it.
        if refused.params["current"] != VisitorStatus.WITHDRAWN:
            raise
    return _back(token)


def _back(token: str) -> Response:
    return make_response(redirect(url_for("public.owner", token=token), 303))


def _page(registration: Registration, token: str, status: int = 200) -> Response:
    html = render_template(
        "public/own_withdrawal.html",
        show=registration.show,
        registration=registration,
        token=token,
        is_booked=erasing.is_kept(db.session(), registration),
    )
    return make_response(html, status)
