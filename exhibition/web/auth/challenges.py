"""Challenges for passkeys: random, signed for one use of one kind, good for five minutes."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request
from flask_babel import gettext

from exhibition.config import Settings
from exhibition.domain.errors import FactorRefused
from exhibition.models import Staff
from exhibition.services import passkeys
from exhibition.services.passkeys import Site
from exhibition.web.auth import signing

_BYTES = 32
_LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Asked:
    """What a page needs to ask the browser for a passkey."""

    #: JSON for the script.
    options: str
    #: Comes back with the answer.
    state: str


@dataclass(frozen=True)
class Answered:
    """What came back, and the challenge it answers."""

    credential: Mapping[str, Any]
    challenge: bytes
    asked_at: datetime


def site() -> Site:
    """What passkeys of this installation are bound to."""
    settings: Settings = current_app.config["SETTINGS"]
    return Site(settings.base_url, gettext("Exhibition registration"))


def to_sign_in(member: Staff | None = None) -> Asked | None:
    """Asks for a passkey of this site, or for one of somebody who typed their password.

    None where no browser would answer: at an IP address, or without https.
    """
    if not site().takes_passkeys:
        return None
    challenge = os.urandom(_BYTES)
    options = passkeys.options_to_sign_in(site(), challenge, member)
    return Asked(options, signing.sign("passkey sign-in", challenge.hex()))


def to_register(member: Staff) -> Asked:
    """Asks for a new passkey of somebody signed in."""
    settings: Settings = current_app.config["SETTINGS"]
    challenge = os.urandom(_BYTES)
    options = passkeys.options_to_register(member, site(), challenge, pass_key=settings.pass_key)
    state = signing.sign(f"passkey register {member.id}", challenge.hex())
    return Asked(options, state)


def answered(member: Staff | None = None) -> Answered:
    """What the script sent: to sign in, or to register where ``member`` is given.

    Raises ``FactorRefused`` for a challenge that is too old or was made for something else.
    """
    purpose = f"passkey register {member.id}" if member is not None else "passkey sign-in"
    read = signing.read(purpose, request.form.get("state", "")[:500])
    if read is None:
        raise FactorRefused()
    try:
        credential = json.loads(request.form.get("credential", "")[:_LONGEST_ANSWER])
    except ValueError as error:
        raise FactorRefused() from error
    if not isinstance(credential, dict):
        raise FactorRefused()
    return Answered(credential, bytes.fromhex(read[0]), read[1])
