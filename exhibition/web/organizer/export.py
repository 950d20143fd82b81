"""Export: what you see is what you get, as CSV or XLSX, from one frozen state of the database.

The count, the log line and the rows belong together: the rows are read in a snapshot that was
opened before they were counted, the line is written on a connection of its own, and the snapshot
never holds a lock that a visitor would wait for.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlencode

from flask import Flask, Response, current_app, request
from sqlalchemy.orm import Session

from exhibition.adapters.spreadsheet import TooManyRows
from exhibition.config import ROOT
from exhibition.database import db, expect_writes, read_snapshot, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, UnknownChoice
from exhibition.domain.rights import Right
from exhibition.models import Show, Staff
from exhibition.services import audit, exports
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export, ExportFormat
from exhibition.web import access
from exhibition.web.client import client_address
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.registrations import read_filter
from exhibition.web.public.blueprint import settings

MEDIA_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: A child process that takes longer has lost its way.
CHILD_SECONDS = 600
PIECE_BYTES = 256 * 1024


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
    staff, masked = access.current_staff(), not access.may(Right.EXPORT_FULL)
    try:
        style = HeaderStyle(request.values.get("header", "zh"))
        order = Export(wanted, style, staff.email, now(), masked)
        ending = ExportFormat(request.values.get("format", "xlsx"))
    except ValueError as unknown:
        raise UnknownChoice from unknown
    _let_go_of_the_lock()
    with ExitStack() as stack:
        snapshot = stack.enter_context(read_snapshot())
        rows = exports.count(snapshot, order)
        line = _log("export.start", show, staff, exports.facts(order, rows) | {"format": ending})
        if ending is ExportFormat.CSV:
            body = _streamed(snapshot, show, order, stack, staff, line)
        else:
            body = _book(snapshot, show, order, rows, staff, line)
    return _sent(body, exports.file_name(show, order, rows, ending), ending)


def _let_go_of_the_lock() -> None:
    """Ends the writing transaction that every POST begins with; what was read stays usable."""
    db.session.commit()
    expect_writes(False)


def _streamed(
    snapshot: Session, show: Show, order: Export, stack: ExitStack, staff: Staff, line: int
) -> Response:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    chunks = exports.csv_chunks(snapshot, show, order)
    # The snapshot lives as long as the answer does, which is longer than this function.
    rest = _Rest(chunks, stack.pop_all())
    response = Response(rest)

    def close() -> None:
        rest.open.close()
        if not rest.complete:
            with app.app_context():
                _log("export.aborted", show, staff, {"export": line})

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


def _book(
    snapshot: Session, show: Show, order: Export, rows: int, staff: Staff, line: int
) -> Response:
    """The workbook, already without a name in the folder: it goes when it was sent."""
    folder = settings().instance / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    _sweep(folder)
    path = folder / f"{secrets.token_hex(16)}.xlsx"
    try:
        if rows <= exports.ROWS_IN_REQUEST:
            exports.write_xlsx(snapshot, show, order, path)
        else:
            _write_in_child(show, order, path)
        file = path.open("rb")
    except TooManyRows as full:
        _log("export.aborted", show, staff, {"export": line})
        raise SheetFull from full
    except (OSError, subprocess.SubprocessError) as failed:
        _log("export.aborted", show, staff, {"export": line})
        raise ExportFailed from failed
    finally:
        path.unlink(missing_ok=True)
    response = Response(_pieces(file))
    response.content_length = os.fstat(file.fileno()).st_size
    response.call_on_close(file.close)
    return response


def _sweep(folder: Path) -> None:
    """Removes what a machine that went down in the middle of an export left behind."""
    oldest = time.time() - 2 * CHILD_SECONDS
    for left in folder.iterdir():
        if left.is_file() and left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _write_in_child(show: Show, order: Export, path: Path) -> None:
    """Has the command line write the file, so that other requests keep their turn.

    One workbook of 100,000 rows written in a thread here was seen to hold up every other page.
    The filter goes by standard input: searched names do not belong into a list of processes.
    """
    kind = "visitors" if order.wanted.kind == "visitor" else "exhibitors"
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "export", kind]
    command += ["--format", "xlsx", "--output", str(path), "--show", show.slug]
    command += ["--header", order.style.value, "--filter-from-stdin"]
    asked = {"filter": urlencode(order.wanted.to_args()), "who": order.who, "masked": order.masked}
    subprocess.run(  # noqa: S603 -- our own command
        command,
        input=json.dumps(asked),
        text=True,
        check=True,
        capture_output=True,
        timeout=CHILD_SECONDS,
        cwd=ROOT,
        env=os.environ
        | {
            "EXHIBITION_INSTANCE": str(settings().instance),
            "DATABASE_URL": settings().database_url,
        },
    )


def _log(action: str, show: Show, staff: Staff, facts: dict[str, object]) -> int:
    """Writes a line of the audit log on its own; gives its id."""
    with transaction() as session:
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


def _sent(response: Response, name: str, ending: ExportFormat) -> Response:
    response.headers["Content-Type"] = MEDIA_TYPES[ending]
    # RFC 5987 for the Chinese name; a plain one for programs that read only that.
    plain = f"export.{ending}"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
