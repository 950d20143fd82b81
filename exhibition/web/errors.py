"""Errors become pages here, once: what went wrong, in the reader's language, and the way on."""

import errno
import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from exhibition.database import db
from exhibition.domain.errors import N_, ExhibitionError, Stale
from exhibition.web import formats

log = logging.getLogger("exhibition.errors")

RETRY_SECONDS = 5

#: What is raised while the database is locked, full or out of reach.
BUSY = (OperationalError, InterfaceError, PoolTimeout)
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)

SENTENCES = {
    400: N_("This request could not be understood. Go back and try again."),
    403: N_("Your role does not allow this."),
    404: N_("This page does not exist."),
    405: N_("This address cannot be used that way."),
    409: N_("This is no longer possible."),
    413: N_("What you sent is too large. Go back, shorten it and send it again."),
    429: N_("Too many requests from your network. Please wait a minute and try again."),
    500: N_("Something went wrong on our side. Nothing was saved; please try again."),
    503: N_("Very busy right now. Please try again in a few seconds."),
}

# The page for when no page can be made: it needs no template, no catalogue and no address.
PLAIN = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{status}</title>'
    '<p>{chinese}</p><p lang="en">{english}</p>'
)
PLAIN_CHINESE = {
    400: "无法识别此请求，请返回后重试。",
    500: "系统出现问题，内容未保存，请重试。",
    503: "系统繁忙，请几秒后重试。",
}


def spoken(error: ExhibitionError) -> str:
    """The sentence of an error in the reader's language, its parameters filled in."""
    words = {name: str(value) for name, value in error.params.items()}
    if "phone" in words:
        words["phone"] = formats.phone(words["phone"])
    return gettext(error.sentence, **words)


def init_app(app: Flask) -> None:
    """Registers one handler per family of errors."""
    app.register_error_handler(ExhibitionError, _exhibition_error)
    app.register_error_handler(StaleDataError, lambda _error: _exhibition_error(Stale()))
    app.register_error_handler(HTTPException, _http_error)
    for kind in BUSY:
        app.register_error_handler(kind, _database_busy)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_same_site)


def error_page(status: int, sentence: str = "") -> Response:
    """The error page of a status; ``sentence`` (translated) replaces the usual one."""
    known = status if status in SENTENCES else _family(status)
    try:
        page = render_template(
            "errors/error.html",
            status=status,
            sentence=sentence or gettext(SENTENCES[known]),
            request_id=g.get("request_id", ""),
        )
    except Exception as error:
        # What the page is made of may be what is broken; an unknown host has no addresses at all.
        log.info("a plain error page, after %s", type(error).__name__)
        plain = known if known in PLAIN_CHINESE else _family(status)
        page = PLAIN.format(status=status, chinese=PLAIN_CHINESE[plain], english=SENTENCES[plain])
    return may_try_again(make_response(page, status))


def may_try_again(response: Response) -> Response:
    """Says in the header when, where the status says that it is worth it."""
    if response.status_code in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def give_up_transaction(error: Exception) -> None:
    """Ends the transaction of a request whose database is busy or gone, and logs that it was."""
    cause = getattr(error, "orig", None) or error
    log.warning("database unavailable: %s", type(cause).__name__)
    _roll_back()


def _family(status: int) -> int:
    return 500 if status >= 500 else 400


def _roll_back() -> None:
    try:
        db.session.rollback()
    except SQLAlchemyError:
        # The connection is broken and cannot even be told so.
        db.session().invalidate()


def _exhibition_error(error: ExhibitionError) -> Response:
    _roll_back()
    return error_page(error.status, spoken(error))


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    _roll_back()
    response = error_page(error.code or 500)
    # 405 names the allowed methods, 401 the scheme: keep what the protocol asks for.
    for name, value in error.get_headers():
        if name.lower() in ("allow", "www-authenticate"):
            response.headers[name] = value
    return response


def _same_site(response: Response) -> Response:
    """Where an address was only spelled otherwise, the right one without scheme and host.

    Werkzeug names those it sees, which behind a proxy are not those of the reader.
    """
    if not isinstance(request.routing_exception, RequestRedirect):
        return response
    parts = urlsplit(request.routing_exception.new_url)
    path = "/" + parts.path.lstrip("/")
    address = f"{path}?{parts.query}" if parts.query else path
    return make_response(redirect(address, response.status_code))


def _database_busy(error: Exception) -> Response:
    give_up_transaction(error)
    return error_page(503)


def _unexpected(error: Exception) -> Response:
    # Parameters of a failed statement are personal data; the log names the place, not the values.
    log.error(
        "unexpected %s in request %s",
        type(error).__name__,
        g.get("request_id", "-"),
        exc_info=None if isinstance(error, DBAPIError) else error,
    )
    _roll_back()
    disk_full = isinstance(error, OSError) and error.errno in DISK_FULL
    return error_page(503 if disk_full else 500)
