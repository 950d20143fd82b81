"""Errors become pages here, once: what went wrong, in the reader's language, and the way on."""

import logging
from http import HTTPStatus

from flask import Flask, Response, g, make_response, render_template
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from exhibition.database import db
from exhibition.domain.errors import ExhibitionError, N_

log = logging.getLogger("exhibition.errors")

RETRY_SECONDS = 5

SENTENCES = {
    400: N_("This request could not be understood. Go back and try again."),
    403: N_("Your role does not allow this."),
    404: N_("This page does not exist."),
    405: N_("This address cannot be used that way."),
    409: N_("This is no longer possible."),
    413: N_("What you sent is too large."),
    429: N_("Too many requests from your network. Please wait a minute and try again."),
    500: N_("Something went wrong on our side. Nothing was saved; please try again."),
    503: N_("Very busy right now. Please try again in a few seconds."),
}


def spoken(error: ExhibitionError) -> str:
    """The sentence of an error in the reader's language, its parameters filled in."""
    return gettext(error.sentence, **{key: str(value) for key, value in error.params.items()})


def init_app(app: Flask) -> None:
    """Registers one handler per family of errors."""
    app.register_error_handler(ExhibitionError, _exhibition_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
    app.register_error_handler(InterfaceError, _database_busy)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, sentence: str = "") -> Response:
    """The error page of a status; ``sentence`` (translated) replaces the usual one."""
    known = SENTENCES.get(status) or SENTENCES[500 if status >= 500 else 400]
    page = render_template(
        "errors/error.html",
        status=status,
        sentence=sentence or gettext(known),
        request_id=g.get("request_id", ""),
    )
    response = make_response(page, status)
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _exhibition_error(error: ExhibitionError) -> Response:
    db.session.rollback()
    return error_page(error.status, spoken(error))


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    db.session.rollback()
    if error.code is not None and 300 <= error.code < 400:
        return make_response(error.get_response())
    response = error_page(error.code or 500)
    # 405 names the allowed methods, 401 the scheme: keep what the protocol asks for.
    for name, value in error.get_headers():
        if name.lower() in ("allow", "www-authenticate"):
            response.headers[name] = value
    return response


def _database_busy(error: DBAPIError) -> Response:
    log.warning("database unavailable: %s", type(error.orig).__name__)
    db.session.rollback()
    return error_page(503)


def _unexpected(error: Exception) -> Response:
    # Parameters of a failed statement are personal data; the log names the place, not the values.
    log.error(
        "unexpected %s in request %s",
        type(error).__name__,
        g.get("request_id", "-"),
        exc_info=None if isinstance(error, DBAPIError) else error,
    )
    db.session.rollback()
    return error_page(InternalServerError.code)
