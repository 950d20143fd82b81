"""What is derived from the pass key: pass codes, owner tokens, and the key that joins one person.

HMAC-SHA256 (RFC 2104) over a purpose and its parts. The purpose keeps them apart: no pass code
says anything about an owner token, and a value made for one use is never right for another.
Whoever holds a copy of the database but not the key can derive none of them.
"""

import hashlib
import hmac

from exhibition.domain.codes import (
    SECRET_LENGTH,
    DraftToken,
    OwnerToken,
    PassCode,
    base32,
    make_pass_code,
)
from exhibition.domain.typed_text import fold_name

#: Bytes. A shorter key would be weaker than the 130 bits of the codes it makes.
KEY_LENGTH = 32

_DIGEST_BITS = 256
_CHARACTER_BITS = 5


def pass_code(key: bytes, uid: str, revision: int) -> PassCode:
    """The pass code of an entry pass at one revision: the next revision revokes it.

    Raises ValueError when the key is shorter than 32 bytes.
    """
    return make_pass_code(_secret(_derive(key, "pass code", uid, str(revision))))


def owner_token(key: bytes, uid: str, revision: int) -> OwnerToken:
    """The owner token of a registration at one revision: the next revision revokes it.

    Raises ValueError when the key is shorter than 32 bytes.
    """
    return OwnerToken(_secret(_derive(key, "owner token", uid, str(revision))))


def person_key(key: bytes, e164: str, name: str) -> str:
    """64 hex digits that are equal for one person: the same mobile and the same folded name.

    Raises ValueError when the key is shorter than 32 bytes.
    """
    return _derive(key, "person", e164, fold_name(name)).hex()


def lookup_hash(secret: PassCode | OwnerToken | DraftToken) -> str:
    """The SHA-256 in 64 hex digits under which a parsed pass code or token is stored.

    Unsalted and fast, which is enough for secrets of 130 random bits.
    """
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def sealing_key(key: bytes, purpose: str) -> bytes:
    """32 bytes to encrypt with, for one purpose only.

    Raises ValueError when the key is shorter than 32 bytes.
    """
    return _derive(key, "sealing", purpose)


def user_handle(key: bytes, staff_id: int) -> bytes:
    """What passkeys know somebody by: 32 bytes that say nothing about who it is.

    Raises ValueError when the key is shorter than 32 bytes.
    """
    return _derive(key, "user handle", str(staff_id))


def _derive(key: bytes, purpose: str, *parts: str) -> bytes:
    if len(key) < KEY_LENGTH:
        raise ValueError("the pass key must be at least 32 bytes long")
    # Each part behind its length, so that ("1", "23") and ("12", "3") differ.
    encoded = (part.encode() for part in (purpose, *parts))
    message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hmac.digest(key, message, "sha256")


def _secret(digest: bytes) -> str:
    spare = _DIGEST_BITS - SECRET_LENGTH * _CHARACTER_BITS
    return base32(int.from_bytes(digest, "big") >> spare, SECRET_LENGTH)
