"""A form nobody has filled in yet: the same page for everybody but for three values.

After an article goes out, hundreds of phones a second ask for it. Its 240 countries and hundred
options are rendered once for each show version, language and channel; token, submission id and
nonce are put into their places for every reader.
"""

import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from exhibition.models import Show
from exhibition.web import remembered
from exhibition.web.language import page_language
from exhibition.web.public.sign_up_form import SignUpForm
from exhibition.web.security import csp_nonce

#: Stand where the values come, while the page is rendered for keeping; nobody can guess them.
_TOKEN, _ID, _NONCE = (secrets.token_hex(16) for _ in range(3))
_MOST = 64
#: What may stand in the address of a page that is kept.
_ARGUMENTS = frozenset({"ch", "lang"})
_CHANNEL_LENGTH = 40

Key = tuple[object, ...]
Form = TypeVar("Form", bound=SignUpForm)


def is_common(show: Show) -> bool:
    """Whether this request asks for the page as everybody sees it."""
    return (
        request.args.keys() <= _ARGUMENTS
        and len(request.args.get("ch", "")) <= _CHANNEL_LENGTH
        and remembered.cookie_name(show) not in request.cookies
        and "_flashes" not in session
    )


def page(show: Show, kind: str, bind: Callable[[], Form], render: Callable[[Form], str]) -> str:
    """The empty form as HTML; ``bind`` and ``render`` are called only when it is not kept yet."""
    pages: dict[Key, str] = current_app.extensions.setdefault("fresh_forms", {})
    # Every value of every word: the links of the page carry them all, and must not be somebody
    # else's.
    asked = tuple(sorted(request.args.items(multi=True)))
    key: Key = (show.id, show.version, kind, page_language(), asked)
    if key not in pages:
        if len(pages) >= _MOST:
            pages.clear()
        pages[key] = _with_slots(bind(), render)
    return (
        pages[key]
        .replace(_TOKEN, generate_csrf())
        .replace(_ID, secrets.token_urlsafe(24))
        .replace(_NONCE, csp_nonce())
    )


def _with_slots(form: Form, render: Callable[[Form], str]) -> str:
    nonce = csp_nonce()
    form.csrf_token.current_token = _TOKEN
    form.submission_id.data = _ID
    g.csp_nonce = _NONCE
    try:
        return render(form)
    finally:
        g.csp_nonce = nonce
