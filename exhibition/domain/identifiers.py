"""Everything that turns what was typed into the one form that is stored; forms import from here.

Mailboxes and unified social credit codes are in this file, numbers in ``mobiles``, names, lines
and web addresses in ``typed_text``.
"""

import re

from email_validator import EmailNotValidError, validate_email

from exhibition.domain.mobiles import (
    dial_codes,
    display_mobile,
    is_mainland,
    mask_mobile,
    mobile,
    mobile_country,
)
from exhibition.domain.typed_text import (
    IdentifierError,
    company_name,
    fold_company,
    fold_name,
    fold_width,
    is_wechat_id,
    one_line,
    paragraph,
    person_name,
    website,
)

__all__ = [
    "IdentifierError",
    "company_name",
    "dial_codes",
    "display_mobile",
    "email",
    "fold_company",
    "fold_email",
    "fold_name",
    "is_mainland",
    "is_wechat_id",
    "mask_email",
    "mask_mobile",
    "mobile",
    "mobile_country",
    "one_line",
    "paragraph",
    "person_name",
    "uscc",
    "website",
]

_EMAIL_MAX = 254
_GMAIL = ("gmail.com", "googlemail.com")

# GB 32100-2015: no I, O, S, V, Z. The weight of position i is 3**(i-1) mod 31.
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = re.compile(f"[{_USCC_ALPHABET}]{{2}}[0-9]{{6}}[{_USCC_ALPHABET}]{{10}}")
_USCC_LENGTH = 18


def email(text: str) -> str:
    """The mailbox, its domain in lower case ASCII, its local part as typed. No DNS is asked.

    Slips of Chinese input methods (full-width letters and at sign, ``。`` for the dot) are mended.
    Raises IdentifierError ``email``, also over 254 characters (RFC 5321 §4.5.3.1.3).
    """
    address = fold_width(text[: 2 * _EMAIL_MAX]).replace("。", ".")
    try:
        # "test_environment" only admits the reserved ``.test`` names, for rehearsals.
        checked = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except (EmailNotValidError, UnicodeError):
        raise IdentifierError("email") from None
    if checked.ascii_email is None or len(checked.ascii_email) > _EMAIL_MAX:
        raise IdentifierError("email")
    return checked.ascii_email


def fold_email(address: str) -> str:
    """The mailbox that an address ends in, for limits per mailbox: case and ``+tag`` do not count,
    nor do dots at Gmail. Never an address to write to.
    """
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.split("+", 1)[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def mask_email(address: str) -> str:
    """The address for people who may not see it whole: ``z***@163.com``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1] if len(local) > 1 else ''}***@{domain}"


def uscc(text: str) -> str:
    """A unified social credit code of 18 characters, upper case.

    Checked by shape and check character (GB 32100-2015); every kind of body has one, so the first
    digit is not held to 9. Raises IdentifierError ``uscc_length``, ``uscc_characters`` or
    ``uscc_check``.
    """
    code = re.sub(r"[\s\-\u2010-\u2015\u2212]", "", fold_width(text)).upper()
    if len(code) != _USCC_LENGTH:
        raise IdentifierError("uscc_length")
    if not _USCC_SHAPE.fullmatch(code):
        raise IdentifierError("uscc_characters")
    # The standard's check value 31 - sum mod 31 brings the weighted sum of all 18, the last
    # weighing 1, to a multiple of 31. The same is said so, without its special case for 31.
    total = sum(_USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:-1]))
    if (total + _USCC_ALPHABET.index(code[-1])) % 31:
        raise IdentifierError("uscc_check")
    return code
