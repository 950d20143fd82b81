"""Signing in and out, and the one-time links."""

from flask import Flask

from exhibition.web import access, staff_session
from exhibition.web.auth import passkey_step, stale  # noqa: F401 -- they bring the pages
from exhibition.web.auth.blueprint import blueprint


def init_app(app: Flask) -> None:
    """Binds sessions, the guard and the pages of sign-in to the application."""
    staff_session.init_app(app)
    access.init_app(app)
    app.register_blueprint(blueprint)
