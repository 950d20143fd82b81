"""What a schedule makes: one run for each due time, whoever asks and however often.

A due time is taken by changing it to the next one, in one statement; whoever comes second changes
nothing. The run, its export and the line in the log belong to the same transaction, and so do the
mails to the end of it. A process that dies in between leaves a run that waits, and the next minute
goes on with it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.domain.export_rights import needed
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.mail import MailKind
from exhibition.domain.rights import Right
from exhibition.domain.schedule import ends_on, missed, next_due
from exhibition.models import (
    ExportJob,
    ExportSchedule,
    JobState,
    RunState,
    ScheduleRun,
    ScheduleState,
    Staff,
)
from exhibition.queries import schedules
from exhibition.services import (
    audit,
    export_archives,
    export_jobs,
    export_orders,
    export_sets,
    exports,
    outbox,
)
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export

#: After the first and the second failure; the third is the last.
PAUSES = (timedelta(minutes=5), timedelta(minutes=30))
#: Trying again changes nothing about these.
FINAL = frozenset({"sheet_full", "cancelled"})
#: Why nothing was made.
OWNER, NOBODY, SET_GONE = "owner", "nobody", "set_gone"


def open_due(session: Session, schedule_id: int) -> ScheduleRun | None:
    """Takes the due time of a schedule and begins its run; None where somebody else took it, or
    nothing is to be made any more.
    """
    moment = now()
    schedule = session.get(ExportSchedule, schedule_id, populate_existing=True)
    due = _take(session, schedule, moment) if schedule is not None else None
    if schedule is None or due is None:
        return None
    session.refresh(schedule)
    zone, last = schedule.show.zone, ends_on(schedule.show.show_days)
    if last is not None and moment.astimezone(zone).date() > last:
        return None
    return _open(session, schedule, due, missed(schedule.rhythm, zone, due, moment))


def open_now(session: Session, schedule: ExportSchedule) -> ScheduleRun:
    """A run besides the due times, because somebody asked for it."""
    return _open(session, schedule, now(), 0, by_hand=True)


def advance(session: Session, run_id: int, base_host: str) -> int | None:
    """Goes on with a run that waits: tells its readers, tries again, or gives up.

    Gives the number of the export that is to be started now, or None. ``base_host`` goes into the
    Message-ID of the mails.
    """
    run = session.scalars(
        select(ScheduleRun)
        .where(ScheduleRun.id == run_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if run is None or run.state is not RunState.WAITING:
        return None
    job = run.job
    if job is None:
        _end(run, RunState.FAILED, "gone")
        return None
    session.refresh(job)
    if job.state is JobState.DONE:
        _tell(session, run, job, base_host)
    elif job.state is JobState.CANCELLED:
        _end(run, RunState.FAILED, "cancelled")
    elif job.is_broken:
        return _after_failure(session, run, job, base_host)
    return None


def _take(session: Session, schedule: ExportSchedule, moment: datetime) -> datetime | None:
    """The due time, now this transaction's own; the schedule waits for the next one."""
    due = schedule.next_due_at
    if schedule.state is not ScheduleState.ACTIVE or due is None or due > moment:
        return None
    show = schedule.show
    following = next_due(schedule.rhythm, show.zone, show.show_days, moment)
    taken = session.scalar(
        update(ExportSchedule)
        .where(
            ExportSchedule.id == schedule.id,
            ExportSchedule.state == ScheduleState.ACTIVE,
            ExportSchedule.next_due_at == due,
        )
        .values(
            next_due_at=following,
            state=ScheduleState.ACTIVE if following else ScheduleState.ENDED,
        )
        .returning(ExportSchedule.id)
        .execution_options(synchronize_session=False)
    )
    return due if taken is not None else None


def _open(
    session: Session,
    schedule: ExportSchedule,
    due: datetime,
    also_missed: int,
    *,
    by_hand: bool = False,
) -> ScheduleRun:
    run = ScheduleRun(
        schedule=schedule, due_at=due, missed=also_missed, by_hand=by_hand, left_out=[]
    )
    session.add(run)
    chosen, refused = _chosen(session, schedule), ""
    if chosen is None:
        refused = SET_GONE
    elif not _needed(schedule, chosen) <= schedules.rights_of(schedule.staff, schedule.show):
        refused = OWNER
    elif not _readers(session, schedule, _needed(schedule, chosen))[0]:
        refused = NOBODY
    if chosen is None or refused:
        _end(run, RunState.REFUSED, refused)
        _log(session, run, "schedule.refused", {"reason": refused})
    else:
        run.job, run.attempts = _job(session, run, chosen), 1
    session.flush()
    return run


def _chosen(session: Session, schedule: ExportSchedule) -> ExportSet | None:
    try:
        return export_sets.find(session, schedule.show, schedule.set_key)
    except NotFound:
        return None


def _needed(schedule: ExportSchedule, chosen: ExportSet) -> frozenset[Right]:
    return needed(chosen.key, chosen.columns, masked=schedule.masked)


def _readers(
    session: Session, schedule: ExportSchedule, rights: frozenset[Right]
) -> tuple[list[Staff], list[int]]:
    """Who gets it, and the numbers of those who may not have it any more."""
    able = {one.id: one for one in schedules.able(session, schedule.show, rights)}
    chosen = [row.staff_id for row in schedule.recipients]
    return [able[one] for one in chosen if one in able], [one for one in chosen if one not in able]


def _job(session: Session, run: ScheduleRun, chosen: ExportSet) -> ExportJob:
    schedule, style = run.schedule, HeaderStyle(run.schedule.header)
    show = schedule.show
    order = Export(
        export_orders.wanted(session, show, schedule.kind, schedule.arguments),
        style,
        schedule.staff.email,
        now(),
        schedule.masked,
        schedule.purpose,
        columns=chosen.columns,
        set_name=chosen.name.in_("en" if style is HeaderStyle.EN else "zh"),
    )
    counted = export_archives.count_uploads if chosen.is_files else exports.count
    rows = counted(session, order)
    job = export_jobs.open_job(
        session,
        show,
        schedule.staff,
        order.wanted,
        ending=schedule.format,
        header=schedule.header,
        masked=schedule.masked,
        purpose=schedule.purpose,
        total=rows,
        chosen=chosen,
        set_name=order.set_name,
        only_new=schedule.only_new and not chosen.counts and not chosen.is_files,
    )
    facts = exports.facts(order, rows) | {"format": schedule.format, "batch": job.number}
    _log(session, run, "export.start", facts)
    return job


def _tell(session: Session, run: ScheduleRun, job: ExportJob, base_host: str) -> None:
    schedule, run.rows = run.schedule, job.rows_done
    rights = needed(job.set_key, job.columns, masked=job.masked)
    readers, run.left_out = _readers(session, schedule, rights)
    if not run.rows:
        # An empty file is worth no room and no click.
        job.expires_at = now()
    if run.rows or schedule.tells_empty:
        run.told = len(readers)
        for reader in readers:
            _mail(session, run, reader, base_host)
    _end(run, RunState.DONE if run.rows else RunState.EMPTY)


def _after_failure(
    session: Session, run: ScheduleRun, job: ExportJob, base_host: str
) -> int | None:
    reason = job.error or "lost"
    if run.next_try_at is None:
        if reason in FINAL or run.attempts > len(PAUSES):
            _end(run, RunState.FAILED, reason)
            _mail(session, run, run.schedule.staff, base_host)
        else:
            run.reason, run.next_try_at = reason, now() + PAUSES[run.attempts - 1]
        return None
    export_jobs.start_over(session, job)
    run.attempts, run.next_try_at = run.attempts + 1, None
    return job.id


def _mail(session: Session, run: ScheduleRun, reader: Staff, base_host: str) -> None:
    show = run.schedule.show
    outbox.enqueue(
        session,
        kind=MailKind.EXPORT_READY,
        show=show,
        registration=None,
        recipient=reader.email,
        locale=show.default_locale,
        params={"run": run.id, "staff": reader.id},
        base_host=base_host,
    )


def _end(run: ScheduleRun, state: RunState, reason: str = "") -> None:
    run.state, run.reason, run.next_try_at, run.finished_at = state, reason, None, now()


def _log(session: Session, run: ScheduleRun, action: str, facts: dict[str, object]) -> None:
    schedule = run.schedule
    details = facts | {"schedule": schedule.id, "set": schedule.set_name}
    audit.write(session, action, actor="system", show=schedule.show, details=details)
