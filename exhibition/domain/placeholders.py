"""The few values an organizer's text may name, written ``{organizer}``.

Filled in a single pass from a fixed dictionary: what a value contains is printed as it is, so that
a company called ``{contact}`` stays a company called ``{contact}``.
"""

import re
from collections.abc import Collection, Mapping

#: What the privacy notice may name.
NOTICE = frozenset({"organizer", "contact", "retention"})

_BRACED = re.compile(r"\{([^{}]*)\}")


def problem(text: str, allowed: Collection[str]) -> str | None:
    """The first piece of ``text`` that is no allowed placeholder (a lone brace too), or None."""
    for found in _BRACED.finditer(text):
        if found[1] not in allowed:
            return found[0]
    lone = re.search(r"[{}]", _BRACED.sub("", text))
    return lone[0] if lone else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each named value put in; a name without a value stays as it is written."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)
