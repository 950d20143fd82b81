"""Which registrations were in which export of a set: what is new or changed since the last one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from exhibition.models import ExportItem, ExportJob, JobState, ScheduleRun, Show
from exhibition.queries import schedules


def last_of(session: Session, show: Show) -> dict[str, ExportJob]:
    """The last finished export of every set of a show that somebody asked for, by the key of the
    set.
    """
    done = (
        select(ExportJob)
        .where(
            ExportJob.show_id == show.id,
            ExportJob.set_key != "",
            ExportJob.state == JobState.DONE,
            ExportJob.id.not_in(_BY_SCHEDULE),
        )
        .order_by(ExportJob.id)
    )
    return {job.set_key: job for job in session.scalars(done)}


def last_before(session: Session, job: ExportJob) -> ExportJob | None:
    """The finished export that "new or changed since" is about."""
    earlier = select(ExportJob).where(*_series(session, job), ExportJob.id < job.id)
    return session.scalar(earlier.order_by(ExportJob.id.desc()).limit(1))


def unseen(
    session: Session, job: ExportJob, ids: Sequence[int], digests: Sequence[str]
) -> list[bool]:
    """For each registration whether the set says something else about it than when it last went
    out, or never did.
    """
    before = (
        select(ExportItem.registration_id, ExportItem.digest)
        .join(ExportJob)
        .where(
            ExportItem.registration_id.in_(ids),
            *_series(session, job),
        )
        .order_by(ExportItem.job_id)
    )
    last = {row.registration_id: row.digest for row in session.execute(before)}
    return [last.get(one) != digest for one, digest in zip(ids, digests, strict=True)]


def note(session: Session, job: ExportJob, ids: Sequence[int], digests: Sequence[str]) -> None:
    """Writes down what went into an export; it counts once the export is done."""
    rows = [
        {"registration_id": one, "job_id": job.id, "digest": digest}
        for one, digest in zip(ids, digests, strict=True)
    ]
    if rows:
        session.execute(insert(ExportItem), rows)


def forget(session: Session, job: ExportJob) -> None:
    """Strikes out what an earlier attempt wrote down."""
    session.execute(delete(ExportItem).where(ExportItem.job_id == job.id))


def batches_of(session: Session, registration_id: int) -> Sequence[ExportJob]:
    """The finished exports a registration was in, newest first."""
    return session.scalars(
        select(ExportJob)
        .join(ExportItem, ExportItem.job_id == ExportJob.id)
        .where(ExportItem.registration_id == registration_id, ExportJob.state == JobState.DONE)
        .order_by(ExportJob.id.desc())
    ).all()


#: What schedules made. Their readers are others than whoever exports by hand: a row that went to
#: the one must not be missing from the file of the other.
_BY_SCHEDULE = select(ScheduleRun.job_id).where(ScheduleRun.job_id.is_not(None))


def _series(session: Session, job: ExportJob) -> list[ColumnElement[bool]]:
    """The finished exports of the same set for the same readers."""
    run = schedules.of_job(session, job.id)
    if run is None:
        same = ExportJob.id.not_in(_BY_SCHEDULE)
    else:
        own = select(ScheduleRun.job_id).where(ScheduleRun.schedule_id == run.schedule_id)
        same = ExportJob.id.in_(own.where(ScheduleRun.job_id.is_not(None)))
    return [
        ExportJob.show_id == job.show_id,
        ExportJob.set_key == job.set_key,
        ExportJob.state == JobState.DONE,
        same,
    ]
