"""What every response carries: a strict policy, no caching of personal pages, no referrer."""

import logging
import secrets
import time
from typing import Any

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import BadRequest

from exhibition.config import Settings
from exhibition.web.language import remember_choice

log = logging.getLogger("exhibition.requests")

#: Addresses that are secrets or belong to somebody: no search engine keeps them.
UNLISTED = ("/r/", "/d/", "/p/", "/q/", "/sign-in", "/organizer/")
HSTS = "max-age=31536000; includeSubDomains"


#: A body without files: all fields of the longest form, many times over.
MAX_PLAIN_BYTES = 500_000


class FormRequest(Request):
    """A request that carries a form, and much of it only where it carries files."""

    #: Flask-WTF would read a JSON body into any of our forms.
    is_json = False

    def __init__(self, environ: dict[str, Any], *args: Any, **more: Any) -> None:
        super().__init__(environ, *args, **more)
        # The limits on single fields and on their number hold for multipart bodies. Any other is
        # taken apart in one go: twenty megabytes of ``a&a&a&…`` would cost gigabytes.
        if self.mimetype != "multipart/form-data":
            self.max_content_length = MAX_PLAIN_BYTES

    def _load_form_data(self) -> None:
        super()._load_form_data()
        # Flask-WTF looks at every name for its token and takes each for a text.
        if None in self.form:
            raise BadRequest("a part of the form has no name")


def csp_nonce() -> str:
    """The nonce of this response's own ``<style>`` and ``<script>`` elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def init_app(app: Flask, settings: Settings) -> None:
    """Adds the headers, the request id and the request log to every response, errors included."""
    app.request_class = FormRequest
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.before_request
    def _begin() -> None:
        g.request_id = secrets.token_hex(6)
        g.started = time.monotonic()

    @app.after_request
    def _finish(response: Response) -> Response:
        _headers(response, settings)
        remember_choice(response)
        _log(response)
        return response


def _headers(response: Response, settings: Settings) -> None:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # Not no-referrer: with it Chromium sends "Origin: null" and origin checks refuse our own forms.
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    if settings.is_https:
        headers["Strict-Transport-Security"] = HSTS
    if "Cache-Control" not in headers:
        # Pages differ by cookie and may be personal: nothing between us and the phone keeps one.
        headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    if request.path.lower().startswith(UNLISTED):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint != "static":
        headers["X-Request-Id"] = g.get("request_id", "-")


def _policy() -> str:
    nonce = f"'nonce-{csp_nonce()}'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {nonce}",
            f"style-src 'self' {nonce}",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "font-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def _log(response: Response) -> None:
    # The route, never the address: addresses hold owner tokens and pass codes.
    rule = request.url_rule.rule if request.url_rule else "-"
    if rule.startswith("/static"):
        return
    elapsed_ms = (time.monotonic() - g.get("started", time.monotonic())) * 1000
    log.info(
        "%s %s %s %.0fms %s",
        request.method,
        rule,
        response.status_code,
        elapsed_ms,
        g.get("request_id", "-"),
    )
