"""Phone numbers as far as the reader may see them.

Visitors' numbers are masked in lists for everybody; a viewer sees no number whole, on any page.
"""

import re

from exhibition.domain.identifiers import mask_mobile
from exhibition.domain.status import Kind
from exhibition.models import Role
from exhibition.web import access, formats

#: Seven digits and more, with what people put between them: a phone number in a text.
_NUMBER = re.compile(r"\+?\d(?:[ \-]?\d){6,}")
_SHOWN = 3


def sees_phones() -> bool:
    """Whether whoever is signed in may see phone numbers whole."""
    return access.may(Role.MANAGER)


def listed(e164: str, kind: Kind) -> str:
    """A number in a list."""
    if kind is Kind.VISITOR or not sees_phones():
        return mask_mobile(e164)
    return formats.phone(e164)


def on_page(e164: str) -> str:
    """A number on the page of one registration."""
    return formats.phone(e164) if sees_phones() else mask_mobile(e164)


def in_text(text: str) -> str:
    """A text in which people may have written a number, such as an address or a WeChat ID."""
    return text if sees_phones() else _NUMBER.sub(_masked, text)


def _masked(number: re.Match[str]) -> str:
    digits = "".join(sign for sign in number[0] if sign.isdigit())
    return f"{digits[:_SHOWN]}****{digits[-4:]}" if len(digits) > 9 else "****"
