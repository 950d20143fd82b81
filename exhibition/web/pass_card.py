"""The card of an entry pass, as the picture and the page both show it."""

from functools import lru_cache

from flask_babel import force_locale, gettext

from exhibition.adapters import pass_image
from exhibition.adapters.pass_image import PassCard
from exhibition.config import Settings
from exhibition.domain.status import PassState
from exhibition.models import Registration
from exhibition.web import formats, links
from exhibition.web.language import BABEL_LOCALES

STAMPS = {
    PassState.PENDING: "待审核 / PENDING",
    PassState.REVOKED: "已撤销 / REVOKED",
    PassState.VOID: "已失效 / NOT VALID",
}
BOTH_RULE = "一人一证，请勿转借 · Personal, not transferable"
BOTH_EXCHANGE = "凭此码换取胸卡 · Exchange for your badge"


def build_card(registration: Registration, settings: Settings) -> PassCard:
    """What the pass of this registration says, dates and venue in the registration's language."""
    show, pass_type = registration.show, registration.pass_type
    name = show.text("name")
    with force_locale(BABEL_LOCALES.get(registration.locale, "zh_Hans_CN")):
        foot = _foot(registration)
        note = gettext("Works only in this network") if settings.network_only else None
    return PassCard(
        show_zh=name.zh,
        show_en=name.en,
        type_word_zh=pass_type.word_zh,
        type_word_en=pass_type.word_en,
        band=pass_type.band,
        slug=show.slug,
        motif=show.motif,
        name=registration.name,
        company=registration.company,
        job_title=registration.job_title,
        qr_text=links.pass_url(settings, registration.entry_pass),
        reference=registration.reference,
        foot=foot,
        stamp=STAMPS.get(registration.entry_pass.state),
        network_note=note,
    )


def picture(registration: Registration, settings: Settings) -> bytes:
    """The pass as PNG; drawn once for each state of the registration while it stays in memory."""
    return _drawn(build_card(registration, settings))


@lru_cache(maxsize=128)
def _drawn(card: PassCard) -> bytes:
    return pass_image.draw(card)


def _foot(registration: Registration) -> tuple[str, ...]:
    show, language = registration.show, registration.locale
    when = " ".join(
        filter(None, (formats.dates_line(show, language), formats.hours_line(show, language)))
    )
    where = " ".join(
        filter(None, (show.text("city").in_(language), show.text("venue").in_(language)))
    )
    exchange = BOTH_EXCHANGE if show.switch("badge_exchange") else ""
    contact = f"{show.text('organizer').in_(language)} {formats.phone(show.contact_phone)}"
    return tuple(filter(None, (when, where, exchange, BOTH_RULE, contact.strip())))
