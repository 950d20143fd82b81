"""The mail that says a repeating export is ready: a link that asks to sign in, never the file."""

from typing import Any

from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.export_rights import needed
from exhibition.models import OutboxMail, RunState, ScheduleRun, ScheduleState, Staff
from exhibition.queries import schedules
from exhibition.web import formats, links, schedule_words


def facts(session: Session, mail: OutboxMail, settings: Settings) -> dict[str, Any] | None:
    """What the templates say; None where the reader may not have it any more."""
    run = session.get(ScheduleRun, mail.param("run"))
    reader = session.get(Staff, mail.param("staff"))
    if run is None or reader is None or reader.email != mail.recipient or not _may(run, reader):
        return None
    schedule, job, show = run.schedule, run.job, run.schedule.show
    at_schedule = links.absolute(settings, f"/organizer/{show.slug}/schedules/{schedule.id}")
    at_file = at_schedule
    if job is not None and run.state is RunState.DONE:
        at_file = links.absolute(settings, f"/organizer/{show.slug}/exports/{job.id}")
    return {
        "set_name": schedule_words.set_name(schedule),
        "rows": f"{run.rows:,}",
        "state": run.state.value,
        "reason": schedule_words.reason(run),
        "when": schedule_words.rhythm(schedule),
        "purpose": schedule.purpose,
        "until": formats.moment(job.expires_at, show) if job and job.expires_at else "",
        "missed": run.missed,
        "link": at_file,
        "schedule_link": at_schedule,
        "by": schedule.staff.email,
    }


def _may(run: ScheduleRun, reader: Staff) -> bool:
    schedule, job = run.schedule, run.job
    if job is None or schedule.state is ScheduleState.DELETED:
        return False
    told = {row.staff_id for row in schedule.recipients} | {schedule.staff_id}
    asked = needed(job.set_key, job.columns, masked=job.masked)
    return reader.id in told and asked <= schedules.rights_of(reader, schedule.show)
