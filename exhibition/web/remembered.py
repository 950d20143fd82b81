"""This phone remembers: a signed cookie that names the registration made on it.

A help for somebody who closed WeChat, never the only way back. It holds no personal text and no
owner token, and dies when the owner token's revision changes.
"""

from flask import Request, Response, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.models import Registration, Show

COOKIE_SECONDS = 180 * 24 * 3600


def cookie_name(show: Show) -> str:
    """The cookie of a show; one phone may be registered for several."""
    return f"mine-{show.slug}"


def remember(response: Response, registration: Registration) -> None:
    """Makes this phone remember the registration."""
    settings: Settings = current_app.config["SETTINGS"]
    response.set_cookie(
        cookie_name(registration.show),
        _signer().dumps([registration.uid, registration.owner_revision]),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.is_https,
    )


def forget(response: Response, show: Show) -> None:
    """Not my phone."""
    response.delete_cookie(cookie_name(show), samesite="Lax", httponly=True)


def recall(session: Session, request: Request, show: Show) -> Registration | None:
    """The registration this phone remembers for the show; None when there is none any more."""
    value = request.cookies.get(cookie_name(show))
    if not value:
        return None
    try:
        uid, revision = _signer().loads(value, max_age=COOKIE_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return session.scalar(
        select(Registration).where(
            Registration.show_id == show.id,
            Registration.uid == str(uid),
            Registration.owner_revision == revision,
        )
    )


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="this phone remembers")
