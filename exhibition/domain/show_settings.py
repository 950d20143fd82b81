"""What an organizer may edit of a show, as one value, and the rules it has to keep."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from exhibition.domain import placeholders
from exhibition.domain.bilingual import Bilingual
from exhibition.domain.preset_parts import EXHIBITOR_TYPE, NEEDED_TEXTS, Contact, Switches
from exhibition.domain.show import ShowDay, Window
from exhibition.domain.tasks import Task, TaskSetting

_VERSION_MAX = 40
_COUNTED = re.compile(r"(|.*[.-])([0-9]{1,9})")


@dataclass(frozen=True)
class ShowSettings:
    """What the Show page shows and saves."""

    texts: Mapping[str, Bilingual]
    days: tuple[ShowDay, ...]
    visitor_window: Window
    exhibitor_window: Window
    contact: Contact
    retention_until: date | None
    #: Last day on which registrants may change their own data.
    change_until: date | None
    icp_no: str
    gongan_no: str
    default_locale: str
    accent: str
    motif: str
    switches: Switches
    #: Slugs of the types on offer, and ``<form>/<slug>`` of the questions that are asked.
    pass_types: frozenset[str]
    booth_types: frozenset[str]
    questions: frozenset[str]
    #: What is asked of exhibitors later, and until when.
    tasks: Mapping[Task, TaskSetting]
    #: What still holds sample values.
    samples: frozenset[str]


@dataclass(frozen=True)
class Fault:
    """A rule the settings break: ``place`` is a key of ``flat``, ``piece`` what is wrong in it."""

    place: str
    code: str
    piece: str = ""


def faults(settings: ShowSettings) -> list[Fault]:
    """Every rule these settings break; empty when they can be saved."""
    return [*_text_faults(settings), *_time_faults(settings), *_offer_faults(settings)]


def flat(settings: ShowSettings) -> dict[str, Any]:
    """Each setting under a name of its own as a plain value, for comparing and for the log."""
    values: dict[str, Any] = {
        f"texts.{key}.{language}": text
        for key, pair in settings.texts.items()
        for language, text in pair.to_mapping().items()
    }
    values |= {f"switches.{key}": value for key, value in asdict(settings.switches).items()}
    values |= {
        "days": [
            f"{day.date.isoformat()} {day.opens:%H:%M}-{day.closes:%H:%M}" for day in settings.days
        ],
        "visitor_opens_at": _utc(settings.visitor_window.opens_at),
        "visitor_closes_at": _utc(settings.visitor_window.closes_at),
        "exhibitor_opens_at": _utc(settings.exhibitor_window.opens_at),
        "exhibitor_closes_at": _utc(settings.exhibitor_window.closes_at),
        "contact_phone": settings.contact.phone,
        "contact_email": settings.contact.email,
        "notify_emails": list(settings.contact.notify_emails),
        "retention_until": settings.retention_until and settings.retention_until.isoformat(),
        "change_until": settings.change_until and settings.change_until.isoformat(),
    }
    for name in ("icp_no", "gongan_no", "default_locale", "accent", "motif"):
        values[name] = getattr(settings, name)
    for name in ("pass_types", "booth_types", "questions", "samples"):
        values[name] = sorted(getattr(settings, name))
    for task, setting in settings.tasks.items():
        values[f"tasks.{task}.in_use"] = setting.in_use
        values[f"tasks.{task}.due_on"] = setting.due_on and setting.due_on.isoformat()
    return values


def differences(one: ShowSettings, other: ShowSettings) -> list[str]:
    """The names of ``flat`` under which two settings differ."""
    left, right = flat(one), flat(other)
    return [name for name in left if left[name] != right[name]]


def reads_differently(one: ShowSettings, other: ShowSettings) -> bool:
    """Whether the privacy notice, with what is filled into it, says something else."""

    def read(settings: ShowSettings) -> tuple[object, ...]:
        contact = settings.contact
        return (
            settings.texts["notice"],
            settings.texts["organizer"],
            (contact.phone, contact.email),
            settings.retention_until,
            (settings.texts["id_reason"], settings.switches.id_keep_days),
        )

    return read(one) != read(other)


def next_version(version: str) -> str:
    """The version of a notice that was changed: 1 becomes 2, law-3 law-4, final final.2."""
    counted = _COUNTED.fullmatch(version)
    if counted:
        return f"{counted[1]}{int(counted[2]) + 1}"[-_VERSION_MAX:]
    return f"{version[: _VERSION_MAX - 2]}.2"


def _utc(moment: datetime | None) -> str | None:
    # The same moment may be written in the show's zone or in another one.
    return moment.astimezone(UTC).isoformat() if moment else None


def _text_faults(settings: ShowSettings) -> Iterator[Fault]:
    for key, pair in settings.texts.items():
        allowed = placeholders.NOTICE if key == "notice" else ()
        for language, text in pair.to_mapping().items():
            place = f"texts.{key}.{language}"
            if not text and (pair or key in NEEDED_TEXTS):
                yield Fault(place, "text_missing")
            elif piece := placeholders.problem(text, allowed):
                yield Fault(place, "placeholder", piece)


def _time_faults(settings: ShowSettings) -> Iterator[Fault]:
    for form in ("visitor", "exhibitor"):
        window: Window = getattr(settings, f"{form}_window")
        if window.opens_at and window.closes_at and window.opens_at >= window.closes_at:
            yield Fault(f"{form}_closes_at", "closes_first")
    dates = [day.date for day in settings.days]
    for twice in sorted({day for day in dates if dates.count(day) > 1}):
        yield Fault("days", "day_twice", twice.isoformat())
    for day in settings.days:
        if day.opens >= day.closes:
            yield Fault("days", "hours", day.date.isoformat())
    until = settings.retention_until
    if dates and until and until < max(dates):
        yield Fault("retention_until", "retention_early")


def _offer_faults(settings: ShowSettings) -> Iterator[Fault]:
    if not settings.pass_types - {EXHIBITOR_TYPE}:
        yield Fault("pass_types", "no_pass_type")
    if settings.switches.id_number and not settings.texts["id_reason"]:
        yield Fault("texts.id_reason.zh", "id_reason_missing")
