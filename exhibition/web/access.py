"""Who may open what. Every address is closed unless it is listed here or names its least role.

One guard stands before all of them, so that nothing is decided page by page.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy import select

from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.models import Role, Show, Staff
from exhibition.web import errors
from exhibition.web.own_path import ORGANIZER
from exhibition.web.staff_session import is_unreadable, signed_in

#: From the least right to all of them.
RANKS = (Role.VIEWER, Role.MANAGER, Role.OWNER)

#: What nobody-in-particular reaches: registrants' pages, the door to the back office, health.
OPEN_BLUEPRINTS = frozenset({"public", "auth", "health"})
OPEN_ENDPOINTS = frozenset({"static"})

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Puts the guard before every request."""
    app.before_request(refusal)
    app.register_error_handler(CSRFError, _without_token)
    app.jinja_env.globals.update(signed_in=signed_in, may=may)


def needs(role: Role) -> Callable[[View], View]:
    """Declares the least role a view asks for; above or below the line that gives its address."""

    def declare(view: View) -> View:
        view.least_role = role  # type: ignore[attr-defined]
        return view

    return declare


def least_role(app: Flask, endpoint: str) -> Role | None:
    """The role an endpoint declares; None where it declares none."""
    found: Role | None = getattr(app.view_functions[endpoint], "least_role", None)
    return found


def is_open(endpoint: str) -> bool:
    """Whether everybody may ask for the endpoint."""
    return endpoint in OPEN_ENDPOINTS or endpoint.partition(".")[0] in OPEN_BLUEPRINTS


def refuse_undeclared(app: Flask) -> None:
    """Raises ``RuntimeError`` for endpoints that are neither open nor declare a role."""
    undeclared = [
        endpoint
        for endpoint in sorted(app.view_functions)
        if not is_open(endpoint) and least_role(app, endpoint) is None
    ]
    if undeclared:
        raise RuntimeError(f"say with access.needs() who may open {', '.join(undeclared)}")


def refusal() -> Response | None:
    """The answer to a request that must not go on; None when it may."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    least = least_role(current_app, endpoint)
    if least is not None and "\0" in request.path:
        # No address of ours holds one, and PostgreSQL refuses to compare it with any.
        return errors.error_page(404)
    if least is None:
        if is_open(endpoint):
            return None
        raise RuntimeError(f"{endpoint} is neither open nor declares a role")
    if signed_in() is None:
        if is_unreadable():
            return errors.error_page(503)
        return make_response(redirect(url_for("auth.sign_in", next=_way_back()), 302))
    return None if may(least) else errors.error_page(403)


def may(role: Role | str) -> bool:
    """Whether whoever is signed in has at least this role."""
    member = signed_in()
    return member is not None and RANKS.index(member.role) >= RANKS.index(Role(role))


def current_staff() -> Staff:
    """Who is signed in, in a view that declares a role."""
    member = signed_in()
    if member is None:
        raise RuntimeError("a view that asks who is signed in must declare a role")
    return member


def manager_or_nobody() -> Staff | None:
    """Who is signed in, where they may change things; None for everybody else."""
    return signed_in() if may(Role.MANAGER) else None


def load_show(slug: str) -> Show:
    """The show of an address of the back office. Raises ``NotFound``."""
    show = db.session.scalar(select(Show).where(Show.slug == slug))
    if show is None:
        raise NotFound()
    g.show = show
    return show


def _way_back() -> str:
    # What was sent is lost, and its address may only take what is sent.
    if request.method not in ("GET", "HEAD"):
        return ORGANIZER
    return request.full_path if request.query_string else request.path


def _without_token(_error: CSRFError) -> Response:
    # A form without its token is checked before the guard is asked; a stranger is told to sign in.
    return refusal() or errors.error_page(400)
