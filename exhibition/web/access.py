"""Who may open what. Every address is closed unless it is listed here or names the right it needs.

One guard stands before all of them, so that nothing is decided page by page. A show that somebody
has no role in does not exist for them: 404, as for a show that does not exist at all.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import Grant, Right, is_in_scope, rights_in
from exhibition.models import Show, Staff
from exhibition.web import errors
from exhibition.web.own_path import ORGANIZER
from exhibition.web.staff_session import current_session, is_unreadable, signed_in

#: What nobody-in-particular reaches: registrants' pages, the door to the back office, health.
OPEN_BLUEPRINTS = frozenset({"public", "auth", "health"})
OPEN_ENDPOINTS = frozenset({"static"})
#: The switch of a show that lets nobody in by password alone.
SECOND_FACTOR = "second_factor"

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Puts the guard before every request."""
    app.before_request(refusal)
    app.register_error_handler(CSRFError, _without_token)
    app.jinja_env.globals.update(signed_in=signed_in, may=may, may_anywhere=may_anywhere)


def needs(right: Right) -> Callable[[View], View]:
    """Declares the right a view asks for; above or below the line that gives its address."""

    def declare(view: View) -> View:
        view.needed_right = Right(right)  # type: ignore[attr-defined]
        return view

    return declare


def needed(app: Flask, endpoint: str) -> Right | None:
    """The right an endpoint declares; None where it declares none."""
    found: Right | None = getattr(app.view_functions[endpoint], "needed_right", None)
    return found


def is_open(endpoint: str) -> bool:
    """Whether everybody may ask for the endpoint."""
    return endpoint in OPEN_ENDPOINTS or endpoint.partition(".")[0] in OPEN_BLUEPRINTS


def refuse_undeclared(app: Flask) -> None:
    """Raises ``RuntimeError`` for endpoints that are neither open nor declare a right."""
    undeclared = [
        endpoint
        for endpoint in sorted(app.view_functions)
        if not is_open(endpoint) and needed(app, endpoint) is None
    ]
    if undeclared:
        raise RuntimeError(f"say with access.needs() who may open {', '.join(undeclared)}")


def refusal() -> Response | None:
    """The answer to a request that must not go on; None when it may."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    right = needed(current_app, endpoint)
    if right is not None and "\0" in request.path:
        # No address of ours holds one, and PostgreSQL refuses to compare it with any.
        return errors.error_page(404)
    if right is None:
        if is_open(endpoint):
            return None
        raise RuntimeError(f"{endpoint} is neither open nor declares a right")
    if signed_in() is None:
        if is_unreadable():
            return errors.error_page(503)
        return make_response(redirect(url_for("auth.sign_in", next=_way_back()), 302))
    return _out_of_bounds(right)


def _out_of_bounds(right: Right) -> Response | None:
    """Somebody signed in: 404 outside of their shows, 403 without the right, and the way to a
    second factor where the show wants one.
    """
    slug = _slug()
    if slug is not None:
        show = _here(slug)
        if not is_in_scope(own_grants(), show and show.id):
            return errors.error_page(404)
        if show is not None and not is_reachable(show):
            page = render_template("auth/factor_needed.html", show=None)
            return make_response(page, 403)
    return None if may(right) else errors.error_page(403)


def may(right: Right | str) -> bool:
    """Whether whoever is signed in has the right, in the show of this address if it has one."""
    if signed_in() is None:
        return False
    slug = _slug()
    if slug is None:
        return Right(right) in rights_in(own_grants(), None)
    show = _here(slug)
    if show is None:
        # Of a show there is not, whoever may enter all of them has the rights they have in all.
        everywhere = [grant for grant in own_grants() if grant.show_id is None]
        return bool(everywhere) and Right(right) in rights_in(everywhere, None)
    return is_in_scope(own_grants(), show.id) and may_in(Right(right), show)


def may_anywhere(right: Right | str) -> bool:
    """Whether whoever is signed in has the right in any show."""
    return signed_in() is not None and Right(right) in rights_in(own_grants(), None)


def may_in(right: Right, show: Show) -> bool:
    """Whether whoever is signed in has the right in another show than that of the address."""
    return right in rights_in(own_grants(), show.id) and is_reachable(show)


def own_grants() -> list[Grant]:
    """What whoever is signed in may; it came with their session."""
    member = signed_in()
    return [row.as_grant() for row in member.grants] if member is not None else []


def own_shows() -> list[Show]:
    """The shows somebody has a role in, newest first."""
    wanted = select(Show).order_by(Show.created_at.desc(), Show.id.desc())
    return [show for show in db.session.scalars(wanted) if is_in_scope(own_grants(), show.id)]


def is_reachable(show: Show) -> bool:
    """Whether a show of one's own may be entered with what was shown at sign-in."""
    return is_strong() or not show.switch(SECOND_FACTOR)


def is_strong() -> bool:
    """Whether more than a password was shown in this session."""
    found = current_session()
    return found is not None and found.is_strong


def current_staff() -> Staff:
    """Who is signed in, in a view that declares a right."""
    member = signed_in()
    if member is None:
        raise RuntimeError("a view that asks who is signed in must declare a right")
    return member


def manager_or_nobody() -> Staff | None:
    """Who is signed in, where they may change the show; None for everybody else."""
    return signed_in() if may(Right.SETTINGS) else None


def load_show(slug: str) -> Show:
    """A show somebody has a role in. Raises ``NotFound``, for any other as for none."""
    show = _here(slug)
    if show is None or not is_in_scope(own_grants(), show.id):
        raise NotFound()
    g.show = show
    return show


def _slug() -> str | None:
    found: str | None = (request.view_args or {}).get("show_slug")
    return found


def _here(slug: str) -> Show | None:
    """The show of this slug, asked for once in a request."""
    if g.get("here_slug") != slug:
        wanted = select(Show).where(Show.slug == slug).options(joinedload(Show.pass_types))
        g.here_slug, g.here = slug, db.session.scalars(wanted).unique().one_or_none()
    found: Show | None = g.here
    return found


def _way_back() -> str:
    # What was sent is lost, and its address may only take what is sent.
    if request.method not in ("GET", "HEAD"):
        return ORGANIZER
    return request.full_path if request.query_string else request.path


def _without_token(_error: CSRFError) -> Response:
    # A form without its token is checked before the guard is asked; a stranger is told to sign in.
    return refusal() or errors.error_page(400)
