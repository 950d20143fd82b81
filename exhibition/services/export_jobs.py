"""Exports as jobs: opened with their facts, claimed by one process, finished, cancelled, expired.

Whoever writes the file changes the row only while it is theirs: the number of the attempt is part
of every condition, so a process that was thought dead cannot spoil what a second one does.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError
from exhibition.domain.export_sets import ExportSet
from exhibition.models import ExportJob, JobState, Show, Staff
from exhibition.models.export import SILENCE
from exhibition.queries import schedules
from exhibition.queries.filters import RegistrationFilter

#: How long a file lies ready; one that a schedule made, over a weekend.
LIFETIME = timedelta(hours=24)
SCHEDULED_LIFETIME = timedelta(hours=72)
SEARCH = "q"
STRUCK_OUT = "…"


class NotBroken(ExhibitionError):
    """Only what broke, or was cancelled, is started again."""

    code = "export_not_broken"
    sentence = N_("This export is under way or done already.")
    status = 409


def open_job(
    session: Session,
    show: Show,
    staff: Staff,
    wanted: RegistrationFilter,
    *,
    ending: str,
    header: str,
    masked: bool,
    purpose: str = "",
    total: int = 0,
    chosen: ExportSet | None = None,
    set_name: str = "",
    only_new: bool = False,
) -> ExportJob:
    """A new job in line, with the next batch number of the show."""
    # One at a time in a show: two at once would get the same number.
    session.execute(select(Show.id).where(Show.id == show.id).with_for_update())
    last = select(func.max(ExportJob.number)).where(ExportJob.show_id == show.id)
    job = ExportJob(
        show_id=show.id,
        staff_id=staff.id,
        number=(session.scalar(last) or 0) + 1,
        kind=wanted.kind,
        set_key=chosen.key if chosen else "",
        set_name=set_name,
        columns=list(chosen.columns) if chosen else [],
        arguments=[list(pair) for pair in wanted.to_args()],
        format=ending,
        header=header,
        purpose=purpose,
        masked=masked,
        search_masked=wanted.masked,
        only_new=only_new,
        rows_total=total,
    )
    session.add(job)
    session.flush()
    return job


def claim(session: Session, job_id: int) -> ExportJob | None:
    """The job, now this process's own; None where another one has it, or it was cancelled."""
    moment = now()
    claimed = session.scalar(
        update(ExportJob)
        .where(ExportJob.id == job_id, ExportJob.state == JobState.QUEUED)
        .values(
            state=JobState.RUNNING,
            attempt=ExportJob.attempt + 1,
            rows_done=0,
            error="",
            beat_at=moment,
        )
        .returning(ExportJob.id)
        .execution_options(synchronize_session=False)
    )
    return session.get(ExportJob, job_id, populate_existing=True) if claimed else None


def beat(session: Session, job_id: int, attempt: int, rows: int) -> bool:
    """Says that it goes on, and how many rows are written; False where it must stop."""
    return _change(session, job_id, attempt, beat_at=now(), rows_done=rows)


def finish(
    session: Session,
    job: ExportJob,
    rows: int,
    *,
    file_name: str = "",
    stored_name: str = "",
    sha256: str = "",
) -> bool:
    """It is written; ``stored_name`` is empty where it went out at once. False if not ours."""
    moment = now()
    by_schedule = schedules.of_job(session, job.id) is not None
    lifetime = SCHEDULED_LIFETIME if by_schedule else LIFETIME
    return _change(
        session,
        job.id,
        job.attempt,
        state=JobState.DONE,
        rows_done=rows,
        rows_total=rows,
        file_name=file_name,
        stored_name=stored_name,
        sha256=sha256,
        finished_at=moment,
        expires_at=moment + lifetime if stored_name else None,
        arguments=without_search(job.arguments),
    )


def fail(session: Session, job: ExportJob, reason: str) -> bool:
    """It broke; ``reason`` is a code without anybody's data. False if not ours."""
    moment = now()
    return _change(
        session,
        job.id,
        job.attempt,
        state=JobState.FAILED,
        error=reason,
        finished_at=moment,
        expires_at=moment + LIFETIME,
    )


def cancel(session: Session, job: ExportJob) -> None:
    """Stops it where it is still under way; nothing happens to one that is over."""
    session.refresh(job)
    if job.is_under_way:
        job.state, job.finished_at = JobState.CANCELLED, now()
        job.arguments = without_search(job.arguments)
        session.flush()


def start_over(session: Session, job: ExportJob) -> None:
    """Puts a broken one in line again. Raises ``NotBroken`` for any other."""
    moment = now()
    lost = (ExportJob.state == JobState.FAILED) | (
        ExportJob.state.in_((JobState.QUEUED, JobState.RUNNING))
        & (ExportJob.beat_at < moment - SILENCE)
    )
    again = session.scalar(
        update(ExportJob)
        .where(ExportJob.id == job.id, lost)
        .values(
            state=JobState.QUEUED,
            beat_at=moment,
            rows_done=0,
            error="",
            finished_at=None,
            expires_at=None,
        )
        .returning(ExportJob.id)
        .execution_options(synchronize_session=False)
    )
    if again is None:
        raise NotBroken
    session.refresh(job)


def has_expired(session: Session) -> bool:
    """Whether there is anything for ``expire`` to do; takes no lock."""
    moment = now()
    return session.scalar(select(ExportJob.id).where(_over(moment)).limit(1)) is not None


def expire(session: Session) -> list[str]:
    """Lets go of files whose time is over; gives their stored names, to be deleted.

    A broken export that nobody started again forgets what was searched for as well.
    """
    over = list(session.scalars(select(ExportJob).where(_over(now()))))
    gone = [job.stored_name for job in over if job.stored_name]
    for job in over:
        job.stored_name, job.expires_at = "", None
        job.arguments = without_search(job.arguments)
    session.flush()
    return gone


def stored_names(session: Session) -> set[str]:
    """The files that exports know of."""
    return set(session.scalars(select(ExportJob.stored_name).where(ExportJob.stored_name != "")))


def _over(moment: datetime) -> ColumnElement[bool]:
    return ExportJob.expires_at <= moment


def without_search(arguments: Sequence[Any]) -> list[list[str]]:
    """The filter without what was typed into the search box, which may name somebody."""
    return [[name, STRUCK_OUT if name == SEARCH else value] for name, value in arguments]


def _change(session: Session, job_id: int, attempt: int, **values: Any) -> bool:
    changed = session.scalar(
        update(ExportJob)
        .where(
            ExportJob.id == job_id,
            ExportJob.attempt == attempt,
            ExportJob.state == JobState.RUNNING,
        )
        .values(**values)
        .returning(ExportJob.id)
        .execution_options(synchronize_session=False)
    )
    return changed is not None
