"""Pass codes, owner tokens and references: their characters, check characters and tolerant reading.

All are written in Crockford's base 32 (no I, L, O, U), whose 32 characters are read as the elements
of the field GF(32): addition is XOR, multiplication is that of polynomials over GF(2) modulo
x^5 + x^2 + 1, and a = 2 generates all 31 elements but zero.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Literal, NewType, get_args

#: 29 characters as in the QR: version, 26 random, 2 check. Admits, nothing else.
PassCode = NewType("PassCode", str)
#: 26 characters as in ``/r/``. Opens and changes one registration.
OwnerToken = NewType("OwnerToken", str)
#: 26 characters as in ``/d/``. Opens a form somebody put aside, for seven days.
DraftToken = NewType("DraftToken", str)
#: E for an exhibitor, V for a visitor.
Kind = Literal["E", "V"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
VERSION = "1"
#: Characters of 5 bits each: 130 bits.
SECRET_LENGTH = 26
PASS_CODE_LENGTH = 29

_BITS = 5
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = str.maketrans("OIL", "011")
_GAPS = re.compile(r"[\s\-\u2010-\u2015\u2212_]")
_PASS_ADDRESS = re.compile(r".*/P/([^/?#]+)/?(?:[?#].*)?", re.DOTALL)
_TYPED_MAX = 400
_GROUP = 5
_REFERENCE_RANDOM = 6


def base32(number: int, length: int) -> str:
    """The lowest ``5 * length`` bits of a number as ``length`` characters, highest first."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def make_pass_code(secret: str) -> PassCode:
    """The pass code around 26 secret characters: version in front, two check characters behind.

    Raises ValueError for anything but 26 characters of the alphabet.
    """
    if len(secret) != SECRET_LENGTH or not _VALUE.keys() >= set(secret):
        raise ValueError("a pass code needs 26 characters of the alphabet")
    body = VERSION + secret
    return PassCode(body + "".join(ALPHABET[value] for value in _remainder(body)))


def parse_pass_code(text: str) -> PassCode | None:
    """The pass code in what was scanned or typed, else None: a misread never reaches the database.

    Any case, spaces and hyphens, O for 0, I and L for 1, and a whole address ``…/p/CODE`` are read.
    """
    typed = _plain(text)
    address = _PASS_ADDRESS.fullmatch(typed)
    code = _characters(address[1] if address else typed)
    if len(code) != PASS_CODE_LENGTH or code[0] != VERSION or not _VALUE.keys() >= set(code):
        return None
    return PassCode(code) if _remainder(code) == (0, 0) else None


def format_pass_code(code: PassCode) -> str:
    """The code in groups of five, for reading aloud and typing."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def parse_owner_token(text: str) -> OwnerToken | None:
    """The token in capitals, read as tolerantly as a pass code, else None. It has no check
    characters: nobody types it, and the look-up by its hash decides.
    """
    token = _characters(_plain(text))
    if len(token) != SECRET_LENGTH or not _VALUE.keys() >= set(token):
        return None
    return OwnerToken(token)


def new_draft_token() -> DraftToken:
    """26 fresh random characters (130 bits)."""
    bits = SECRET_LENGTH * _BITS
    return DraftToken(base32(secrets.randbits(bits), SECRET_LENGTH))


def parse_draft_token(text: str) -> DraftToken | None:
    """The token in capitals, read as tolerantly as an owner token, else None."""
    token = parse_owner_token(text)
    return DraftToken(token) if token else None


def reference(kind: Kind, random6: str) -> str:
    """A reference such as ``E-7K3M9QE``: kind, six given characters, one check character.

    Raises ValueError for an unknown kind or anything but six characters of the alphabet.
    """
    if kind not in get_args(Kind):
        raise ValueError("the kind of a reference is E or V")
    if len(random6) != _REFERENCE_RANDOM or not _VALUE.keys() >= set(random6):
        raise ValueError("a reference needs six characters of the alphabet")
    return f"{kind}-{random6}{ALPHABET[_weighted(kind + random6)]}"


def new_reference(kind: Kind) -> str:
    """A reference with six fresh random characters (30 bits): distinct is for the table to hold."""
    return reference(kind, base32(secrets.randbits(30), _REFERENCE_RANDOM))


def parse_reference(text: str) -> str | None:
    """The reference as printed, from any case, with or without hyphen and spaces, O for 0, I and L
    for 1; None where the check character does not fit.
    """
    typed = _characters(_plain(text))
    kind, body = typed[:1], typed[1:]
    if len(body) != _REFERENCE_RANDOM + 1 or not _VALUE.keys() >= set(body):
        return None
    if kind not in get_args(Kind) or ALPHABET[_weighted(typed[:-1])] != body[-1]:
        return None
    return f"{kind}-{body}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_TYPED_MAX]).strip().upper()


def _characters(typed: str) -> str:
    return _GAPS.sub("", typed).translate(_MISREAD)


def _double(value: int) -> int:
    """The product with a = 2: a shift, reduced by x^5 + x^2 + 1 when it overflows five bits."""
    return value << 1 ^ (0b100101 if value & 16 else 0)


def _values(text: str) -> Iterable[int]:
    return (_VALUE[character] for character in text)


def _remainder(text: str) -> tuple[int, int]:
    """What is left of the characters as a polynomial times x^2, divided by (x + 1)(x + a).

    Appended to the text, the two values make the whole divisible: it has the roots 1 and a, that
    is, sum c_i = 0 and sum c_i a^i = 0. An error e at place i alone leaves the first sum at e, not
    zero. Two errors at i and j pass the first sum only when equal, and then leave the second at
    e (a^i + a^j), which is zero only for i = j modulo 31. So in up to 31 characters every one or
    two wrong characters, and every swap of two, are noticed: a shortened Reed-Solomon code of
    distance 3. A random misread passes once in 1,024.
    """
    high = low = 0
    for value in _values(text):
        lead = value ^ high
        twice = _double(lead)
        # (x + 1)(x + a) = x^2 + (a + 1) x + a, and the leading term says how often it goes in.
        high, low = low ^ twice ^ lead, twice
    return high, low


def _weighted(text: str) -> int:
    """The sum of the characters, the last weighing a, each before it a times the next.

    As check character, weighing 1, it brings the sum to zero. One wrong character e changes the sum
    by e a^i, two neighbours u, v swapped by (u + v)(a^i + a^(i+1)): never zero for real changes.
    """
    total = 0
    for value in _values(text):
        total = _double(total ^ value)
    return total
