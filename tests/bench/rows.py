"""The export of 100,000 visitors, against the same tuples written by the bare writers."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from exhibition.database import read_snapshot
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import exports
from tests.bench import baseline
from tests.bench.installation import demo_show, filled
from tests.bench.report import Row, median

ROUNDS = 3


def measure() -> list[Row]:
    """CSV and XLSX, rounds in turn, and the memory the command needs."""
    with filled() as app, app.app_context(), tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder) / "list.csv", Path(folder) / "list.xlsx"
        header, ready = _ready()
        text = [
            (_ours(csv), _seconds(lambda: _bare_csv(csv, header, ready))) for _ in range(ROUNDS)
        ]
        book = [
            (_ours(xlsx), _seconds(lambda: baseline.rows_to_xlsx(str(xlsx), header, ready)))
            for _ in range(ROUNDS)
        ]
        size = f"{len(ready):,} × {len(header)}"
        memory = _command_memory(app, xlsx)
    return [
        _row(f"CSV, {size}, from the database", text, "≤ 2"),
        _row(f"XLSX, {size}, from the database", book, "≤ 1.3"),
        Row("memory of the XLSX export command at its peak", f"{memory:.0f} MB", "–", "–", "flat"),
    ]


def _row(work: str, found: list[tuple[float, float]], goal: str) -> Row:
    ours, floor = median([one for one, _ in found]), median([other for _, other in found])
    ratio = median([one / other for one, other in found])
    return Row(work, f"{ours:.1f} s", f"{floor:.1f} s", f"{ratio:.2f}", goal)


def _asked() -> exports.Export:
    show = demo_show()
    wanted = RegistrationFilter.of(show, Kind.VISITOR)
    return exports.Export(wanted, exports.HeaderStyle.ZH, "bench", now())


def _export(path: Path) -> None:
    show, export = demo_show(), _asked()
    with read_snapshot() as session:
        write = exports.write_csv if path.suffix == ".csv" else exports.write_xlsx
        write(session, show, export, path)


def _ours(path: Path) -> float:
    return _seconds(lambda: _export(path))


def _bare_csv(path: Path, header: list[str], ready: list[tuple[Any, ...]]) -> None:
    path.write_bytes(baseline.rows_to_csv(header, ready))


def _ready() -> tuple[list[str], list[tuple[Any, ...]]]:
    show, export = demo_show(), _asked()
    with read_snapshot() as session:
        columns = exports._columns(session, show, export)
        return [column.heading for column in columns], list(
            exports._cells(session, export, columns)
        )


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _command_memory(app: Any, path: Path) -> float:
    """The largest resident size of the export command, in MB."""
    environ = {"EXHIBITION_INSTANCE": str(app.config["SETTINGS"].instance), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "export", "visitors"]
    subprocess.run(
        [*command, "--show", "demo", "--format", "xlsx", "--output", str(path)],
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
