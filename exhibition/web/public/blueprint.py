"""The blueprint of the public pages, and the loaders every one of them begins with."""

import re

from flask import Blueprint, current_app, g
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from exhibition.config import Settings
from exhibition.database import db
from exhibition.domain import codes, keys
from exhibition.domain.errors import NotFound
from exhibition.models import Registration, Show
from exhibition.web.language import prefer

blueprint = Blueprint("public", __name__)

#: Addresses hold anything; PostgreSQL refuses to compare some of it.
SLUG = re.compile(r"[a-z0-9-]{2,40}")

# Every page begins with one of them: the statements are made once.
_SHOW = select(Show).where(Show.slug == bindparam("slug"))
_REGISTRATION = (
    select(Registration)
    .where(Registration.owner_token_hash == bindparam("token"))
    # The page shows all of them: one question to the database instead of five.
    .options(
        joinedload(Registration.show),
        joinedload(Registration.entry_pass),
        joinedload(Registration.pass_type),
        joinedload(Registration.application),
    )
)


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def load_show(slug: str) -> Show:
    """The show of an address, its language preferred for the page. Raises ``NotFound``."""
    show = None
    if SLUG.fullmatch(slug):
        show = db.session.scalar(_SHOW, {"slug": slug})
    if show is None:
        raise NotFound()
    prefer_show(show)
    return show


def load_registration(token: str) -> Registration:
    """The registration an owner token opens, its language preferred. Raises ``NotFound``."""
    parsed = codes.parse_owner_token(token)
    registration = parsed and db.session.scalar(_REGISTRATION, {"token": keys.lookup_hash(parsed)})
    if not registration:
        raise NotFound()
    g.show = registration.show
    prefer(registration.locale)
    return registration


def prefer_show(show: Show) -> None:
    """Makes a page speak the show's own language, unless the reader chose one."""
    g.show = show
    prefer(show.default_locale)
