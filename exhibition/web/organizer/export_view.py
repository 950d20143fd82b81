"""An export in words: which list, which filter, where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext, pgettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from exhibition.domain.export_sets import BY_KEY
from exhibition.models import ExportJob, JobState, Show
from exhibition.queries import questions, registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import export_words, filter_words
from exhibition.services.export_jobs import SEARCH
from exhibition.web import formats
from exhibition.web.export_runner import SHEET_FULL


@dataclass(frozen=True)
class JobLine:
    """One export of the list; ``tone``, ``sign`` and ``word`` are those of its chip."""

    job: ExportJob
    what: str
    #: What the list was narrowed to; empty where it was everything.
    filters: tuple[str, ...]
    tone: str
    sign: str
    word: str
    #: Why it broke, and what to do; empty otherwise.
    reason: str
    fetchable: bool

    @property
    def waits(self) -> bool:
        """Whether somebody still works on it."""
        return self.job.is_under_way and not self.job.is_broken


def lines(
    session: Session, show: Show, jobs: Iterable[ExportJob], fetches: Callable[[ExportJob], bool]
) -> list[JobLine]:
    """Exports of a show as the page tells them; ``fetches`` says whose file may be had now."""
    asked = questions.of_show(session, show)
    channels = registrations.channel_names(session, show)
    found = []
    for job in jobs:
        wanted = RegistrationFilter.from_args(
            MultiDict((name, value) for name, value in job.arguments if name != SEARCH),
            show,
            job.kind,
            questions=asked,
            channels=channels,
        )
        parts = [
            f"{formats.localized(part.label)} {formats.localized(part.value)}"
            for part in filter_words.worded(wanted, show, asked, channels)
        ]
        if any(name == SEARCH for name, _ in job.arguments):
            parts.insert(0, formats.localized(filter_words.SEARCH))
        shipped = BY_KEY.get(job.set_key)
        listed = shipped.name if shipped else export_words.SHEETS[job.kind.value]
        what = formats.localized(listed) if shipped or not job.set_name else job.set_name
        found.append(JobLine(job, what, tuple(parts), *_chip(job), _reason(job), fetches(job)))
    return found


def _chip(job: ExportJob) -> tuple[str, str, str]:
    if job.is_broken:
        return "bad", "cross", gettext("Broke off")
    words = {
        JobState.QUEUED: ("info", "circle", pgettext("export", "In line")),
        JobState.RUNNING: ("info", "half", gettext("Being made")),
        JobState.DONE: ("ok", "check", pgettext("export", "Done")),
        JobState.CANCELLED: ("neutral", "minus", pgettext("export", "Cancelled")),
    }
    return words[job.state]


def _reason(job: ExportJob) -> str:
    if not job.is_broken:
        return ""
    if job.error == SHEET_FULL:
        return gettext("A sheet holds at most 1,048,575 rows. Narrow the list, or export CSV.")
    if job.error == "aborted":
        return gettext("The download was broken off. Export the list again.")
    return gettext("The server was stopped, or the file could not be written.")
