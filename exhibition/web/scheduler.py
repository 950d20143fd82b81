"""Begins the exports that are due, goes on with those that wait. The housekeeper asks it."""

import logging

from exhibition.config import Settings
from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.models import ExportJob
from exhibition.queries import schedules
from exhibition.services import exports, schedule_runs
from exhibition.web import export_runner, links

log = logging.getLogger("exhibition.schedules")

#: More files than this in a ZIP are put together by a process of its own.
FILES_HERE = 50


def look_after(settings: Settings) -> None:
    """Everything that is due now; what breaks is left for the next minute, the others go on."""
    due = schedules.due(db.session(), now())
    db.session.rollback()
    for schedule_id in due:
        try:
            begin(settings, schedule_id)
        except Exception as error:
            db.session.rollback()
            log.error("schedule %s was left: %s", schedule_id, type(error).__name__)
    waiting = schedules.under_way(db.session(), now())
    db.session.rollback()
    for run_id in waiting:
        try:
            go_on(settings, run_id)
        except Exception as error:
            db.session.rollback()
            log.error("run %s was left: %s", run_id, type(error).__name__)


def begin(settings: Settings, schedule_id: int) -> None:
    """The run of a due time, where nobody else began it."""
    with transaction() as session:
        run = schedule_runs.open_due(session, schedule_id)
        job_id = run.job_id if run is not None else None
    if job_id is not None:
        start(settings, job_id)


def go_on(settings: Settings, run_id: int) -> None:
    """Tells the readers of a run whose file is there, or tries once more."""
    with transaction() as session:
        job_id = schedule_runs.advance(session, run_id, links.base_host(settings))
    if job_id is not None:
        start(settings, job_id)


def start(settings: Settings, job_id: int) -> None:
    """Writes a small file here and leaves a large one to a process of its own."""
    job = db.session.get_one(ExportJob, job_id)
    most = FILES_HERE if job.format == export_runner.ZIP else exports.ROWS_IN_REQUEST
    rows = job.rows_total
    db.session.rollback()
    if rows <= most:
        export_runner.run(job_id)
    else:
        export_runner.start_process(settings, job_id)
