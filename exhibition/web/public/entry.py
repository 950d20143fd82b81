"""An entry QR code was scanned: count it, and on to the form."""

import logging
from datetime import date

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
from exhibition.web.language import LANGUAGES
from exhibition.web.public.blueprint import SLUG, blueprint

log = logging.getLogger("exhibition.channels")

#: Agents that fetch a link to draw its preview; nobody scanned anything.
PREVIEWERS = (
    "facebookexternalhit", "twitterbot", "slackbot", "slack-imgproxy", "telegrambot", "whatsapp",
    "linkedinbot", "discordbot", "embedly", "iframely", "vkshare", "bot/", "spider", "crawler",
    "preview",
)  # fmt: skip


@blueprint.get("/q/<slug>")
def entry(slug: str) -> Response:
    """To the form the channel points at now; an unknown channel leads to the open show."""
    channel = _find(slug.lower())
    if channel is None:
        return _to_first_page()
    show, moved = _target(channel)
    if request.method == "GET" and not _is_preview():
        _count(channel.id, now().astimezone(channel.show.zone).date())
    words = {"ch": channel.slug} | ({"earlier": "1"} if moved else {})
    if (lang := request.args.get("lang")) in LANGUAGES:
        words["lang"] = lang
    return _unstored(redirect(url_for(f"public.{channel.form}_form", show_slug=show.slug, **words)))


def _find(slug: str) -> Channel | None:
    if not SLUG.fullmatch(slug):
        return None
    return db.session.scalar(select(Channel).where(Channel.slug == slug))


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


def _is_preview() -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or any(name in agent for name in PREVIEWERS)


def _count(channel_id: int, day: date) -> None:
    # The count has a connection of its own; with this one given back, eight scans need eight.
    db.session.commit()
    try:
        channels.count_scan(db.engine, channel_id, day)
    except SQLAlchemyError as error:
        # A scan that is not counted is a small loss; one that is not answered is a lost visitor.
        log.warning("a scan was not counted: %s", type(error).__name__)
