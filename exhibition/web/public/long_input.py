"""Somebody pastes a whole document into a field: the form comes back with every other word.

The usual limit refuses such a request as a whole, and what was typed is lost with it. Here it is
read, and the field that is too long is cut: still too long for its check, small on the page.
"""

from collections.abc import Iterator
from urllib.parse import unquote_plus

from flask import request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from exhibition.web.public.blueprint import blueprint

PLAIN = "application/x-www-form-urlencoded"
#: A million Chinese characters, percent-encoded; beyond that the request is refused unread.
MOST_BYTES = 10 * 1024 * 1024
#: More fields than any form has. Millions of tiny ones would cost a hundred times their size.
MOST_FIELDS = 1_000
#: More characters than any field may hold, and their bytes at the worst (four, each as ``%XX``).
KEPT = 5_000
KEPT_BYTES = 12 * KEPT


@blueprint.before_request
def take_long_words() -> None:
    """Reads a plain form beyond the usual limit, up to ``MOST_BYTES``, each field cut."""
    usual, sent = request.max_content_length or 0, request.content_length or 0
    if request.mimetype != PLAIN or not usual < sent <= MOST_BYTES:
        return
    request.max_content_length = MOST_BYTES
    body = request.get_data(cache=False)
    if body.count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge()
    request.form = ImmutableMultiDict(_fields(body))
    request.files = ImmutableMultiDict()


def _fields(body: bytes) -> Iterator[tuple[str, str]]:
    for field in body.split(b"&"):
        name, _, value = field.partition(b"=")
        yield _words(name), _words(value)


def _words(encoded: bytes) -> str:
    return unquote_plus(encoded[:KEPT_BYTES].decode("ascii", "replace"), errors="replace")[:KEPT]
