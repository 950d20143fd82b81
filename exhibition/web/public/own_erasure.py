"""Registrants have all of it erased: asked once more, told what goes, then gone."""

import logging

from flask import Response, make_response, redirect, render_template, request, url_for

from exhibition.adapters.file_store import FileStore
from exhibition.adapters.mailer import EmlFolder
from exhibition.database import db, transaction
from exhibition.models import Registration
from exhibition.services import erasing, withdrawing
from exhibition.services.erasing import Erased, KeptByLaw
from exhibition.web import remembered
from exhibition.web.extensions import csrf
from exhibition.web.public import stale
from exhibition.web.public.blueprint import blueprint, load_registration, load_show, settings
from exhibition.web.public.own_change import is_remembered

log = logging.getLogger("exhibition.files")


# As on the other forms, a stale token shows the page again instead of an error.
@blueprint.route("/r/<token>/erase", methods=["GET", "POST"])
@csrf.exempt
def own_erasure(token: str) -> Response:
    """Says what erasing means, or what keeps the data; and does it."""
    registration = load_registration(token)
    if request.method != "POST":
        return _page(registration, token)
    if not stale.token_fits():
        stale.ask_again()
        return _page(registration, token, 422)
    show, remember = registration.show, is_remembered(registration)
    try:
        with transaction() as session:
            erased = erasing.erase(session, registration)
    except KeptByLaw:
        return _page(load_registration(token), token, 409)
    _discard(erased)
    response = make_response(redirect(url_for("public.erased", show_slug=show.slug), 303))
    if remember:
        remembered.forget(response, show)
    return response


@blueprint.get("/<show_slug>/erased")
def erased(show_slug: str) -> str:
    """Says that it is done; the same page for everybody."""
    return render_template("public/own_erased.html", show=load_show(show_slug))


def _discard(gone: Erased) -> None:
    """Takes away what lay outside the database, now that nothing points to it."""
    store, mails = FileStore(settings().uploads), EmlFolder(settings().mail_folder)
    for discard, names in ((store.discard, gone.files), (mails.discard, gone.mails)):
        for name in names:
            try:
                discard(name)
            except OSError as error:
                # It lies under a random name and belongs to nobody.
                log.error("a file of an erased registration stays: %s", type(error).__name__)


def _page(registration: Registration, token: str, status: int = 200) -> Response:
    html = render_template(
        "public/own_erasure.html",
        show=registration.show,
        registration=registration,
        token=token,
        is_kept=erasing.is_kept(db.session(), registration),
        may_withdraw=withdrawing.may_withdraw(registration),
    )
    return make_response(html, status)
