"""What an address asks of a list that the show does not have: left out, and told.

A bookmark, a saved view or a colleague's address may name a channel, a question or a column that
is gone. The list shows what the rest asks for; saying nothing would pass it off as the whole.
"""

from collections.abc import Iterable

from exhibition.queries.filters import NEWEST_FIRST, SWITCHES, RegistrationFilter

#: More would be no address of ours.
MOST = 8
#: Of the page rather than of the filter, or only of forms.
_NO_FILTER = frozenset(
    {
        *("page", "count", "lang", "view", "columns", "reader", "ref", "but", "all", "expected"),
        *("csrf_token", "format", "header", "purpose"),
    }
)

Pairs = Iterable[tuple[str, str]]


def left_out(asked: Pairs, wanted: RegistrationFilter) -> list[tuple[str, str]]:
    """The names and values of the address that ``wanted``, made from it, does not hold."""
    held = wanted.to_args()
    names = {name for name, _ in held}
    found = []
    for name, value in asked:
        known = (name, value) in held if name == "status" else name in names
        if value.strip() and not known and not _is_at_rest(name, value):
            found.append((name, value))
    return list(dict.fromkeys(found))[:MOST]


def _is_at_rest(name: str, value: str) -> bool:
    return (
        name in _NO_FILTER
        or (name == "sort" and value == NEWEST_FIRST)
        or (name in SWITCHES and value == "0")
    )
