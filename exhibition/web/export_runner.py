"""Writes the file of an export job: in this process where it is small, else in one of its own.

The rows are read in a snapshot that can never write; how far it is goes into the job on another
connection, once a second, and the answer says whether somebody cancelled it meanwhile.
"""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from exhibition.adapters.export_files import ExportFiles, sha256
from exhibition.adapters.file_store import FileStore
from exhibition.adapters.spreadsheet import TooManyRows
from exhibition.config import ROOT, Settings
from exhibition.database import db, read_snapshot, transaction
from exhibition.domain.export_sets import UPLOADS
from exhibition.models import ExportJob, Show
from exhibition.services import (
    export_archives,
    export_items,
    export_jobs,
    export_orders,
    exports,
)
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.export_secrets import Secrets
from exhibition.services.exports import Export, ExportFormat

log = logging.getLogger("exhibition.exports")

BEAT_SECONDS = 1.0
#: A file that outlives its day by this belongs to no job any more.
LEFT_SECONDS = 3600
SHEET_FULL = "sheet_full"
ZIP = "zip"


class Stopped(Exception):
    """The job was cancelled, or somebody else took it over."""


def start_process(settings: Settings, job_id: int) -> "subprocess.Popen[bytes]":
    """Starts a process that writes the file, and outlives the one that asked for it.

    A workbook of 100,000 rows written in a thread was seen to hold up every other page.
    """
    environment = os.environ | {
        "EXHIBITION_INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "BASE_URL": settings.base_url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "export-job", str(job_id)]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Somebody must take note of its end, or it stays in the table of processes.
    threading.Thread(target=process.wait, daemon=True, name=f"export {job_id}").start()
    return process


def run(job_id: int) -> bool:
    """Writes the file of a job in line; False where it is not in line any more, or broke."""
    with transaction() as session:
        job = export_jobs.claim(session, job_id)
        if job is not None:
            export_items.forget(session, job)
    if job is None:
        return False
    files = ExportFiles(_settings().instance)
    path = files.new_path(job.format)
    try:
        with _beating(job) as watch:
            name, rows = _written(job, path, watch)
        digest = sha256(path)
        with transaction() as session:
            ours = export_jobs.finish(
                session, job, rows, file_name=name, stored_name=path.name, sha256=digest
            )
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, Stopped):
            return False
        _say_it_broke(job, error)
        if isinstance(error, Exception):
            return False
        raise
    if not ours:
        path.unlink(missing_ok=True)
    return ours


def sweep(settings: Settings) -> None:
    """Deletes the files whose time is over, and those that a killed process left behind."""
    files = ExportFiles(settings.instance)
    if export_jobs.has_expired(db.session()):
        with transaction() as session:
            gone = export_jobs.expire(session)
        for name in gone:
            files.discard(name)
    known = export_jobs.stored_names(db.session())
    db.session.rollback()
    files.discard_older(export_jobs.LIFETIME.total_seconds() + LEFT_SECONDS, known)


def order_of(session: Session, job: ExportJob, show: Show) -> Export:
    """What a job asks for, its filter read as the list reads it."""
    wanted = export_orders.wanted(session, show, job.kind, job.arguments)
    return Export(
        wanted.but(masked=job.search_masked),
        HeaderStyle(job.header),
        job.staff.email,
        job.created_at,
        job.masked,
        purpose=job.purpose,
        number=job.number,
        columns=tuple(job.columns),
        set_name=job.set_name,
        since=_since(session, job),
        secrets=Secrets(_settings().pass_key, _settings().base_url),
    )


def _since(session: Session, job: ExportJob) -> int | None:
    if not job.only_new:
        return None
    last = export_items.last_before(session, job)
    return last.number if last else 0


def _written(job: ExportJob, path: Path, watch: "_Beat") -> tuple[str, int]:
    """The name under which the file is fetched, and its rows."""
    with read_snapshot() as snapshot:
        mine = snapshot.get_one(ExportJob, job.id)
        order = order_of(snapshot, mine, mine.show)
        if job.format == ZIP:
            rows = _archived(snapshot, job, mine.show, order, path, watch)
            return exports.file_name(mine.show, order, rows, ZIP), rows
        write = exports.write_csv if job.format == ExportFormat.CSV else exports.write_xlsx
        sieve = _sieve(job) if job.set_key and not order.counts else None
        rows = write(snapshot, mine.show, order, path, watch.see, sieve)
        return exports.file_name(mine.show, order, rows, ExportFormat(job.format)), rows


def _archived(
    snapshot: Session, job: ExportJob, show: Show, order: Export, path: Path, watch: "_Beat"
) -> int:
    if job.set_key == UPLOADS:
        opens = FileStore(_settings().uploads).open
        return export_archives.write_uploads(snapshot, order, path, opens, watch.see)
    return export_archives.write_badges(snapshot, show, order, path, watch.see, _sieve(job))


def _sieve(job: ExportJob) -> exports.Sieve:
    """Notes what goes into the export of a set, and leaves out what is not new where it is asked.

    A thousand rows in a transaction of their own: nobody who registers waits for more.
    """

    def sift(ids: Sequence[int], digests: Sequence[str]) -> Sequence[bool]:
        with transaction() as session:
            every = [True] * len(ids)
            keep = export_items.unseen(session, job, ids, digests) if job.only_new else every
            kept = [
                pair
                for pair, wanted in zip(zip(ids, digests, strict=True), keep, strict=True)
                if wanted
            ]
            export_items.note(session, job, [one for one, _ in kept], [d for _, d in kept])
        return keep

    return sift


class _Beat:
    """Says every second that the job goes on; learns whether it should."""

    def __init__(self, app: Flask, job: ExportJob) -> None:
        self._app, self._job = app, job
        self._rows = 0
        self._stopped = threading.Event()
        self.over = threading.Event()

    def see(self, rows: int) -> None:
        """So many rows are there by now. Raises ``Stopped`` where it must not go on."""
        self._rows = rows
        if self._stopped.is_set():
            raise Stopped

    def run(self) -> None:
        """Until it is over."""
        while not self.over.wait(BEAT_SECONDS):
            try:
                with self._app.app_context(), transaction() as session:
                    goes_on = export_jobs.beat(session, self._job.id, self._job.attempt, self._rows)
            except DBAPIError as error:
                log.warning("export %s could not say so: %s", self._job.id, type(error).__name__)
                continue
            if not goes_on:
                self._stopped.set()


@contextmanager
def _beating(job: ExportJob) -> Iterator[_Beat]:
    beat = _Beat(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    thread = threading.Thread(target=beat.run, daemon=True, name=f"export {job.id} beats")
    thread.start()
    try:
        yield beat
    finally:
        beat.over.set()
        thread.join()


def _say_it_broke(job: ExportJob, error: BaseException) -> None:
    reason = SHEET_FULL if isinstance(error, TooManyRows) else type(error).__name__
    log.error("export %s broke: %s", job.id, reason)
    try:
        with transaction() as session:
            export_jobs.fail(session, job, reason)
    except DBAPIError:
        # It is seen by its silence.
        log.warning("export %s could not say that it broke", job.id)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
