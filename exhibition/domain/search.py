"""What the search box compares: folded text, the same for what is stored and what is asked."""

from exhibition.domain.typed_text import fold_width

#: Stands between two fields, so that a match never runs from one into the next.
SEPARATOR = "\x1f"
#: More than any real registration needs. Folding can make one character eighteen, and an index
#: entry of PostgreSQL holds 2,704 bytes.
LONGEST = 600


def fold(text: str) -> str:
    """The text with width, case and spaces folded away."""
    return "".join(fold_width(text).casefold().split())


def document(*fields: str) -> str:
    """The searchable text of a registration: its fields, folded, apart from each other."""
    return SEPARATOR.join(fold(field) for field in fields if field)[:LONGEST]
