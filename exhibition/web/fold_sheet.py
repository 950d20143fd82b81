"""What stands beside the pass on the A4 sheet: in both languages, the registrant's own first."""

from collections.abc import Callable, Iterator

from babel.dates import format_date
from flask_babel import force_locale, gettext

from exhibition.adapters.pass_sheet import FoldSheet, Section
from exhibition.config import Settings
from exhibition.models import Registration, Show
from exhibition.web import formats, links
from exhibition.web.language import BABEL_LOCALES

FOLD_FIRST = "① 沿虚线向后对折 · First fold back here"
FOLD_SECOND = "② 再沿虚线向后对折 · Then fold back here"
#: Beyond this many days the first and the last say enough.
_DAYS_IN_FULL = 7

#: What a section says in one language, line by line.
Words = Callable[[Show, str], Iterator[str]]


def build(registration: Registration, settings: Settings) -> FoldSheet:
    """The three quarters beside the pass; what the show did not set is left out."""
    show = registration.show
    first = "en" if registration.locale == "en" else "zh"
    page = links.absolute(settings, f"/{show.slug}/")
    return FoldSheet(
        behind=(
            *_section("地点 · Venue", _where, show, first),
            *_section("交通 · Getting there", _way, show, first),
            *_section("到场 · On arrival", _arrival, show, first),
        ),
        inside_left=(
            *_section("展会 · Show", _names, show, first),
            *_section("时间 · Dates and hours", _days, show, first),
        ),
        inside_right=(
            *_section("须知 · Please note", _rules, show, first),
            *_section("组委会联络处 · Organizing committee", _organizer, show, first),
            Section("网页 · Web page", (page,)),
        ),
        fold_first=FOLD_FIRST,
        fold_second=FOLD_SECOND,
    )


def _section(heading: str, words: Words, show: Show, first: str) -> tuple[Section, ...]:
    """The section, unless nothing is known; what is the same in both languages is said once."""
    lines = _said(words, show, first)
    other = _said(words, show, "zh" if first == "en" else "en")
    also = tuple(line for line in other if line not in lines)
    return (Section(heading, lines, also),) if lines or also else ()


def _said(words: Words, show: Show, language: str) -> tuple[str, ...]:
    with force_locale(BABEL_LOCALES[language]):
        return tuple(
            line for text in words(show, language) for line in text.splitlines() if line.strip()
        )


def _where(show: Show, language: str) -> Iterator[str]:
    city, venue, address = (show.text(key).in_(language) for key in ("city", "venue", "address"))
    yield ", ".join(filter(None, (venue, city))) if language == "en" else f"{city} {venue}".strip()
    yield address


def _way(show: Show, language: str) -> Iterator[str]:
    yield show.text("transport").in_(language)


def _arrival(show: Show, language: str) -> Iterator[str]:
    yield gettext("Show this code at the entrance")
    desk = show.text("desk").in_(language)
    if show.switch("badge_exchange") and desk:
        yield gettext("Exchange this code for your badge at %(desk)s", desk=desk)
    elif desk:
        yield gettext("Questions on the day: %(desk)s", desk=desk)
    if show.switch("id_check"):
        yield gettext("Bring your original ID")


def _names(show: Show, language: str) -> Iterator[str]:
    for key in ("name", "edition"):
        yield show.text(key).in_(language)


def _days(show: Show, language: str) -> Iterator[str]:
    days = show.show_days
    if not days or len(days) > _DAYS_IN_FULL:
        yield formats.when_line(show, language)
    else:
        for one in days:
            weekday = format_date(one.date, "EEE", BABEL_LOCALES[language])
            day, hours = formats.day(one.date, language), f"{one.opens:%H:%M}–{one.closes:%H:%M}"
            yield f"{weekday} {day}, {hours}" if language == "en" else f"{day} {weekday} {hours}"
    yield show.text("hours_note").in_(language)


def _rules(show: Show, _language: str) -> Iterator[str]:
    yield gettext("One person, one pass. Please do not lend it.")
    yield gettext("Keep the code flat and clean: no fold through it.")
    yield gettext("If dates or venue change, this code stays valid.")
    years = show.switch("min_age")
    if years:
        yield gettext("Admission from the age of %(years)s.", years=years)


def _organizer(show: Show, language: str) -> Iterator[str]:
    yield show.text("organizer").in_(language)
    yield formats.phone(show.contact_phone)
    yield show.contact_email
