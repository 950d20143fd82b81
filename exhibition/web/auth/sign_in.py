"""Sign in, sign out."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, expect_writes, transaction
from exhibition.services import audit, passwords, staff
from exhibition.web import staff_session
from exhibition.web.auth import challenges, limits, second_step
from exhibition.web.auth.blueprint import blueprint
from exhibition.web.auth.forms import SignInForm
from exhibition.web.client import client_address
from exhibition.web.own_path import own_path

RETRY_SECONDS = 60


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """The form, for everybody."""
    return page(200)


def limited(_limit: Any) -> Response:
    """The form, where somebody tried too often."""
    response = page(429, gettext("Too many attempts. Please wait a minute and try again."))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


@blueprint.post("/sign-in")
@limits.per_address(limited)
@limits.per_account(limited)
def sign_in_sent() -> Response:
    """Lets somebody in, or says in one sentence for all causes that it did not work."""
    # A password takes long to check on purpose; visitors must not wait for the lock.
    expect_writes(False)
    form = SignInForm()
    member = staff.verify(db.session(), form.email.data or "", form.password.value)
    if member is None:
        with transaction() as session:
            audit.write(session, "staff.refuse", actor="system", address=client_address())
        return page(422, gettext("E-mail or password is wrong."))
    if passwords.is_outdated(member.password_hash):
        with transaction():
            staff.keep_current(member, form.password.value)
    if member.has_second_factor:
        return second_step.ask(member, own_path(request.form.get("next", "")))
    staff_session.begin(member)
    return make_response(redirect(own_path(request.form.get("next", "")), 303))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Ends the session at once, for every copy of its cookie."""
    staff_session.end()
    return make_response(redirect(url_for("auth.sign_in"), 303))


def page(status: int, sentence: str = "") -> Response:
    """The sign-in form with what was typed but the password, and a sentence above it."""
    html = render_template(
        "auth/sign_in.html",
        form=SignInForm(),
        next=own_path(request.values.get("next", "")),
        sentence=sentence,
        passkey=challenges.to_sign_in(),
    )
    return make_response(html, status)
