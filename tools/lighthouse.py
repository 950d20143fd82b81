"""Scores every public page with Lighthouse on a throttled phone; writes ``docs/lighthouse.md``.

Run by ``make lighthouse``; a quarter of an hour, where nothing else runs; no part of ``make test``.
Lighthouse is fetched on demand, from the lock file beside its ``package.json``. It talks to a
server of its own on 127.0.0.1, which browsers take for a secure place: what https alone gives
(HTTP/2, HSTS) is the proxy's, and stays outside of these figures.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import assets  # noqa: E402 -- the repository is on the path only now

from tests.browser.conftest import FLAGS, chromium_path, installation  # noqa: E402
from tests.browser.public_pages import public_pages  # noqa: E402
from tests.cast import PASSWORD  # noqa: E402

FOLDER = ROOT / "tools" / "lighthouse"
COMMAND = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
REPORT = ROOT / "docs" / "lighthouse.md"
OWNER = "owner@expo.example"
CATEGORIES = ("performance", "accessibility", "best-practices")
FIGURES = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)
HEADINGS = (
    *("page", "", "performance", "accessibility", "best practice"),
    *("FCP", "LCP", "TBT", "CLS", "KB", "requests"),
)
GOAL = 95
#: A score below the goal is asked for twice more: a busy machine is no slow page.
ROUNDS = 3
LONGEST_SECONDS = 180
#: One page of each kind; the others differ from these in words only.
PAGES = (
    *("shows", "landing", "moved landing", "visitor form", "exhibitor form", "saved visitor"),
    *("find", "visitor", "exhibitor", "task", "step company", "step documents", "correction"),
    *("change", "my-data", "withdraw", "erase", "pass of a visitor", "form closed", "not found"),
)


@dataclass(frozen=True)
class Result:
    """What Lighthouse says of a page: scores of 100, milliseconds, and what it holds against it."""

    scores: tuple[int, ...]
    figures: tuple[float, ...]
    bytes: int
    requests: int
    reproaches: tuple[str, ...]


def main() -> None:
    """Measures every page, or those named by ``--only WORD``, prints and writes the table."""
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    assets.fetch(FOLDER, COMMAND)
    with tempfile.TemporaryDirectory() as folder, assets.node() as (node, _):
        server = installation(Path(folder))
        server.run("staff", "add", OWNER, "--role", "owner", "--password-stdin", typed=PASSWORD)
        try:
            pages = public_pages(server)
            found: dict[tuple[str, str], Result] = {}
            for name, language in product(PAGES, ("zh", "en")):
                if only in name:
                    address = f"{server.address}{pages[name]}?lang={language}"
                    found[name, language] = _measured(node, address)
                    print(_row(name, language, found[name, language]), flush=True)
        finally:
            server.stop()
    report = render(found)
    print(report)
    if not only:
        REPORT.write_text(report, "utf-8")


def _measured(node: list[str], address: str) -> Result:
    """The median of the rounds a page needs. Raises RuntimeError where none comes to an end."""
    rounds: list[Result] = []
    for _ in range(ROUNDS):
        with suppress(subprocess.SubprocessError):
            rounds.append(_ask(node, address))
            if min(rounds[0].scores) >= GOAL:
                break
    if not rounds:
        raise RuntimeError(f"Lighthouse gave up on {address}")
    middle = statistics.median_low([each.scores[0] for each in rounds])
    return next(each for each in rounds if each.scores[0] == middle)


def _ask(node: list[str], address: str) -> Result:
    """One run: the phone of Lighthouse's own preset, slow 4G and a quarter of this processor."""
    flags = " ".join(("--headless=new", *FLAGS))
    command = [*node, str(COMMAND), address, f"--chrome-flags={flags}"]
    # Pages that say there is nothing here answer 404, and are looked at all the same.
    command += ["--quiet", "--output=json", "--ignore-status-code"]
    answer = subprocess.run(
        [*command, f"--only-categories={','.join(CATEGORIES)}"],
        env=os.environ | {"CHROME_PATH": chromium_path()},
        capture_output=True,
        check=True,
        text=True,
        timeout=LONGEST_SECONDS,
    )
    return read(json.loads(answer.stdout))


def read(said: dict[str, Any]) -> Result:
    """What of a report of Lighthouse goes into the table."""
    audits = said["audits"]
    requests = audits["network-requests"]["details"]["items"]
    own = [one for one in requests if one["url"].startswith("http")]
    return Result(
        scores=tuple(round(100 * (said["categories"][name]["score"] or 0)) for name in CATEGORIES),
        figures=tuple(audits[name].get("numericValue", 0) for name in FIGURES),
        bytes=sum(one["transferSize"] for one in own),
        requests=len(own),
        reproaches=tuple(_reproaches(said)),
    )


def _reproaches(said: dict[str, Any]) -> list[str]:
    """The audits that cost points, worst first within their category."""
    return [
        f"{reference['id']} ({said['audits'][reference['id']]['score']})"
        for name in CATEGORIES
        for reference in said["categories"][name]["auditRefs"]
        if reference["weight"] and (said["audits"][reference["id"]]["score"] or 0) < 0.9
        if said["audits"][reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
    ]


def render(found: dict[tuple[str, str], Result]) -> str:
    """The report as Markdown."""
    lines = [
        "# Lighthouse",
        "",
        f"Measured on {datetime.now().astimezone().date()} with `make lighthouse`: {machine()}.",
        "Mobile preset: slow 4G and a processor four times slower, simulated; server and browser",
        "on one machine, over http on 127.0.0.1, which browsers take for a secure place. A page",
        f"under {GOAL} is measured {ROUNDS} times and the middle one is written down. FCP, LCP and",
        "TBT in milliseconds; KB and requests of the first load, compressed, from the own host.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        "|---" * len(HEADINGS) + "|",
        *(_row(*key, result) for key, result in found.items()),
        "",
    ]
    against = {(name, one) for (name, _), result in found.items() for one in result.reproaches}
    if against:
        lines += [
            "Audits below 0.9 (what the console notes of a page that answers 404 is that answer):",
            "",
            *(f"- {name}: {one}" for name, one in sorted(against)),
            "",
        ]
    return "\n".join(lines)


def _row(name: str, language: str, result: Result) -> str:
    *times, shift = result.figures
    cells = [
        name,
        language,
        *(str(score) for score in result.scores),
        *(f"{time:.0f}" for time in times),
        f"{shift:.3f}",
        f"{result.bytes / 1024:.1f}",
        str(result.requests),
    ]
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """Processors, system, and the versions of what measures."""
    said = subprocess.run(
        [chromium_path(), "--version"], capture_output=True, text=True, check=True
    )
    lighthouse = json.loads((FOLDER / "package.json").read_text())["devDependencies"]["lighthouse"]
    browser = " ".join(said.stdout.split()[:2])
    here = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"{here}, {browser}, Lighthouse {lighthouse}"


if __name__ == "__main__":
    main()
