"""What the search box compares: folded text, the same for what is stored and what is asked."""

from collections.abc import Sequence

from exhibition.domain import pinyin
from exhibition.domain.typed_text import fold_width

#: Stands between two fields, so that a match never runs from one into the next.
SEPARATOR = "\x1f"
#: More than any real registration needs. Folding can make one character eighteen, and an index
#: entry of PostgreSQL holds 2,704 bytes.
LONGEST = 600

#: Phones turn the apostrophe of O'Brien into a quotation mark as it is typed.
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´"), "'")


def fold(text: str) -> str:
    """The text with width, case, spaces and the shape of apostrophes folded away."""
    # Before the width: folding it would make an acute accent a space with a mark.
    plain = fold_width(text.translate(_APOSTROPHES))
    return "".join(plain.casefold().split())


def document(name: str, companies: Sequence[str], *fields: str) -> str:
    """The searchable text of a registration: its fields, folded, apart from each other.

    At the end stands the pinyin, so that in a text too long nothing else is cut off for it.
    """
    written = [name, *companies, *fields]
    found = [fold(field) for field in (*written, *spelled(name, companies)) if field]
    return SEPARATOR.join(found)[:LONGEST]


def spelled(name: str, companies: Sequence[str]) -> list[str]:
    """The pinyin of the Chinese ones among the names, the shorter forms first."""
    ways = (pinyin.of_name(name), *map(pinyin.of_company, companies))
    return [form for forms in ways for form in sorted(forms, key=len)]
