"""One's own second factors: an app, passkeys, recovery codes. Each change asks for the password."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.adapters import qr
from exhibition.database import db, transaction
from exhibition.domain.errors import FactorRefused
from exhibition.domain.rights import Right
from exhibition.models import Staff
from exhibition.services import passkeys, second_factors, staff_sessions
from exhibition.web import access, errors, shown_once
from exhibition.web.auth import challenges
from exhibition.web.auth.limits import per_person
from exhibition.web.client import client_address
from exhibition.web.organizer.account import to_account
from exhibition.web.organizer.account_forms import CodeForm, PasskeyForm, ProofForm
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.staff_session import current_session

CODES = "recovery_codes"


def _limited(_limit: Any) -> Response:
    return errors.error_page(429)


@blueprint.get("/account/app")
@access.needs(Right.ACCOUNT)
def app_code() -> Response:
    """The code to scan with an app; before it, the password."""
    return _app_page()


@blueprint.post("/account/app")
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def begin_app() -> Response:
    """Makes the secret that the next page shows."""
    member = access.current_staff()
    form = ProofForm(member)
    if not form.validate():
        return _app_page(422, proof=form)
    with transaction() as session:
        second_factors.begin(session, member, pass_key=settings().pass_key)
    return make_response(redirect(url_for("organizer.app_code"), 303))


@blueprint.post("/account/app/confirm")
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def confirm_app() -> Response:
    """Takes the first code of the app: from now on it is asked for."""
    member, form = access.current_staff(), CodeForm()
    if not form.validate():
        return _app_page(422, form=form)
    try:
        with transaction() as session:
            codes = second_factors.confirm(
                session,
                member,
                form.code.value,
                pass_key=settings().pass_key,
                address=client_address(),
            )
            _strengthen(session)
    except FactorRefused:
        form.code.errors = [gettext("This code is not right. Check the clock of your phone.")]
        return _app_page(422, form=form)
    flash(gettext("The app is set up. Its code is asked for at the next sign-in."), "ok")
    return _codes_or_account(codes)


@blueprint.get("/account/passkeys/new")
@access.needs(Right.ACCOUNT)
def new_passkey() -> Response:
    """Names a passkey and asks the device for it."""
    return _passkey_page(PasskeyForm(access.current_staff()))


@blueprint.post("/account/passkeys/new")
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def add_passkey() -> Response:
    """Keeps what the device made."""
    member = access.current_staff()
    form = PasskeyForm(member)
    if not form.validate():
        return _passkey_page(form, 422)
    try:
        sent = challenges.answered(member)
        with transaction() as session:
            codes = passkeys.register(
                session,
                member,
                challenges.site(),
                sent.credential,
                challenge=sent.challenge,
                name=form.name.value,
                address=client_address(),
            )
            _strengthen(session)
    except FactorRefused:
        return _passkey_page(form, 422, gettext("This passkey was not accepted. Please try again."))
    flash(gettext("The passkey is saved."), "ok")
    return _codes_or_account(codes)


@blueprint.get("/account/recovery-codes")
@access.needs(Right.ACCOUNT)
def recovery_codes() -> Response:
    """The codes that were just made, this once."""
    codes = shown_once.take(CODES).split()
    if not codes:
        return to_account()
    html = render_template("organizer/account_codes.html", show=None, codes=codes)
    return make_response(html)


@blueprint.route("/account/recovery-codes/new", methods=["GET", "POST"])
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def new_recovery_codes() -> Response:
    """Ten new recovery codes in place of the earlier ones."""
    member = access.current_staff()
    if not member.has_second_factor:
        return to_account()

    def make(session: Session) -> Response:
        made = second_factors.new_recovery_codes(session, member, address=client_address())
        return _codes_or_account(made)

    return _after_proof(
        member,
        make,
        title=gettext("New recovery codes"),
        words=gettext("The earlier ones are worth nothing any more."),
        button=gettext("Make new codes"),
    )


@blueprint.route("/account/app/remove", methods=["GET", "POST"])
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def remove_app() -> Response:
    """Takes the app away."""
    member = access.current_staff()
    if member.totp is None:
        return to_account()

    def remove(session: Session) -> Response:
        second_factors.remove_app(session, member, address=client_address())
        flash(gettext("The app is removed."), "ok")
        return to_account()

    return _after_proof(
        member,
        remove,
        title=gettext("Remove the authenticator app"),
        words=gettext("Its codes are not asked for any more."),
        button=gettext("Remove"),
        is_bad=True,
    )


@blueprint.route("/account/passkeys/<int:passkey_id>/remove", methods=["GET", "POST"])
@access.needs(Right.ACCOUNT)
@per_person(_limited)
def remove_passkey(passkey_id: int) -> Response:
    """Takes a passkey away."""
    member = access.current_staff()
    found = passkeys.find(db.session(), member, passkey_id)

    def remove(session: Session) -> Response:
        passkeys.remove(session, member, passkey_id, address=client_address())
        flash(gettext("The passkey is removed."), "ok")
        return to_account()

    return _after_proof(
        member,
        remove,
        title=gettext("Remove the passkey “%(name)s”", name=found.name),
        words=gettext("It opens this account no longer. Delete it on the device too."),
        button=gettext("Remove"),
        is_bad=True,
    )


def _after_proof(
    member: Staff, do: Callable[[Session], Response], *, is_bad: bool = False, **words: str
) -> Response:
    """Asks for the password, and does it once it was right."""
    form = ProofForm(member)
    if form.is_submitted() and form.validate():
        with transaction() as session:
            return do(session)
    html = render_template(
        "organizer/account_proof.html", show=None, form=form, is_bad=is_bad, **words
    )
    return make_response(html, 422 if form.is_submitted() else 200)


def _app_page(
    status: int = 200, *, proof: ProofForm | None = None, form: CodeForm | None = None
) -> Response:
    member = access.current_staff()
    if member.totp is not None and member.totp.confirmed_at is not None:
        return to_account()
    secret = second_factors.secret_of(member, pass_key=settings().pass_key)
    side, path = 0, ""
    if secret is not None and proof is None:
        address = second_factors.address_for_app(secret, member.email, challenges.site().name)
        side, path = qr.svg_path(address)
    html = render_template(
        "organizer/account_app.html",
        show=None,
        secret=secret if proof is None else None,
        side=side,
        path=path,
        proof=proof or ProofForm(member),
        form=form or CodeForm(formdata=None),
    )
    return make_response(html, status)


def _passkey_page(form: PasskeyForm, status: int = 200, sentence: str = "") -> Response:
    html = render_template(
        "organizer/account_passkey.html",
        show=None,
        form=form,
        sentence=sentence,
        passkey=challenges.to_register(access.current_staff()),
    )
    return make_response(html, status)


def _strengthen(session: Session) -> None:
    here = current_session()
    if here is not None:
        staff_sessions.mark_strong(session, here)


def _codes_or_account(codes: list[str]) -> Response:
    if not codes:
        return to_account()
    shown_once.keep(CODES, " ".join(codes))
    return make_response(redirect(url_for("organizer.recovery_codes"), 303))
