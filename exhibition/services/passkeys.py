"""Passkeys (WebAuthn): registered with the device's own check of its holder, used once a challenge.

The library is imported where it is used: it costs a process 23 MB.
"""

import base64
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.errors import FactorRefused, NotFound
from exhibition.models import Passkey, Staff
from exhibition.services import audit, second_factors

NAME_MAX = 60
MOST = 10
TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Site:
    """What a passkey is bound to: the address of this installation."""

    base_url: str
    name: str

    @property
    def rp_id(self) -> str:
        """The host name, which a passkey never leaves."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def takes_passkeys(self) -> bool:
        """Whether a browser makes passkeys for this address: a host name over https, or the
        machine itself (WebAuthn Level 2, §5.1.3: the effective domain is no IP address).
        """
        if self.rp_id == "localhost":
            return True
        return urlsplit(self.base_url).scheme == "https" and not _is_address(self.rp_id)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def options_to_register(member: Staff, site: Site, challenge: bytes, *, pass_key: bytes) -> str:
    """What the browser is asked, as JSON."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=keys.user_handle(pass_key, member.id),
        user_name=member.email,
        user_display_name=member.name or member.email,
        challenge=challenge,
        exclude_credentials=[_descriptor(passkey) for passkey in member.passkeys],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def options_to_sign_in(site: Site, challenge: bytes, member: Staff | None = None) -> str:
    """What the browser is asked, as JSON: any passkey of this site, or one of somebody's own."""
    # Written by hand: the page of sign-in must not cost everybody the library.
    return json.dumps(
        {
            "challenge": _base64url(challenge),
            "rpId": site.rp_id,
            "userVerification": "required",
            "timeout": TIMEOUT_MS,
            "allowCredentials": [
                {
                    "type": "public-key",
                    "id": passkey.credential_id,
                    **({"transports": passkey.transports} if passkey.transports else {}),
                }
                for passkey in (member.passkeys if member is not None else ())
            ],
        }
    )


def register(
    session: Session,
    member: Staff,
    site: Site,
    credential: Mapping[str, Any],
    *,
    challenge: bytes,
    name: str,
    address: str = "",
) -> list[str]:
    """Keeps a new passkey; gives recovery codes where there are none yet.

    Raises ``FactorRefused`` for anything that does not answer the challenge.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    if len(member.passkeys) >= MOST:
        raise FactorRefused()
    try:
        right = verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise FactorRefused() from error
    credential_id = bytes_to_base64url(right.credential_id)
    if _find(session, credential_id) is not None:
        raise FactorRefused()
    member.passkeys.append(
        Passkey(
            credential_id=credential_id,
            public_key=bytes_to_base64url(right.credential_public_key),
            sign_count=right.sign_count,
            transports=_transports(credential),
            name=name[:NAME_MAX],
        )
    )
    details = {"passkey": name[:NAME_MAX]}
    audit.write(
        session, "staff.passkey_add", actor="staff", staff=member, details=details, address=address
    )
    session.flush()
    if second_factors.recovery_left(session, member):
        return []
    return second_factors.new_recovery_codes(session, member)


def verify(
    session: Session,
    site: Site,
    credential: Mapping[str, Any],
    *,
    challenge: bytes,
    asked_at: datetime,
) -> Staff:
    """Who signs in with this passkey. Raises ``FactorRefused``.

    A challenge made before the passkey was last used is refused, so that no answer is taken twice.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    found = _find(session, str(credential.get("id", ""))[:1400])
    if found is None or not found.staff.is_active:
        raise FactorRefused()
    if found.last_used_at is not None and asked_at <= found.last_used_at:
        raise FactorRefused()
    try:
        right = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(found.public_key),
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise FactorRefused() from error
    found.sign_count, found.last_used_at = right.new_sign_count, now()
    session.flush()
    return found.staff


def find(session: Session, member: Staff, passkey_id: int) -> Passkey:
    """One of somebody's own. Raises ``NotFound`` for any other."""
    wanted = select(Passkey).where(Passkey.id == passkey_id, Passkey.staff_id == member.id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound()
    return found


def remove(session: Session, member: Staff, passkey_id: int, *, address: str = "") -> None:
    """Takes one away. Raises ``NotFound``."""
    found = find(session, member, passkey_id)
    details = {"passkey": found.name}
    session.delete(found)
    audit.write(
        session,
        "staff.passkey_remove",
        actor="staff",
        staff=member,
        details=details,
        address=address,
    )
    second_factors.tidy(session, member)


def _find(session: Session, credential_id: str) -> Passkey | None:
    # Locked, so that one answer sent twice at once counts once.
    wanted = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return session.scalar(wanted)


def _descriptor(passkey: Passkey) -> Any:
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    known = {transport.value for transport in AuthenticatorTransport}
    transports = [AuthenticatorTransport(one) for one in passkey.transports if one in known]
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(passkey.credential_id), transports=transports or None
    )


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _transports(credential: Mapping[str, Any]) -> list[str]:
    response = credential.get("response")
    found = response.get("transports") if isinstance(response, dict) else None
    return [str(one)[:20] for one in found[:8]] if isinstance(found, list) else []
