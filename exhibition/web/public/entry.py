"""An entry QR code was scanned: count it, and on to the form."""

import logging

from flask import redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Channel, Show
from exhibition.services import channels
from exhibition.services import shows as show_service
from exhibition.web.public.blueprint import blueprint

log = logging.getLogger("exhibition.channels")

#: Agents that fetch a link to draw its preview; nobody scanned anything.
PREVIEWERS = (
    "facebookexternalhit", "twitterbot", "slackbot", "telegrambot", "whatsapp", "linkedinbot",
    "discordbot", "bot/", "spider", "crawler", "preview",
)  # fmt: skip


@blueprint.get("/q/<slug>")
def entry(slug: str) -> Response:
    """To the form the channel points at now; an unknown channel leads to the open show."""
    channel = db.session.scalar(select(Channel).where(Channel.slug == slug.lower()))
    if channel is None:
        return _to_first_page()
    if request.method == "GET" and not _is_previewer():
        _count(channel)
    show, moved = _target(channel)
    words = {"ch": channel.slug} | ({"earlier": "1"} if moved else {})
    if (lang := request.args.get("lang")) is not None:
        words["lang"] = lang
    return _unstored(redirect(url_for(f"public.{channel.form}_form", show_slug=show.slug, **words)))


def _target(channel: Channel) -> tuple[Show, bool]:
    """The channel's show, or the newer open one when its edition is over."""
    moment = now()
    if not channel.show.is_over(moment) and channel.show.takes(Kind(channel.form)):
        return channel.show, False
    newer = show_service.open_show(db.session(), moment)
    if newer is None or newer.id == channel.show_id or not newer.takes(Kind(channel.form)):
        return channel.show, False
    return newer, True


def _to_first_page() -> Response:
    show = show_service.open_show(db.session(), now())
    where = url_for("public.landing", show_slug=show.slug) if show else url_for("public.shows")
    return _unstored(redirect(where))


def _unstored(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_previewer() -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(name in agent for name in PREVIEWERS)


def _count(channel: Channel) -> None:
    day = now().astimezone(channel.show.zone).date()
    try:
        channels.count_scan(db.engine, channel.id, day)
    except SQLAlchemyError as error:
        # A scan that is not counted is a small loss; one that is not answered is a lost visitor.
        log.warning("a scan was not counted: %s", type(error).__name__)
