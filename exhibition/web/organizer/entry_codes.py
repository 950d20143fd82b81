"""The pictures of a channel: its code with a caption, and what goes under an article."""

import re
from io import BytesIO

from flask import Response, request, send_file
from flask_babel import force_locale, gettext

from exhibition.adapters import entry_qr
from exhibition.adapters.entry_qr import ArticlePicture
from exhibition.database import db
from exhibition.domain.colour import accent_pair
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Channel, Show
from exhibition.queries import channels as channel_queries
from exhibition.web import access, formats, links
from exhibition.web.language import BABEL_LOCALES, LANGUAGES
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.publish import problems_of

TEST_MARK = "测试 / TEST"
PETROL = "#0A5C5F"

#: What the texts of a call are called in the show.
_CALLS = {Kind.VISITOR: "visit", Kind.EXHIBITOR: "exhibit"}
_NOT_IN_FILE_NAME = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')


@blueprint.get("/<show_slug>/channels/<channel_slug>/qr.png")
@access.needs(Right.READ)
def channel_png(show_slug: str, channel_slug: str) -> Response:
    """The code with its caption, for print and for pages."""
    channel = load_own_channel(access.load_show(show_slug), channel_slug)
    mark = test_mark(channel.show)
    picture = entry_qr.captioned_png(address(channel), caption=_caption(channel), test_mark=mark)
    return _file(picture, "image/png", _file_name(channel, mark, "png"))


@blueprint.get("/<show_slug>/channels/<channel_slug>/qr.svg")
@access.needs(Right.READ)
def channel_svg(show_slug: str, channel_slug: str) -> Response:
    """The same as a drawing, for a printer's layout."""
    channel = load_own_channel(access.load_show(show_slug), channel_slug)
    mark = test_mark(channel.show)
    drawing = entry_qr.captioned_svg(address(channel), caption=_caption(channel), test_mark=mark)
    return _file(drawing.encode(), "image/svg+xml", _file_name(channel, mark, "svg"))


@blueprint.get("/<show_slug>/channels/<channel_slug>/article.png")
@access.needs(Right.READ)
def article_png(show_slug: str, channel_slug: str) -> Response:
    """The picture for the end of an article, ``?words=zh`` or ``en``."""
    channel = load_own_channel(access.load_show(show_slug), channel_slug)
    language = picture_language(channel.show)
    mark = test_mark(channel.show)
    with force_locale(BABEL_LOCALES[language]):
        picture = entry_qr.article_picture(_article(channel, language, mark))
    return _file(picture, "image/png", _file_name(channel, mark, "png", language))


def load_channel(show: Show, slug: str) -> Channel:
    """The channel of an address, where it has to do with the show. Raises ``NotFound``."""
    channel = channel_queries.find(db.session(), show, slug)
    if channel is None:
        raise NotFound()
    return channel


def load_own_channel(show: Show, slug: str) -> Channel:
    """The same, where what it opens now is a show of the reader's too. Raises ``NotFound``."""
    channel = load_channel(show, slug)
    if channel.show not in access.own_shows():
        raise NotFound()
    return channel


def address(channel: Channel) -> str:
    """What the code holds: the short address under BASE_URL."""
    return links.absolute(settings(), f"/q/{channel.slug}")


def test_mark(show: Show) -> str | None:
    """What a code made now carries while the show is not ready to publish."""
    return TEST_MARK if problems_of(show) else None


def picture_language(show: Show) -> str:
    """The language asked for by ``?words=``, else the show's own."""
    asked = request.args.get("words", "")
    if asked in LANGUAGES:
        return asked
    return show.default_locale if show.default_locale in LANGUAGES else "zh"


def words_of(channel: Channel, part: str, language: str) -> str:
    """The show's ``heading`` or ``call`` of the form a channel opens."""
    return channel.show.text(f"{_CALLS[Kind(channel.form)]}_{part}").in_(language)


def contact_lines(show: Show, language: str, *, bare: bool) -> list[str]:
    """The contact block in the locale in force, its heading first; ``bare`` numbers for copying."""
    lines = [gettext("Organizing committee"), show.text("organizer").in_(language)]
    number = show.contact_phone if bare else formats.phone(show.contact_phone)
    if number:
        lines.append(gettext("Exhibiting: %(phone)s", phone=number))
    if show.contact_email:
        lines.append(gettext("E-mail: %(email)s", email=show.contact_email))
    return [line for line in lines if line]


def _article(channel: Channel, language: str, mark: str | None) -> ArticlePicture:
    show = channel.show
    exhibitor = channel.form == Kind.EXHIBITOR
    return ArticlePicture(
        heading=words_of(channel, "heading", language),
        sentence=words_of(channel, "call", language),
        url=address(channel),
        contact_lines=tuple(contact_lines(show, language, bare=False)),
        show_name=show.text("name").in_(language),
        accent=accent_pair(show.accent).light if exhibitor else PETROL,
        test_mark=mark,
        network_note=gettext("Works only in this network") if settings().network_only else None,
    )


def _caption(channel: Channel) -> str:
    """Both headings, the show, and the address for those who type it."""
    headings = [words_of(channel, "heading", language) for language in LANGUAGES]
    name = channel.show.text("name").in_(channel.show.default_locale)
    host_and_path = address(channel).partition("://")[2]
    return "\n".join(filter(None, (" · ".join(dict.fromkeys(headings)), name, host_and_path)))


def _file_name(channel: Channel, mark: str | None, ending: str, language: str = "") -> str:
    """Such as ``七月文章_我要参展_zh.png``, so that a folder of codes explains itself."""
    heading = words_of(channel, "heading", language or channel.show.default_locale)
    parts = [channel.name, heading, language, channel.slug, "TEST" if mark else ""]
    named = "_".join(filter(None, parts))
    return f"{_NOT_IN_FILE_NAME.sub('-', named)}.{ending}"


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = send_file(
        BytesIO(content),
        mimetype=media_type,
        download_name=name,
        as_attachment="download" in request.args,
    )
    # The mark in the picture goes when the show is ready: a kept copy would still carry it.
    response.headers["Cache-Control"] = "no-store"
    return response
