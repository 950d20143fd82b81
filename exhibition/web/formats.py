"""How texts, dates, hours and phone numbers are written on pages, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Protocol
from urllib.parse import quote, urlencode, urlsplit

from babel.dates import get_timezone_name
from flask import Flask, request
from flask_babel import get_locale, gettext
from markupsafe import Markup

from exhibition.domain import clock, money
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.colour import DESIGNED, AccentPair, accent_pair
from exhibition.domain.mobiles import display_mobile
from exhibition.domain.show import ShowDay
from exhibition.domain.show import days_left as whole_days_left
from exhibition.models.show import Show

#: The register of the police; the number follows.
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code="

_BEIJING = "Asia/Shanghai"
_MAINLAND_DIGITS = 11
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Dated(Protocol):
    """What has days: a show, or what stood about it at some time."""

    @property
    def show_days(self) -> tuple[ShowDay, ...]:
        """Earliest first; empty while they are not announced."""


def init_app(app: Flask) -> None:
    """Registers the filters and globals of every template."""
    app.jinja_env.filters.update(
        localized=localized,
        phone=phone,
        phone_link=phone_link,
        phone_call=phone_call,
        dates_line=dates_line,
        when_line=when_line,
        moment=moment,
        day=day,
        amount=amount,
        plain_amount=money.plain,
        days_left=days_left,
        host_only=host_only,
        police_register=police_register,
    )
    app.jinja_env.globals.update(
        locale=locale,
        language_address=language_address,
        sentences=sentences,
        show_accent=show_accent,
    )


def locale() -> str:
    """The language of the page, ``zh`` or ``en``; outside a request ``zh``."""
    current = get_locale()
    return "en" if current is not None and current.language == "en" else "zh"


def localized(value: Bilingual | Mapping[str, str] | str | None) -> str:
    """A text of the show in the page's language; empty where there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Mapping):
        value = Bilingual.from_mapping(value)
    return value.in_(locale())


def sentences(*parts: str) -> str:
    """Sentences in a row, the empty ones left out; Chinese ones stand without a space between."""
    said = [part for part in parts if part]
    # What a template drew is joined as such: escaped a second time, it would be read as signs.
    drawn = any(isinstance(part, Markup) for part in said)
    if locale() == "en":
        return (Markup(" ") if drawn else " ").join(said)
    return (Markup("") if drawn else "").join(said)


def phone(number: str) -> str:
    """A number as it is read: ``135 2766 6116``, ``+852 9123 4567``; anything else as typed."""
    national = _mainland_mobile(number)
    if national:
        return display_mobile(f"+86{national}")
    return display_mobile(number) if number.startswith("+") else number


def phone_link(number: str) -> str:
    """The ``tel:`` address of a number; a mainland mobile gets +86, to be called from abroad."""
    national = _mainland_mobile(number)
    digits = "".join(sign for sign in number if sign.isdigit())
    plus = "+" if national or number.strip().startswith("+") else ""
    return f"tel:{plus}{'86' + national if national else digits}"


def phone_call(number: str) -> Markup:
    """A number inside a sentence: never broken across lines, and called with one tap."""
    return Markup('<a class="figures nowrap" href="{}">{}</a>').format(
        phone_link(number), phone(number)
    )


def dates_line(show: Dated, language: str | None = None) -> str:
    """``2027年3月18日至20日`` / ``18–20 March 2027``; while unset ``日期待公布``."""
    days = show.show_days
    if not days:
        return str(gettext("Date to be announced"))
    first, last = days[0].date, days[-1].date
    return _in_english(first, last) if _english(language) else _in_chinese(first, last)


def hours_line(show: Dated, language: str | None = None) -> str:
    """``09:00–17:00``, or the hours of each run of days where they differ; empty while unset."""
    english = _english(language)
    runs = _runs(show)
    if len(runs) < 2:
        return _hours(runs[0][0]) if runs else ""
    named = (f"{_days_of(run, english)} {_hours(run[0])}" for run in runs)
    return (", " if english else "，").join(named)


def when_line(show: Dated, language: str | None = None, between: str = " ") -> str:
    """Days and hours in one line, each day named once.

    ``2027年3月18日至21日 09:00–17:30``; where the hours differ, each run of days with its own:
    ``2027年3月18日至20日 09:00–17:30，3月21日 09:00–15:00``.
    ``between`` stands between days and hours that are the same every day.
    """
    english = _english(language)
    runs = _runs(show)
    if len(runs) < 2:
        hours = hours_line(show, language)
        return between.join(filter(None, (dates_line(show, language), hours)))
    said = 0
    named = []
    for run in runs:
        year = run[-1].date.year
        named.append(f"{_days_of(run, english, year=year != said)} {_hours(run[0])}")
        said = year
    return (", " if english else "，").join(named)


def moment(value: datetime, show: Show) -> str:
    """An aware moment in the show's time zone, which is named behind it."""
    local = value.astimezone(show.zone)
    zone = (
        gettext("Beijing time")
        if show.timezone == _BEIJING
        else get_timezone_name(local, locale=get_locale())
    )
    if locale() == "en":
        return f"{day(local.date())}, {local:%H:%M} ({zone})"
    return f"{day(local.date())} {local:%H:%M}（{zone}）"


def day(value: date, language: str | None = None) -> str:
    """``2027年3月18日`` / ``18 March 2027``."""
    if _english(language):
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def amount(minor: int | None, currency: str) -> str:
    """``¥12,000.00`` in Chinese, ``CNY 12,000.00`` in English; a dash where there is none.

    Never broken across lines, and below zero with a minus sign in front.
    """
    if minor is None:
        return "–"
    sign = "¥" if currency == "CNY" and locale() == "zh" else f"{currency}\u00a0"
    return f"{'−' if minor < 0 else ''}{sign}{money.decimal(abs(minor)):,.2f}"


def days_left(show: Show) -> int | None:
    """Whole days until the first day of the show; None once it began or without dates."""
    return whole_days_left(show.show_days, show.zone, clock.now())


def host_only(url: str) -> str:
    """The host of an address, port included, as a person would say it."""
    return urlsplit(url).netloc or url


def police_register(number: str) -> str:
    """Where the police keep a filing number such as 粤公网安备44010602000001号."""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    return f"{POLICE_REGISTER}{digits}" if digits else POLICE_REGISTER.partition("#")[0]


def language_address(language: str) -> str:
    """This same page in the other language: path and query, with ``lang`` replaced."""
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    # Written out, a backslash or a tab behind the first slash leads a browser to another host.
    return f"{quote(request.path)}?{urlencode([*pairs, ('lang', language)])}"


def show_accent(show: Show) -> AccentPair | None:
    """The accent a page has to set; None where the style sheet holds it already."""
    try:
        pair = accent_pair(show.accent)
    except ValueError:
        # A page must open although somebody wrote a colour past the check of the Show page.
        return None
    return None if pair == DESIGNED else pair


def _mainland_mobile(number: str) -> str:
    digits = "".join(sign for sign in number if sign.isdigit()).removeprefix("00")
    national = digits.removeprefix("86") if len(digits) > _MAINLAND_DIGITS else digits
    return national if len(national) == _MAINLAND_DIGITS and national.startswith("1") else ""


def _english(language: str | None) -> bool:
    return (language or locale()) == "en"


def _hours(show_day: ShowDay) -> str:
    return f"{show_day.opens:%H:%M}–{show_day.closes:%H:%M}"


def _runs(show: Dated) -> list[list[ShowDay]]:
    """Days one after the other that have the same hours."""
    return [list(run) for _, run in groupby(show.show_days, key=_hours)]


def _days_of(run: Sequence[ShowDay], english: bool, *, year: bool = False) -> str:
    first, last = run[0].date, run[-1].date
    write = _in_english if english else _in_chinese
    return write(first, last, year=year)


def _in_chinese(first: date, last: date, *, year: bool = True) -> str:
    start = day(first, "zh") if year else f"{first.month}月{first.day}日"
    if first == last:
        return start
    if (first.year, first.month) == (last.year, last.month):
        return f"{start}至{last.day}日"
    if first.year == last.year or not year:
        return f"{start}至{last.month}月{last.day}日"
    return f"{start}至{day(last, 'zh')}"


def _in_english(first: date, last: date, *, year: bool = True) -> str:
    end = day(last, "en") if year else f"{last.day} {_MONTHS[last.month - 1]}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year or not year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {end}"
    return f"{day(first, 'en')} – {end}"
