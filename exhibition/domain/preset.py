"""A show as data: what a TOML preset says, checked and frozen."""

import re
import tomllib
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from exhibition.domain import placeholders
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.preset_parts import (
    EXHIBITOR_TYPE,
    LOCALES,
    LONG_TEXTS,
    MOTIFS,
    NEEDED_TEXTS,
    OPTIONAL_TEXTS,
    SAMPLE_SETTINGS,
    TEXT_KEYS,
    UNDECIDED,
    UNITS,
    BoothTypePreset,
    Contact,
    PassTypePreset,
    ShowPreset,
    Switches,
)
from exhibition.domain.preset_questions import read_lists, read_questions
from exhibition.domain.preset_table import PresetError, Table
from exhibition.domain.show import ShowDay, Window

__all__ = ["PresetError", "ShowPreset", "parse"]

#: First words of the addresses the application uses itself.
RESERVED_SHOW_SLUGS = frozenset(
    {
        *("q", "r", "p", "d", "organizer", "gate", "sign-in", "sign-out"),
        *("healthz", "readyz", "static"),
        # Pages of the back office that belong to no show.
        *("account", "staff", "audit"),
    }
)

_SHOW_SLUG = re.compile(r"[a-z0-9-]{2,40}")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,24}")
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,40}")


def parse(text: str) -> ShowPreset:
    """The show in a preset (TOML); raises PresetError, which names the place in plain words."""
    root = _load(text)
    zone = _zone(root)
    lists = read_lists(root.table("lists", "lists"))
    windows = root.table("windows", "windows")
    preset = ShowPreset(
        slug=_show_slug(root),
        timezone=zone.key,
        default_locale=root.one_of("default_locale", LOCALES, "zh"),
        motif=root.one_of("motif", MOTIFS, "none"),
        accent=root.colour("accent"),
        samples=_samples(root),
        texts=_texts(root.table("texts", "texts")),
        notice_version=root.matching("notice_version", _VERSION, "letters, digits, dots, dashes"),
        contact=_contact(root.table("contact", "contact")),
        visitor_window=_window(windows, "visitor", zone),
        exhibitor_window=_window(windows, "exhibitor", zone),
        days=_days(root.tables("days", "day")),
        retention_until=root.day("retention_until"),
        change_until=root.day("change_until"),
        icp_no=root.text("icp_no", ""),
        gongan_no=root.text("gongan_no", ""),
        switches=_switches(root.table("switches", "switches")),
        pass_types=_pass_types(root),
        booth_types=_booth_types(root),
        id_types=lists.get("id_type", ()),
        questions=read_questions(root.tables("questions", "question"), lists),
    )
    windows.finish()
    root.finish()
    _check_whole(root, preset)
    return preset


def _load(text: str) -> Table:
    try:
        # Windows' editor may put a byte order mark before the first line.
        return Table(tomllib.loads(text.removeprefix("\ufeff")), "show")
    except tomllib.TOMLDecodeError as mistake:
        raise PresetError(f"not readable as TOML: {mistake}") from mistake


def _zone(root: Table) -> ZoneInfo:
    name = root.text("timezone", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as mistake:
        # OSError: the name is a folder of the time zone database, such as "Asia".
        raise root.error(f"there is no time zone '{name}'") from mistake


def _show_slug(root: Table) -> str:
    slug = root.matching("slug", _SHOW_SLUG, "2 to 40 small letters, digits and dashes")
    if slug in RESERVED_SHOW_SLUGS:
        raise root.error(f"the slug '{slug}' is an address of the application itself")
    return slug


def _samples(root: Table) -> tuple[str, ...]:
    samples = root.words("samples")
    for key in samples:
        if key not in TEXT_KEYS | SAMPLE_SETTINGS:
            raise root.error(f"'samples' names '{key}', which is no text and no setting")
    return samples


def _texts(table: Table) -> Mapping[str, Bilingual]:
    texts = {
        key: table.bilingual(key, needed=key in NEEDED_TEXTS, lines=key in LONG_TEXTS)
        for key in (*NEEDED_TEXTS, *OPTIONAL_TEXTS)
    }
    table.finish()
    for key, pair in texts.items():
        allowed = placeholders.NOTICE if key == "notice" else ()
        for language, text in pair.to_mapping().items():
            if found := placeholders.problem(text, allowed):
                raise table.error(f"'{key}' ({language}): {found} is no placeholder here")
    return texts


def _contact(table: Table) -> Contact:
    contact = Contact(
        phone=table.matching("phone", _PHONE, "a phone number"),
        email=table.mailbox("email"),
        notify_emails=table.words("notify_emails"),
    )
    table.finish()
    for mailbox in contact.notify_emails:
        Table({"notify_emails": mailbox}, table.place).mailbox("notify_emails")
    return contact


def _window(windows: Table, form: str, zone: ZoneInfo) -> Window:
    table = windows.table(form, f"windows, {form}")
    window = Window(table.moment("opens", zone), table.moment("closes", zone))
    table.finish()
    if window.opens_at and window.closes_at and window.opens_at >= window.closes_at:
        raise table.error("closes before it opens")
    return window


def _days(rows: list[Table]) -> tuple[ShowDay, ...]:
    days: dict[object, ShowDay] = {}
    for row in rows:
        date = row.day("date")
        if date is None:
            raise row.error("'date' is missing")
        if date in days:
            raise row.error(f"{date} appears twice")
        days[date] = ShowDay(date, row.clock("opens"), row.clock("closes"))
        row.finish()
        if days[date].opens >= days[date].closes:
            raise row.error("closes before it opens")
    return tuple(sorted(days.values(), key=lambda day: day.date))


def _switches(table: Table) -> Switches:
    switches = Switches(
        walk_in=table.flag("walk_in", False),
        badge_exchange=table.flag("badge_exchange", False),
        id_check=table.flag("id_check", False),
        id_number=table.flag("id_number", False),
        id_keep_days=table.number("id_keep_days", 1, 365) or Switches.id_keep_days,
        sharing_consent=table.flag("sharing_consent", False),
        visitor_open=table.flag("visitor_open", True),
        exhibitor_open=table.flag("exhibitor_open", True),
        second_review=table.flag("second_review", False),
        min_age=table.number("min_age", 0, 21) or 0,
        application_fee=table.number("application_fee", 0, 1_000_000),
        review_days=table.number("review_days", 1, 60),
        raw_min_area=table.number("raw_min_area", 1, 10_000) or Switches.raw_min_area,
    )
    table.finish()
    return switches


def _pass_types(root: Table) -> tuple[PassTypePreset, ...]:
    types: dict[str, PassTypePreset] = {}
    for row in root.tables("pass_types", "pass type"):
        slug = row.matching("slug", _SLUG, "small letters, digits and _")
        if slug in types:
            raise row.error("appears twice")
        types[slug] = PassTypePreset(
            slug,
            label=row.bilingual("label"),
            word=row.bilingual("word"),
            band=row.colour("band"),
            needs_review=row.flag("needs_review", False),
            on_offer=row.flag("on_offer", True),
        )
        row.finish()
    return tuple(types.values())


def _booth_types(root: Table) -> tuple[BoothTypePreset, ...]:
    types: dict[str, BoothTypePreset] = {}
    for row in root.tables("booth_types", "booth type"):
        slug = row.matching("slug", _SLUG, "small letters, digits and _")
        if slug in types:
            raise row.error("appears twice")
        types[slug] = BoothTypePreset(
            slug,
            label=row.bilingual("label"),
            unit=row.one_of("unit", UNITS),
            on_offer=row.flag("on_offer", True),
        )
        row.finish()
    return tuple(types.values())


def _check_whole(root: Table, preset: ShowPreset) -> None:
    """What only shows when the parts are seen together; raises PresetError."""
    if not any(kind.on_offer and kind.slug != EXHIBITOR_TYPE for kind in preset.pass_types):
        raise root.error("no pass type is on offer, so that nobody could register")
    if all(kind.slug != EXHIBITOR_TYPE for kind in preset.pass_types):
        raise root.error(f"pass type '{EXHIBITOR_TYPE}' is missing: it is what exhibitors carry")
    if not any(kind.slug == UNDECIDED and kind.on_offer for kind in preset.booth_types):
        raise root.error(f"booth type '{UNDECIDED}' must be on offer: not everybody knows yet")
    if preset.switches.id_check and not preset.id_types:
        raise root.error("'id_check' is on, but there is no list 'id_type'")
    if preset.switches.id_number and not preset.texts.get("id_reason"):
        raise root.error("'id_number' is on, but there is no text 'id_reason' that says why")
    last = preset.days[-1].date if preset.days else None
    if last and preset.retention_until and preset.retention_until < last:
        raise root.error("'retention_until' is before the last day of the show")
