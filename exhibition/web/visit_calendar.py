"""The days of a visit as calendar entries: what they say, and which ones somebody gets."""

from datetime import datetime

from flask_babel import force_locale, gettext

from exhibition.adapters.calendar import Day, Visit
from exhibition.config import Settings
from exhibition.domain.answers import Answer
from exhibition.domain.show import ShowDay
from exhibition.domain.status import PassState
from exhibition.models import Registration, Show
from exhibition.web import formats, links
from exhibition.web.language import BABEL_LOCALES

#: The question whose answer says on which days somebody comes.
CHOSEN_DAYS = "visit_dates"
_ENDED = (PassState.VOID, PassState.REVOKED)


def visit(registration: Registration, settings: Settings, sequence: int) -> Visit:
    """The entries of a registration, in its language; no days while none are announced.

    `sequence` counts how often the show replaced them; a cancellation comes after all of these.
    """
    show, language = registration.show, registration.locale
    ended = registration.entry_pass.state in _ENDED
    with force_locale(BABEL_LOCALES.get(language, "zh_Hans_CN")):
        note = _note(registration)
    return Visit(
        title=show.text("name").in_(language),
        place=" ".join(
            filter(None, (show.text(key).in_(language) for key in ("city", "venue", "address")))
        ),
        note=note,
        address=links.absolute(settings, f"/{show.slug}/"),
        language="en" if language == "en" else "zh-CN",
        days=_days(registration, links.base_host(settings)),
        changed_at=show.updated_at,
        sequence=sequence + ended,
        is_cancelled=ended,
    )


def _days(registration: Registration, host: str) -> tuple[Day, ...]:
    """An entry for each day, or for those that were chosen. A day that moves keeps its name,
    which therefore holds its place among the days and not its date.
    """
    show = registration.show
    chosen = _chosen(registration)
    return tuple(
        Day(f"{registration.reference}-{place}@{host}", *_hours(day, show))
        for place, day in enumerate(show.show_days, 1)
        if not chosen or day.date.isoformat() in chosen
    )


def _chosen(registration: Registration) -> frozenset[str]:
    """The chosen days that the show still has; empty where all of them moved away."""
    kept = registration.answers.get(CHOSEN_DAYS)
    values = Answer.from_json(kept).values if kept else ()
    return frozenset(values) & {day.date.isoformat() for day in registration.show.show_days}


def _hours(day: ShowDay, show: Show) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day.date, day.opens, show.zone),
        datetime.combine(day.date, day.closes, show.zone),
    )


def _note(registration: Registration) -> str:
    show, language = registration.show, registration.locale
    hours_note = show.text("hours_note").in_(language)
    organizer = show.text("organizer").in_(language)
    return "\n".join(
        filter(
            None,
            (
                gettext("Reference: %(ref)s", ref=registration.reference),
                gettext("Have your entry pass with its QR code at hand."),
                hours_note,
                f"{organizer} {formats.phone(show.contact_phone)}".strip(),
                show.contact_email,
            ),
        )
    )
