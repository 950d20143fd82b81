"""Export: what you see is what you get, as CSV or XLSX, from one frozen state of the database.

The count, the log line and the rows belong together: the rows are read in a snapshot that was
opened before they were counted, the lines are written on a connection of their own, and the
snapshot never holds a lock that a visitor would wait for. What is small goes out at once; a large
workbook is made by a process of its own, with a page that says how far it is.
"""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from exhibition.adapters.export_files import ExportFiles
from exhibition.adapters.spreadsheet import TooManyRows
from exhibition.database import db, expect_writes, read_snapshot, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, UnknownChoice
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.rights import Right
from exhibition.domain.typed_text import fold_width
from exhibition.models import ExportJob, JobState, Show, Staff
from exhibition.models.export import PURPOSE_MAX
from exhibition.services import audit, export_jobs, exports
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export, ExportFormat
from exhibition.web import access, export_runner
from exhibition.web.client import client_address
from exhibition.web.organizer import export_purpose
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.export_answer import answer, pieces
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.registrations import read_filter

#: A child process that takes longer has lost its way, and a script is told so.
CHILD_SECONDS = 600


class ExportFailed(ExhibitionError):
    """The file could not be made."""

    code = "export_failed"
    sentence = N_("The file could not be made. Please try again, or export CSV.")
    status = 503


class SheetFull(ExhibitionError):
    """More rows than a sheet holds."""

    code = "sheet_full"
    sentence = N_("A sheet holds at most 1,048,575 rows. Narrow the list, or export CSV.")


@blueprint.post(f"{ALL}/export")
@access.needs(Right.EXPORT)
def export(show_slug: str, listing: str) -> Response:
    """The rows of the list whose filter came along."""
    show = access.load_show(show_slug)
    wanted = read_filter(request.values, show, LISTINGS[listing])
    masked = not access.may(Right.EXPORT_FULL)
    try:
        style = HeaderStyle(request.values.get("header", "zh"))
        ending = ExportFormat(request.values.get("format", "xlsx"))
    except ValueError as unknown:
        raise UnknownChoice from unknown
    purpose = _purpose()
    if not masked and export_purpose.is_to_be_asked(purpose):
        return export_purpose.page(show, listing, wanted, style, ending)
    order = Export(wanted, style, access.current_staff().email, now(), masked, purpose)
    let_go_of_the_lock()
    with ExitStack() as stack:
        snapshot = stack.enter_context(read_snapshot())
        rows = exports.count(snapshot, order)
        if ending is ExportFormat.XLSX and rows > exports.ROWS_IN_REQUEST:
            return _made_apart(show, order, ending, rows)
        run = _Run(show, order, ending, rows)
        if ending is ExportFormat.CSV:
            body = _streamed(snapshot, show, run, stack)
        else:
            body = _book(snapshot, show, run)
    return answer(body, exports.file_name(show, order, rows, ending), ending)


def _purpose() -> str:
    return " ".join(fold_width(request.values.get("purpose", "")[: 4 * PURPOSE_MAX]).split())[
        :PURPOSE_MAX
    ]


def let_go_of_the_lock() -> None:
    """Ends the writing transaction that every POST begins with; what was read stays usable."""
    db.session.commit()
    expect_writes(False)


def open_job(
    show: Show,
    order: Export,
    ending: str,
    rows: int,
    *,
    claimed: bool,
    chosen: ExportSet | None = None,
    only_new: bool = False,
) -> tuple[ExportJob, int]:
    """The job of an export and the number of its line in the audit log."""
    staff = access.current_staff()
    with transaction() as session:
        job = export_jobs.open_job(
            session,
            show,
            staff,
            order.wanted,
            ending=ending,
            header=order.style.value,
            masked=order.masked,
            purpose=order.purpose,
            total=rows,
            chosen=chosen,
            set_name=order.set_name,
            only_new=only_new,
        )
        if claimed:
            job.state, job.attempt = JobState.RUNNING, 1
        facts = exports.facts(order, rows) | {"format": ending, "batch": job.number}
        line = _log(session, "export.start", show, staff, facts)
    return job, line


class _Run:
    """An export that goes out with the answer: its job, its line in the log, and how it ended."""

    def __init__(self, show: Show, order: Export, ending: ExportFormat, rows: int) -> None:
        self.job, self._line = open_job(show, order, ending, rows, claimed=True)
        self.order = replace(order, number=self.job.number)
        self._show, self._staff, self._rows = show, access.current_staff(), rows

    def complete(self) -> None:
        """Everything was sent."""
        with transaction() as session:
            export_jobs.finish(session, self.job, self._rows)

    def broke(self, reason: str) -> None:
        """It ended before its end."""
        with transaction() as session:
            export_jobs.fail(session, self.job, reason)
            _log(session, "export.aborted", self._show, self._staff, {"export": self._line})


def _streamed(snapshot: Session, show: Show, run: _Run, stack: ExitStack) -> Response:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    chunks = exports.csv_chunks(snapshot, show, run.order)
    # The snapshot lives as long as the answer does, which is longer than this function.
    rest = _Rest(chunks, stack.pop_all())
    response = Response(rest)

    def close() -> None:
        rest.open.close()
        with app.app_context():
            if rest.complete:
                run.complete()
            else:
                run.broke("aborted")

    response.call_on_close(close)
    return response


class _Rest:
    """What is still to be sent, the snapshot it comes from, and whether it was sent to the end."""

    def __init__(self, chunks: Iterator[bytes], open: ExitStack) -> None:
        self._chunks = chunks
        self.open = open
        self.complete = False

    def __iter__(self) -> Iterator[bytes]:
        with self.open:
            yield from self._chunks
            self.complete = True


def _book(snapshot: Session, show: Show, run: _Run) -> Response:
    """The workbook, already without a name in the folder: it goes when it was sent."""
    folder = settings().instance / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    _sweep(folder)
    path = folder / f"{secrets.token_hex(16)}.xlsx"
    try:
        exports.write_xlsx(snapshot, show, run.order, path)
        file = path.open("rb")
    except OSError as failed:
        run.broke(type(failed).__name__)
        raise ExportFailed from failed
    except TooManyRows as full:
        run.broke(export_runner.SHEET_FULL)
        raise SheetFull from full
    finally:
        path.unlink(missing_ok=True)
    run.complete()
    return _open_file(file)


def _open_file(file: BinaryIO) -> Response:
    response = Response(pieces(file))
    response.content_length = os.fstat(file.fileno()).st_size
    response.call_on_close(file.close)
    return response


def _sweep(folder: Path) -> None:
    """Removes what a machine that went down in the middle of an export left behind."""
    oldest = time.time() - 2 * CHILD_SECONDS
    for left in folder.iterdir():
        if left.is_file() and left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)


def _made_apart(show: Show, order: Export, ending: ExportFormat, rows: int) -> Response:
    """A browser is sent to the page that says how far it is; a script waits and gets the file."""
    job, line = open_job(show, order, ending, rows, claimed=False)
    process = export_runner.start_process(settings(), job.id)
    if "text/html" in request.headers.get("Accept", ""):
        page = url_for("organizer.export_job", show_slug=show.slug, job_id=job.id)
        return make_response(redirect(page, 303))
    try:
        process.wait(CHILD_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
    return _handed_over(show, job, line, ending)


def _handed_over(show: Show, job: ExportJob, line: int, ending: ExportFormat) -> Response:
    db.session.expire_all()
    done = db.session.get_one(ExportJob, job.id)
    if not done.has_file:
        with transaction() as session:
            _log(session, "export.aborted", show, access.current_staff(), {"export": line})
        raise SheetFull if done.error == export_runner.SHEET_FULL else ExportFailed
    path = ExportFiles(settings().instance).path(done.stored_name)
    file = path.open("rb")
    path.unlink()
    with transaction():
        done.stored_name, done.expires_at = "", None
    return answer(_open_file(file), done.file_name, ending)


def _log(session: Session, action: str, show: Show, staff: Staff, facts: dict[str, object]) -> int:
    """Writes a line of the audit log; gives its id."""
    entry = audit.write(
        session,
        action,
        actor="staff",
        staff=staff,
        show=show,
        details=facts,
        address=client_address() if request else "",
    )
    session.flush()
    return entry.id
