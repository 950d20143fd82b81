"""Which language a page speaks: the query, then the cookie, then the registration or show."""

from flask import Response, current_app, g, request
from flask_babel import refresh

LANGUAGES = ("zh", "en")
BABEL_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "lang"
COOKIE_SECONDS = 365 * 24 * 3600


def chosen_language() -> str | None:
    """What the reader asked for by ``?lang=`` or by the cookie of an earlier choice."""
    for candidate in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if candidate in LANGUAGES:
            return candidate
    return None


def page_language() -> str:
    """The language of this request, "zh" or "en": what was chosen, else what the page prefers."""
    preferred = g.get("preferred_language")
    return chosen_language() or (preferred if preferred in LANGUAGES else "zh")


def prefer(language: str) -> None:
    """Says what the page's registration or show would speak when the reader chose nothing."""
    g.preferred_language = language
    # Flask-Babel remembers its first answer for the request.
    refresh()


def choose_locale() -> str:
    """The locale Flask-Babel translates into."""
    return BABEL_LOCALES[page_language()]


def remember_choice(response: Response) -> Response:
    """Keeps a ``?lang=`` for the pages that follow."""
    asked = request.args.get("lang")
    if response.cache_control.public:
        # What a proxy may keep for everybody must not carry one reader's choice.
        return response
    if asked in LANGUAGES and request.cookies.get(COOKIE) != asked:
        response.set_cookie(
            COOKIE,
            asked,
            max_age=COOKIE_SECONDS,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
