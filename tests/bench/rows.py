"""The export of 100,000 visitors, against the same tuples written by the bare writers."""

import contextlib
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

Rows = Callable[[], list[tuple[Any, ...]]]


def measure() -> list[Row]:
    """CSV and XLSX, rounds in turn, and the memory the command needs.

    Two floors: the bare writers over tuples that lie ready in memory, and over the same rows read
    from the database in the same round, which is what an export cannot do without.
    """
    with filled() as app, app.app_context(), tempfile.TemporaryDirectory() as folder:
        csv, xlsx = Path(folder) / "list.csv", Path(folder) / "list.xlsx"
        header, ready = _ready()
        text = [
            (_ours(csv), _bare_csv(csv, header, lambda: ready), _bare_csv(csv, header, _read))
            for _ in range(ROUNDS)
        ]
        book = [
            (_ours(xlsx), _bare_xlsx(xlsx, header, lambda: ready), _bare_xlsx(xlsx, header, _read))
            for _ in range(ROUNDS)
        ]
        size = f"{len(ready):,} × {len(header)}"
        memory = _command_memory(app, xlsx)
    return [
        _row(f"CSV, {size}; floor: ready tuples", [(one, other) for one, other, _ in text], "≤ 2"),
        _row(
            f"CSV, {size}; floor: the same rows read", [(one, other) for one, _, other in text], "–"
        ),
        _row(
            f"XLSX, {size}; floor: ready tuples", [(one, other) for one, other, _ in book], "≤ 1.3"
        ),
        _row(
            f"XLSX, {size}; floor: the same rows read",
            [(one, other) for one, _, other in book],
            "–",
        ),
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


def _bare_csv(path: Path, header: list[str], rows: Rows) -> float:
    return _seconds(lambda: path.write_bytes(baseline.rows_to_csv(header, rows())))


def _bare_xlsx(path: Path, header: list[str], rows: Rows) -> float:
    return _seconds(lambda: baseline.rows_to_xlsx(str(path), header, rows()))


def _read() -> list[tuple[Any, ...]]:
    return _ready()[1]


def _ready() -> tuple[list[str], list[tuple[Any, ...]]]:
    show, export = demo_show(), _asked()
    with read_snapshot() as session:
        columns = exports._columns(session, show, export)
        return [column.heading for column in columns], list(
            exports._cells(session, show, export, columns)
        )


def _seconds(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def _command_memory(app: Any, path: Path) -> float:
    """The largest resident size of the export command, in MB, as Linux keeps it while it runs.

    What the kernel adds up for a finished child counts its parent's size too, before the exec.
    """
    environ = {"EXHIBITION_INSTANCE": str(app.config["SETTINGS"].instance), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "export", "visitors"]
    process = subprocess.Popen(
        [*command, "--show", "demo", "--format", "xlsx", "--output", str(path)],
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    peak = 0
    while process.poll() is None:
        time.sleep(0.2)
        peak = max(peak, _high_water(process.pid))
    assert process.returncode == 0
    return peak / 1024


def _high_water(pid: int) -> int:
    """The largest resident size of a running process so far, in KB; 0 once it is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0
