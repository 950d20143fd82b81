"""Passwords: what one may be, how it is kept, and a check that always costs the same."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from exhibition.domain.identifiers import IdentifierError

MIN_LENGTH = 8
MAX_LENGTH = 128

# OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. Its larger variants
# would let eight people who sign in at once take half a gigabyte.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def check(password: str) -> str:
    """The password as it is hashed.

    Raises IdentifierError ``password_length`` outside 8 to 128 characters; their kinds are free
    (ASVS 5.0.0, 6.2.5).
    """
    folded = _folded(password)
    if not MIN_LENGTH <= len(folded) <= MAX_LENGTH:
        raise IdentifierError("password_length", min=MIN_LENGTH, max=MAX_LENGTH)
    return folded


def hashed(password: str) -> str:
    """The argon2id hash to keep. Raises IdentifierError ``password_length``."""
    return _hasher.hash(check(password))


def matches(kept: str, password: str) -> bool:
    """Whether the password is the one behind ``kept``, which is empty for nobody.

    Nobody's password takes as long to check as somebody's, so that time does not tell them apart.
    """
    try:
        right = _hasher.verify(kept or _nobodys(), _folded(password[: MAX_LENGTH + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(kept)


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _folded(password: str) -> str:
    # A Chinese input method may type the same letters in full width on one device only.
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))
