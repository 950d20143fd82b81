"""Passwords: what one may be, how it is kept, and a check that always costs the same."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from exhibition.domain.identifiers import IdentifierError

MIN_LENGTH = 8
MAX_LENGTH = 128
#: What is recommended to people (ASVS 5.0.0, 6.2.1).
GOOD_LENGTH = 15

#: Common ones that the list, which comes from abroad, does not know.
_COMMON_HERE = frozenset(
    ("woaini1314", "woaini520", "5201314520", "1314520a", "woaiwojia", "a123456789", "qq123456789")
)
#: What people put behind a common password to make it look like another one.
_TAIL = re.compile(r"[\d\W_]*$")
_WORD = re.compile(r"[a-z0-9]{4,}|[\u4e00-\u9fff]{2,}")
#: Besides words that anybody would guess, so much has to be there.
_OWN_LENGTH = 6
_FEWEST_KINDS = 4

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


def check_chosen(password: str, context: Iterable[str] = ()) -> str:
    """The password somebody chooses on a page, as it is hashed.

    ``context`` are texts that an attacker would try: the mailbox, names of shows and organizer.
    Raises IdentifierError ``password_length``, or ``password_common`` for one that is on the list
    of the thirty thousand most common ones (with digits or signs behind it too) or is made of the
    context.
    """
    folded = check(password)
    if _is_common(folded.lower()) or _is_made_of(folded.lower(), context):
        raise IdentifierError("password_common")
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


def _is_common(folded: str) -> bool:
    if len(set(folded)) < _FEWEST_KINDS:
        return True
    stem = _TAIL.sub("", folded)
    short = len(folded) < GOOD_LENGTH
    return folded in _common() or (short and len(stem) >= 4 and stem in _common())


def _is_made_of(folded: str, context: Iterable[str]) -> bool:
    rest = folded
    words = {word for text in context for word in _WORD.findall(_folded(text).lower())}
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != folded and len(_TAIL.sub("", rest)) < _OWN_LENGTH


@cache
def _common() -> frozenset[str]:
    # Fourteen megabytes that a process pays only when somebody in it chooses a password.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"]) | _COMMON_HERE


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))
