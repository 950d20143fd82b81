"""The step after the password, for those who have a second factor."""

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.config import Settings
from exhibition.database import transaction
from exhibition.domain.errors import FactorRefused
from exhibition.models import Staff
from exhibition.services import audit, second_factors
from exhibition.web import staff_session
from exhibition.web.auth import challenges, limits, second_state
from exhibition.web.auth.blueprint import blueprint
from exhibition.web.auth.forms import CodeForm
from exhibition.web.client import client_address
from exhibition.web.own_path import own_path


def ask(member: Staff, way_back: str) -> Response:
    """Sends somebody who typed the right password to this step."""
    second_state.remember(member)
    return make_response(redirect(url_for("auth.second_step", next=way_back), 303))


@blueprint.get("/sign-in/second-step")
def second_step() -> Response:
    """The form for a code, and the button for a passkey."""
    member = second_state.recall()
    return _page(member, 200) if member is not None else _to_the_beginning()


def _limited(_limit: Any) -> Response:
    member = second_state.recall()
    if member is None:
        return _to_the_beginning()
    return _page(member, 429, gettext("Too many attempts. Please wait a minute and try again."))


@blueprint.post("/sign-in/second-step")
@limits.per_address(_limited)
@limits.per_state(_limited)
def second_step_sent() -> Response:
    """Takes a code of the app or a recovery code, and lets its owner in."""
    member, form = second_state.recall(), CodeForm()
    if member is None:
        return _to_the_beginning()
    if not form.validate():
        return _page(member, 422)
    settings: Settings = current_app.config["SETTINGS"]
    try:
        with transaction() as session:
            second_factors.check(
                session,
                member,
                form.code.value,
                pass_key=settings.pass_key,
                address=client_address(),
            )
    except FactorRefused:
        return _refused()
    staff_session.begin(member, is_strong=True)
    return make_response(redirect(own_path(request.form.get("next", "")), 303))


def again(sentence: str) -> Response:
    """The form once more, from its beginning where it is too late for it."""
    member = second_state.recall()
    return _page(member, 400, sentence) if member is not None else _to_the_beginning()


def _refused() -> Response:
    with transaction() as session:
        audit.write(session, "staff.refuse", actor="system", address=client_address())
    member = second_state.recall()
    if member is None:
        return _to_the_beginning()
    return _page(member, 422, gettext("This code is wrong or has been used."))


def _page(member: Staff, status: int, sentence: str = "") -> Response:
    html = render_template(
        "auth/second_step.html",
        form=CodeForm(),
        next=own_path(request.values.get("next", "")),
        sentence=sentence,
        has_app=member.totp is not None and member.totp.confirmed_at is not None,
        passkey=challenges.to_sign_in(member) if member.passkeys else None,
    )
    return make_response(html, status)


def _to_the_beginning() -> Response:
    way_back = own_path(request.values.get("next", ""))
    return make_response(redirect(url_for("auth.sign_in", next=way_back), 303))
