"""What somebody must be allowed to take a file along, asked when it is chosen, made and fetched."""

from collections.abc import Iterable

from exhibition.domain.export_sets import ID_NUMBER, OWN_PAGE, UPLOADS
from exhibition.domain.rights import Right


def needed(set_key: str, columns: Iterable[str], *, masked: bool) -> frozenset[Right]:
    """The rights that a file with these columns of this set asks for.

    Files people handed in cannot be masked. Links to their own pages are a right of their own, and
    of no use when they are masked; so are numbers of identity documents.
    """
    found = {Right.EXPORT}
    if not masked or set_key == UPLOADS:
        found.add(Right.EXPORT_FULL)
    if OWN_PAGE in columns:
        found |= {Right.EXPORT_FULL, Right.MAIL_LINKS}
    if ID_NUMBER in columns:
        found |= {Right.EXPORT_FULL, Right.ID_NUMBERS}
    return frozenset(found)
