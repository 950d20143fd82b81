"""Names written from right to left inside our sentences: they keep to themselves.

Beside digits, brackets or a second such name they would otherwise pull the words around them to
the other side of the line.
"""

import unicodedata

from flask import Flask
from markupsafe import Markup

_FIRST_STRONG, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def init_app(app: Flask) -> None:
    """Registers the filter of the templates."""
    app.jinja_env.filters.update(apart=apart)


def apart(words: str) -> str:
    """The words for a page or the HTML part of a mail, isolated where they run to the left."""
    return Markup("<bdi>{}</bdi>").format(words) if runs_left(words) else words


def apart_in_text(words: str) -> str:
    """The same for plain text: between the signs that a mail reader understands as ``<bdi>``."""
    return f"{_FIRST_STRONG}{words}{_END}" if runs_left(words) else words


def runs_left(words: str) -> bool:
    """Whether some of the words are written from right to left."""
    return any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in words)
