"""A schedule in words: how often, when, and why a run came to nothing."""

from flask_babel import gettext

from exhibition.domain.export_sets import BY_KEY
from exhibition.domain.schedule import Cadence
from exhibition.models import ExportSchedule, RunState, ScheduleRun
from exhibition.services import schedule_runs
from exhibition.web import formats
from exhibition.web.export_runner import SHEET_FULL


def weekdays() -> list[str]:
    """The names of the days, Monday first."""
    return [
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
        gettext("Saturday"),
        gettext("Sunday"),
    ]


def set_name(schedule: ExportSchedule) -> str:
    """What its column set is called."""
    shipped = BY_KEY.get(schedule.set_key)
    return formats.localized(shipped.name) if shipped else schedule.set_name


def rhythm(schedule: ExportSchedule) -> str:
    """Such as ``Every Monday at 08:00``."""
    at = f"{schedule.rhythm.at:%H:%M}"
    if schedule.cadence is Cadence.DAILY:
        return gettext("Every day at %(time)s", time=at)
    if schedule.cadence is Cadence.WEEKDAYS:
        return gettext("Monday to Friday at %(time)s", time=at)
    return gettext("Every %(day)s at %(time)s", day=weekdays()[schedule.weekday], time=at)


def cadence(stored: str) -> str:
    """How often, as the log keeps it: a weekly one with the number of its day, Monday 1."""
    name, _, day = stored.partition(" ")
    if name == Cadence.WEEKLY and day.isdigit():
        return gettext("Every %(day)s", day=weekdays()[int(day) - 1])
    return gettext("Every day") if name == Cadence.DAILY else gettext("Monday to Friday")


def outcome(run: ScheduleRun) -> tuple[str, str, str]:
    """Tone, sign and word of the chip that says what became of a run."""
    if run.state is RunState.WAITING:
        if run.next_try_at is not None:
            return "warn", "half", gettext("Tried again soon")
        return "info", "half", gettext("Being made")
    return {
        RunState.DONE: ("ok", "check", gettext("Made")),
        RunState.EMPTY: ("neutral", "minus", gettext("Nothing new")),
        RunState.FAILED: ("bad", "cross", gettext("Broke off")),
        RunState.REFUSED: ("bad", "cross", gettext("Not made")),
    }[run.state]


def reason(run: ScheduleRun) -> str:
    """Why it came to nothing, and what to do; empty where all went well."""
    if not run.reason:
        return ""
    known = {
        schedule_runs.OWNER: gettext(
            "Whoever set it up may not take this list along any more. Somebody who may has to set"
            " it up anew."
        ),
        schedule_runs.NOBODY: gettext("None of the people to tell may have this list any more."),
        schedule_runs.SET_GONE: gettext("Its column set was deleted. Choose another one."),
        SHEET_FULL: gettext(
            "A sheet holds at most 1,048,575 rows. Narrow the list, or export CSV."
        ),
        "cancelled": gettext("Somebody cancelled this export."),
        "gone": gettext("Its export is gone."),
    }
    otherwise = gettext("The server was stopped, or the file could not be written.")
    return known.get(run.reason, otherwise)
