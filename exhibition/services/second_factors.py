"""Second factors: codes of an authenticator app (RFC 6238), and recovery codes for a lost phone."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from exhibition.adapters import sealing
from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.errors import FactorRefused
from exhibition.domain.typed_text import fold_width
from exhibition.models import Passkey, RecoveryCode, Staff, StaffSession, TotpSecret
from exhibition.services import audit, staff_sessions

STEP_SECONDS = 30
#: Clocks of phones go wrong by so many steps.
DRIFT = 1
RECOVERY_CODES = 10

_PURPOSE = "totp"
#: No 0, O, 1, I, L, U: they are copied by hand. Ten characters are 48 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 10


def begin(session: Session, member: Staff, *, pass_key: bytes) -> None:
    """A new secret for an app, which counts once it was confirmed. Raises ``FactorRefused``
    where there is an app already.
    """
    if member.totp is not None and member.totp.confirmed_at is not None:
        raise FactorRefused()
    sealed = sealing.seal(_key(pass_key), pyotp.random_base32(), _row(member))
    if member.totp is None:
        member.totp = TotpSecret(sealed=sealed)
    else:
        member.totp.sealed, member.totp.last_step = sealed, 0
    session.flush()


def secret_of(member: Staff, *, pass_key: bytes) -> str | None:
    """The secret that waits for its first code, in base32; None where none waits."""
    if member.totp is None or member.totp.confirmed_at is not None:
        return None
    return sealing.unseal(_key(pass_key), member.totp.sealed, _row(member))


def address_for_app(secret: str, email: str, issuer: str) -> str:
    """What the QR code for an app holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def confirm(
    session: Session, member: Staff, code: str, *, pass_key: bytes, address: str = ""
) -> list[str]:
    """Takes the first code of an app; gives recovery codes where there are none yet.

    Raises ``FactorRefused``.
    """
    if member.totp is None or member.totp.confirmed_at is not None:
        raise FactorRefused()
    _take(session, member, code, pass_key)
    member.totp.confirmed_at = now()
    audit.write(session, "staff.totp_add", actor="staff", staff=member, address=address)
    session.flush()
    return [] if recovery_left(session, member) else new_recovery_codes(session, member)


def check(
    session: Session, member: Staff, code: str, *, pass_key: bytes, address: str = ""
) -> None:
    """Takes a code of the app or a recovery code, each of them once. Raises ``FactorRefused``."""
    typed = _typed(code)
    if len(typed) == _CODE_LENGTH:
        _take_recovery(session, member, typed, address)
    elif member.totp is not None and member.totp.confirmed_at is not None:
        _take(session, member, typed, pass_key)
    else:
        raise FactorRefused()


def remove_app(session: Session, member: Staff, *, address: str = "") -> None:
    """Takes the app away; with the last factor the recovery codes go too."""
    member.totp = None
    session.flush()
    audit.write(session, "staff.totp_remove", actor="staff", staff=member, address=address)
    tidy(session, member)


def tidy(session: Session, member: Staff) -> None:
    """Without a second factor there is nothing to recover, and no session is a strong one."""
    session.flush()
    session.refresh(member, ["totp", "passkeys"])
    if not member.has_second_factor:
        session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
        session.execute(
            update(StaffSession).where(StaffSession.staff_id == member.id).values(is_strong=False)
        )


def reset(session: Session, member: Staff, *, by: Staff, address: str = "") -> None:
    """Takes every second factor away, because its owner lost them; the log says who did it."""
    member.totp = None
    session.execute(delete(Passkey).where(Passkey.staff_id == member.id))
    tidy(session, member)
    staff_sessions.end_all(session, member)
    details = {"email": member.email}
    audit.write(
        session, "staff.factor_reset", actor="staff", staff=by, details=details, address=address
    )


def new_recovery_codes(session: Session, member: Staff, *, address: str = "") -> list[str]:
    """Ten new ones, to be shown once; earlier ones are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    made = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(staff_id=member.id, code_hash=_hash(code)) for code in made)
    audit.write(session, "staff.recovery_new", actor="staff", staff=member, address=address)
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in made]


def recovery_left(session: Session, member: Staff) -> int:
    """How many recovery codes can still be used."""
    left = select(func.count()).select_from(RecoveryCode)
    left = left.where(RecoveryCode.staff_id == member.id, RecoveryCode.used_at.is_(None))
    return session.scalar(left) or 0


def _take(session: Session, member: Staff, code: str, pass_key: bytes) -> None:
    """Raises ``FactorRefused`` for a wrong code, and for one that was taken or is older."""
    # Locked (where the database locks rows): of two requests with one code only one is right.
    kept = session.scalars(
        select(TotpSecret)
        .where(TotpSecret.staff_id == member.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    totp = pyotp.TOTP(sealing.unseal(_key(pass_key), kept.sealed, _row(member)))
    present = int(now().timestamp()) // STEP_SECONDS
    step = _matching_step(totp, _typed(code), range(present - DRIFT, present + DRIFT + 1))
    if step is None or step <= kept.last_step:
        raise FactorRefused()
    kept.last_step = step
    session.flush()


def _matching_step(totp: pyotp.TOTP, typed: str, steps: Sequence[int]) -> int | None:
    found = None
    for step in steps:
        # All are compared, so that time does not tell which one it was.
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def _take_recovery(session: Session, member: Staff, typed: str, address: str) -> None:
    found = session.scalar(
        select(RecoveryCode)
        .where(RecoveryCode.staff_id == member.id, RecoveryCode.code_hash == _hash(typed))
        .with_for_update()
    )
    if found is None or found.used_at is not None:
        raise FactorRefused()
    found.used_at = now()
    audit.write(session, "staff.recovery_used", actor="staff", staff=member, address=address)
    session.flush()


def _random_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _typed(code: str) -> str:
    return "".join(filter(str.isalnum, fold_width(code[:40]))).upper()


def _hash(code: str) -> str:
    return hashlib.sha256(f"recovery code {code}".encode()).hexdigest()


def _key(pass_key: bytes) -> bytes:
    return keys.sealing_key(pass_key, _PURPOSE)


def _row(member: Staff) -> str:
    return f"staff {member.id}"
