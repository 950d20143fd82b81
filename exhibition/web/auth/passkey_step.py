"""Signing in with a passkey: instead of the password, or as the step after it."""

from flask import Response, make_response, redirect, request
from flask_babel import gettext

from exhibition.database import transaction
from exhibition.domain.errors import FactorRefused
from exhibition.services import audit, passkeys
from exhibition.web import staff_session
from exhibition.web.auth import challenges, limits, sign_in
from exhibition.web.auth.blueprint import blueprint
from exhibition.web.client import client_address
from exhibition.web.own_path import own_path


@blueprint.post("/sign-in/passkey")
@limits.per_address(sign_in.limited)
def passkey_sent() -> Response:
    """Lets in whoever's device answered the challenge; it has checked its holder by itself."""
    try:
        sent = challenges.answered()
        with transaction() as session:
            member = passkeys.verify(
                session,
                challenges.site(),
                sent.credential,
                challenge=sent.challenge,
                asked_at=sent.asked_at,
            )
    except FactorRefused:
        with transaction() as session:
            audit.write(session, "staff.refuse", actor="system", address=client_address())
        return sign_in.page(422, gettext("This passkey was not accepted. Please try again."))
    staff_session.begin(member, is_strong=True)
    return make_response(redirect(own_path(request.form.get("next", "")), 303))
