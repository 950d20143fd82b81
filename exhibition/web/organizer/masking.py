"""Contacts as far as the reader may see them.

Visitors' numbers are masked in lists for everybody, and whole on their page for those who work
with visitors. Exhibitors' contacts are whole, in lists too, for those who work with exhibitors. A
viewer sees no number whole, on any page.
"""

from collections.abc import Mapping

from exhibition.domain.identifiers import mask_mobile
from exhibition.domain.masking import mask_numbers
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.web import access, formats

_RIGHTS: Mapping[Kind, Right] = {
    Kind.VISITOR: Right.VISITOR_CONTACTS,
    Kind.EXHIBITOR: Right.EXHIBITOR_CONTACTS,
}


def sees_phones(kind: Kind) -> bool:
    """Whether whoever is signed in may see contacts of this kind whole, on their page at least."""
    return access.may(_RIGHTS[kind])


def listed(e164: str, kind: Kind) -> str:
    """A number in a list."""
    if kind is Kind.VISITOR or not sees_phones(kind):
        return mask_mobile(e164)
    return formats.phone(e164)


def on_page(e164: str, kind: Kind) -> str:
    """A number on the page of one registration."""
    return formats.phone(e164) if sees_phones(kind) else mask_mobile(e164)


def in_text(text: str, kind: Kind) -> str:
    """A text in which people may have written a number, such as an address or a WeChat ID."""
    return text if sees_phones(kind) else mask_numbers(text)
