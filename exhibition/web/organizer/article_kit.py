"""文末素材: what goes under an article, to copy and to save."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale

from exhibition.database import db
from exhibition.domain.rights import Right
from exhibition.models import Channel
from exhibition.queries import channels as channel_queries
from exhibition.web import access
from exhibition.web.language import BABEL_LOCALES, LANGUAGES
from exhibition.web.organizer import entry_codes
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.channel_form import form_label
from exhibition.web.organizer.publish import problems_of


@dataclass(frozen=True)
class TextBlock:
    """The words of all calls and the contacts, in one language."""

    language: str
    text: str


@blueprint.get("/<show_slug>/channels/<channel_slug>/kit")
@access.needs(Right.READ)
def article_kit(show_slug: str, channel_slug: str) -> str:
    """The pictures of an article, its texts and its addresses."""
    show = access.load_show(show_slug)
    channel = entry_codes.load_own_channel(show, channel_slug)
    pair = channel_queries.of_article(db.session(), channel)
    return render_template(
        "organizer/article_kit.html",
        show=show,
        channel=channel,
        pair=pair,
        words=entry_codes.picture_language(channel.show),
        blocks=[TextBlock(language, _text(pair, language)) for language in LANGUAGES],
        is_red=any(problems_of(one.show) for one in pair),
        network_only=settings().network_only,
        address=entry_codes.address,
        form_label=form_label,
    )


def _text(pair: list[Channel], language: str) -> str:
    calls = [
        "\n".join(entry_codes.words_of(one, part, language) for part in ("heading", "call"))
        for one in pair
    ]
    with force_locale(BABEL_LOCALES[language]):
        contacts = entry_codes.contact_lines(pair[0].show, language, bare=True)
    return "\n\n".join([*calls, "\n".join(contacts)])
