"""我的账号: name, password, second factors, and the browsers one is signed in at."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from exhibition.database import db, transaction
from exhibition.domain.rights import Right
from exhibition.services import second_factors, staff, staff_sessions
from exhibition.web import access, devices
from exhibition.web.auth import challenges
from exhibition.web.auth.limits import per_person
from exhibition.web.auth.links import guessable
from exhibition.web.client import client_address
from exhibition.web.organizer.account_forms import NameForm, PasswordForm
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.staff_session import current_session


@blueprint.get("/account")
@access.needs(Right.ACCOUNT)
def account() -> Response:
    """Everything about oneself."""
    return _page()


@blueprint.post("/account/name")
@access.needs(Right.ACCOUNT)
def rename_me() -> Response:
    """Another name."""
    form = NameForm()
    if not form.validate():
        return _page(422, name_form=form)
    with transaction() as session:
        staff.rename(session, access.current_staff(), form.name.value)
    flash(gettext("Saved."), "ok")
    return to_account()


def _limited(_limit: Any) -> Response:
    sentence = gettext("Too many attempts. Please wait a minute and try again.")
    return _page(429, sentence=sentence)


@blueprint.post("/account/password")
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def change_my_password() -> Response:
    """Another password; every other browser is signed out by it."""
    member = access.current_staff()
    form = PasswordForm(member)
    form.password.context = guessable(member.email)
    if not form.validate():
        return _page(422, password_form=form)
    with transaction() as session:
        staff.change_password(
            session, member, form.password.value, here=current_session(), address=client_address()
        )
    flash(gettext("Your password is changed. Every other browser is signed out."), "ok")
    return to_account()


@blueprint.post("/account/sessions/<int:session_id>/end")
@access.needs(Right.ACCOUNT)
def end_my_session(session_id: int) -> Response:
    """Signs one of one's own browsers out."""
    with transaction() as session:
        staff_sessions.end_one(
            session, access.current_staff(), session_id, address=client_address()
        )
    flash(gettext("That browser is signed out."), "ok")
    return to_account()


@blueprint.post("/account/sessions/end-others")
@access.needs(Right.ACCOUNT)
def end_my_other_sessions() -> Response:
    """Signs every browser out but this one."""
    with transaction() as session:
        member = access.current_staff()
        ended = staff_sessions.end_others(
            session, member, current_session(), address=client_address()
        )
    flash(ngettext("%(num)s browser signed out.", "%(num)s browsers signed out.", ended), "ok")
    return to_account()


def to_account() -> Response:
    """Back to the page."""
    return make_response(redirect(url_for("organizer.account"), 303))


def _page(
    status: int = 200,
    *,
    name_form: NameForm | None = None,
    password_form: PasswordForm | None = None,
    sentence: str = "",
) -> Response:
    session, member = db.session(), access.current_staff()
    html = render_template(
        "organizer/account.html",
        show=None,
        member=member,
        here=current_session(),
        sessions=staff_sessions.lasting(session, member),
        device=devices.named,
        name_form=name_form or NameForm(formdata=None, data={"name": member.name}),
        password_form=password_form or PasswordForm(member),
        has_app=member.totp is not None and member.totp.confirmed_at is not None,
        takes_passkeys=challenges.site().takes_passkeys,
        codes_left=second_factors.recovery_left(session, member),
        sentence=sentence,
        sent=request.method == "POST",
    )
    return make_response(html, status)
