"""Where to go after signing in: only ever to a page of our own."""

import re
from urllib.parse import urlsplit

ORGANIZER = "/organizer/"

# Browsers read a backslash as a slash and drop tabs and line ends, so "/\evil" and "/<tab>/evil"
# would lead away although they begin like a path.
_NOT_IN_PATH = re.compile(r"[\\\x00-\x20\x7f-\x9f]")


def own_path(text: str) -> str:
    """The path and query to go to if it is one of ours, else the start of the back office."""
    if not text.startswith("/") or text.startswith("//") or _NOT_IN_PATH.search(text):
        return ORGANIZER
    try:
        parts = urlsplit(text)
    except ValueError:
        return ORGANIZER
    return ORGANIZER if parts.scheme or parts.netloc else text
