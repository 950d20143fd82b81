"""What a chat shows of a link to a show: title, sentence, picture."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import url_for
from flask_babel import gettext

from exhibition.adapters import share_image
from exhibition.adapters.share_image import ShareCard
from exhibition.domain.clock import now
from exhibition.domain.colour import DESIGNED
from exhibition.models import Show, ShowPicture
from exhibition.queries.show_pictures import digest_of
from exhibition.web import formats, links
from exhibition.web.public.blueprint import settings

#: Chats cut a description after two or three lines.
DESCRIPTION_LENGTH = 120


@dataclass(frozen=True)
class Shared:
    """The preview of a link; addresses are absolute, sizes are pixels."""

    title: str
    description: str
    address: str
    image: str
    width: int
    height: int


def of_show(show: Show, picture: ShowPicture | None) -> Shared:
    """The preview of the first page of a show in the language of the page."""
    if picture is None:
        path = url_for("public.share_picture", show_slug=show.slug, v=show.version)
        width, height = share_image.WIDTH, share_image.HEIGHT
    else:
        path, width, height = address_of(show, picture), picture.width, picture.height
    return Shared(
        title=_title(show),
        description=_description(show),
        address=links.absolute(settings(), url_for("public.landing", show_slug=show.slug)),
        image=links.absolute(settings(), path),
        width=width,
        height=height,
    )


def file_name(picture: ShowPicture) -> tuple[str, str]:
    """The name of a picture in its address, and its ending without the dot."""
    return digest_of(picture), PurePosixPath(picture.stored_name).suffix[1:]


def address_of(show: Show, picture: ShowPicture) -> str:
    """The path of a picture of a show."""
    digest, ending = file_name(picture)
    return url_for(
        "public.show_picture", show_slug=show.slug, slot=picture.slot, digest=digest, ending=ending
    )


def card(show: Show) -> ShareCard:
    """What the drawn picture says, in both languages, for it is the same for every reader."""
    name, city = show.text("name"), show.text("city")
    accent = formats.show_accent(show) or DESIGNED
    return ShareCard(
        slug=show.slug,
        motif=show.motif,
        accent=accent.light,
        name_zh=name.zh,
        name_en=name.en,
        lines=tuple(_when_and_where(show, city.in_(language), language) for language in _two(show)),
    )


def _two(show: Show) -> tuple[str, str]:
    return ("en", "zh") if show.default_locale == "en" else ("zh", "en")


def _when_and_where(show: Show, city: str, language: str) -> str:
    dates = formats.dates_line(show, language) if show.show_days else ""
    return " · ".join(filter(None, (dates, city)))


def _title(show: Show) -> str:
    name = formats.localized(show.text("name"))
    if show.is_over(now()):
        return name
    invitation = gettext("Register to visit or exhibit")
    return f"{name} · {invitation}"


def _description(show: Show) -> str:
    where = " ".join(filter(None, (formats.localized(show.text(key)) for key in ("city", "venue"))))
    facts = " · ".join(filter(None, (formats.dates_line(show), where)))
    more = formats.localized(show.text("intro")) or formats.localized(show.text("audience"))
    ended = facts + ("." if formats.locale() == "en" else "。")
    return _shortened(formats.sentences(ended, more))


def _shortened(text: str) -> str:
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    cut = text[: DESCRIPTION_LENGTH - 1]
    # An English word stays whole; Chinese has no spaces and may end anywhere.
    return (cut.rpartition(" ")[0] if formats.locale() == "en" else cut) + "…"
