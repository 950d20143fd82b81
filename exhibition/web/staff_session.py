"""The signed-in browser: Flask-Login, with a row behind every session.

The signed cookie names the row by a random token. Ending the row ends the session at its next
request, whoever kept a copy of the cookie.
"""

import logging

from flask import Flask, g, request, session
from flask_login import UserMixin, current_user, login_user
from sqlalchemy.exc import DBAPIError

from exhibition.database import db, transaction
from exhibition.models import Staff, StaffSession
from exhibition.services import staff_sessions
from exhibition.web.client import client_address
from exhibition.web.extensions import login

log = logging.getLogger("exhibition.sessions")


class SignedIn(UserMixin):
    """What Flask-Login knows of somebody: who, and by which session."""

    def __init__(self, token: str, row: StaffSession) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """The session's token, for the cookie."""
        return self.token


def init_app(app: Flask) -> None:
    """Makes the sessions of staff rows."""
    # How long a session lasts is the row's business; the cookie itself ends with the browser.
    app.config["PERMANENT_SESSION_LIFETIME"] = staff_sessions.SESSION_LIFE
    # It would compare addresses taken from X-Forwarded-For, and write a cookie to every visitor.
    login.session_protection = None
    login.user_loader(_load)


def signed_in() -> Staff | None:
    """Who is signed in."""
    row = current_session()
    return row.staff if row is not None else None


def current_session() -> StaffSession | None:
    """The session of this browser."""
    user = current_user._get_current_object()
    return user.row if isinstance(user, SignedIn) else None


def is_unreadable() -> bool:
    """Whether the database could not say who is signed in."""
    return bool(g.get("session_unreadable"))


def begin(member: Staff, *, is_strong: bool = False) -> None:
    """Signs somebody in who was just verified: a new row and a new cookie.

    ``is_strong`` says that more than a password was shown.
    """
    address = client_address()
    with transaction() as rows:
        staff_sessions.end(rows, session.get("_user_id", ""), address=address)
        token = staff_sessions.start(
            rows, member, is_strong=is_strong, device=_device(), address=address
        )
        row = staff_sessions.load(rows, token)
    session.clear()
    login_user(SignedIn(token, row))


def end() -> None:
    """Signs out whoever is signed in."""
    with transaction() as rows:
        staff_sessions.end(rows, session.get("_user_id", ""), address=client_address())
    session.clear()


def _device() -> str:
    return request.headers.get("User-Agent", "")


def _load(token: str) -> SignedIn | None:
    try:
        found = staff_sessions.load(db.session(), token)
        if found is not None and staff_sessions.is_due(found):
            _mark_seen(found)
    except DBAPIError:
        # Not raised: the error page asks as well who is signed in, and must not fail by that.
        db.session.rollback()
        g.session_unreadable = True
        return None
    return SignedIn(token, found) if found is not None else None


def _mark_seen(found: StaffSession) -> None:
    # In a page that only reads this is a short transaction of its own, and no reason to fail:
    # while nobody can write, lists are still read.
    try:
        with transaction() as rows:
            staff_sessions.mark_seen(rows, found)
    except DBAPIError as error:
        log.warning("a session was not marked as used: %s", type(error).__name__)
