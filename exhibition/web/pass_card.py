"""The card of an entry pass, as the picture, the print and the page show it."""

from functools import lru_cache

from flask_babel import force_locale, gettext

from exhibition.adapters import pass_image, pass_pdf
from exhibition.adapters.line_breaking import opening
from exhibition.adapters.pass_image import PassCard
from exhibition.adapters.pass_pdf import FoldSheet
from exhibition.adapters.print_page import About
from exhibition.config import Settings
from exhibition.domain.status import PassState
from exhibition.models import Registration, Show
from exhibition.web import fold_sheet, formats, links
from exhibition.web.language import BABEL_LOCALES

STAMPS = {
    PassState.PENDING: "待审核 / PENDING",
    PassState.REVOKED: "已撤销 / REVOKED",
    PassState.VOID: "已失效 / NOT VALID",
}
BOTH_RULE = "一人一证，请勿转借 · Personal, not transferable"
BOTH_EXCHANGE = "凭此码换取胸卡 · Exchange for your badge"
PAPERS = ("a6", "a4")
# What fits on one line of the foot, a Chinese character counted as two.
_LINE_CELLS = 64


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


def printed(registration: Registration, settings: Settings, paper: str) -> bytes:
    """The pass as a PDF of one page, `a6` or folded `a4`; drawn once like the picture."""
    card = build_card(registration, settings)
    sheet = fold_sheet.build(registration, settings) if paper == "a4" else None
    show, language = registration.show, registration.locale
    about = About(
        title=f"{show.text('name').in_(language)} {registration.reference}",
        author=show.text("organizer").in_(language),
        language="en" if language == "en" else "zh-CN",
    )
    return _printed(card, about, sheet)


@lru_cache(maxsize=32)
def _printed(card: PassCard, about: About, sheet: FoldSheet | None) -> bytes:
    return pass_pdf.draw(card, about, sheet)


def _foot(registration: Registration) -> tuple[str, ...]:
    show, language = registration.show, registration.locale
    when = formats.when_line(show, language)
    where = " ".join(
        filter(None, (show.text("city").in_(language), show.text("venue").in_(language)))
    )
    exchange = BOTH_EXCHANGE if show.switch("badge_exchange") else ""
    contact = f"{show.text('organizer').in_(language)} {formats.phone(show.contact_phone)}"
    way = _way(show, language)
    return tuple(filter(None, (when, where, way, exchange, BOTH_RULE, contact.strip())))


def _way(show: Show, language: str) -> str:
    """How to get there in one line; nothing while the text is the preset's sample."""
    text = show.text("transport").in_(language)
    if not text or "transport" in show.samples:
        return ""
    return gettext("Getting there: %(way)s", way=opening(text, _LINE_CELLS))
