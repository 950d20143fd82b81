"""ZIPs: what exhibitors handed in, named by company; one QR code for each badge, with its sheet."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.adapters import qr
from exhibition.adapters.archive import Archive
from exhibition.models import Application, Registration, Show, Upload
from exhibition.queries import export_rows
from exhibition.queries.conditions import shown
from exhibition.services import exports
from exhibition.services.exports import Export, Sieve, Watch

#: Pixels of one code with its quiet zone: 25 mm at 600 dpi.
QR_PIXELS = 600
_BATCH = 200

#: Opens a kept file by its stored name; raises OSError where it is gone.
Opens = Callable[[str], BinaryIO]


def count_uploads(session: Session, export: Export) -> int:
    """How many files the ZIP of uploads has."""
    return sum(1 for _ in _uploads(session, export))


def write_uploads(session: Session, export: Export, path: Path, opens: Opens, watch: Watch) -> int:
    """Writes the files of the registrations of a filter; gives how many. One that is gone from
    the disk is left out.
    """
    done = 0
    with Archive(path) as archive:
        for number, row in enumerate(_uploads(session, export), 1):
            parts = (row.booth_no or row.reference, row.company, row.field)
            try:
                with opens(row.stored_name) as content:
                    archive.add(parts, _ending(row.stored_name), content)
            except FileNotFoundError:
                continue
            done += 1
            watch(number)
    return done


def write_badges(
    session: Session, show: Show, export: Export, path: Path, watch: Watch, sieve: Sieve
) -> int:
    """Writes the badges' sheet and one PNG for each code, named by it; gives the sheet's rows."""
    kept: set[int] = set()

    def noting(ids: Sequence[int], digests: Sequence[str]) -> Sequence[bool]:
        keep = sieve(ids, digests)
        kept.update(one for one, wanted in zip(ids, keep, strict=True) if wanted)
        return keep

    sheet = path.with_suffix(".sheet")
    try:
        with Archive(path) as archive:
            rows = exports.write_xlsx(session, show, export, sheet, sieve=noting)
            with sheet.open("rb") as content:
                archive.add((export.set_name,), "xlsx", content)
            for done, (code, address) in enumerate(_codes(session, export, kept), 1):
                archive.add((code,), "png", io.BytesIO(qr.png(address, plate_px=QR_PIXELS)))
                watch(done)
    finally:
        sheet.unlink(missing_ok=True)
    return rows


def _codes(session: Session, export: Export, kept: set[int]) -> Iterator[tuple[str, str]]:
    """The code and the address of every badge that is on the sheet; none for a masked reader."""
    if export.secrets is None or export.masked:
        return
    code, address = export.secrets.cells("pass_code"), export.secrets.cells("pass_address")
    if code is None or address is None:
        return
    for batch in export_rows.export_batches(session, export.wanted, with_more=True):
        rows = zip(batch["registration_id"], code(batch), address(batch), strict=True)
        yield from ((str(c), str(a)) for one, c, a in rows if one in kept)


def _uploads(session: Session, export: Export) -> Iterator[Any]:
    statement = (
        select(
            Registration.reference,
            Registration.company,
            Application.booth_no,
            Upload.field,
            Upload.stored_name,
        )
        .join(Upload, Upload.registration_id == Registration.id)
        .join(Application, Application.registration_id == Registration.id)
        .where(*shown(export.wanted), Upload.removed_at.is_(None))
        .order_by(Registration.id, Upload.id)
    )
    yield from session.execute(statement.execution_options(yield_per=_BATCH))


def _ending(stored_name: str) -> str:
    return stored_name.rpartition(".")[2]
