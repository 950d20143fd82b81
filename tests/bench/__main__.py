"""``make bench``: our work beside its floor, several rounds in turn; writes docs/benchmarks.md."""

import os
import platform
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench import flow, lists, pictures, rows
from tests.bench.report import Row

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("flask", "sqlalchemy", "waitress", "gunicorn", "pillow", "qrcode", "xlsxwriter")


def main() -> None:
    """Runs every part and writes the report."""
    parts: list[Callable[[], list[Row]]] = [
        flow.measure,
        pictures.measure,
        rows.measure,
        lists.measure,
    ]
    found = [row for part in parts for row in part()]
    report = render(found)
    (ROOT / "docs" / "benchmarks.md").write_text(report, "utf-8")
    sys.stdout.write(report)


def render(found: list[Row]) -> str:
    """The report as Markdown."""
    lines = [
        "# Benchmarks",
        "",
        f"Measured on {date.today().isoformat()} with `make bench`: {machine()}.",
        f"Versions: {', '.join(f'{name} {version(name)}' for name in PACKAGES)}.",
        "",
        "Medians of rounds taken in turn with the floor. Absolute figures say little on another",
        "machine; the ratios do.",
        "",
        "| work | ours | floor | ratio | goal |",
        "|---|---|---|---|---|",
        *(f"| {r.work} | {r.ours} | {r.floor} | {r.ratio} | {r.goal} |" for r in found),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """Processor count, system and Python of this machine."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


if __name__ == "__main__":
    main()
