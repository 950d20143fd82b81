"""Runs every test this machine can run, and says aloud what it had to leave out and why.

``REQUIRE=browser,postgres,redis`` turns a missing one of these into a failure. Standard library
only; the tests themselves run in ``.venv``.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import assets

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
#: Linux keeps files here in memory.
MEMORY = "/dev/shm"  # noqa: S108 -- a folder of our own is made in it
ROOM = 4 * 1024**3
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def browser_problem() -> str:
    """Why there is no browser; empty when there is. As root on Debian it is installed."""
    if any(shutil.which(name) for name in BROWSERS):
        return ""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run([sys.executable, str(ROOT / "tools" / "browser.py")], check=False)
        if any(shutil.which(name) for name in BROWSERS):
            return ""
        return "Chromium could not be installed"
    return "no Chromium here (Debian: apt-get install chromium)"


def postgres_problem() -> str:
    """Why there is no PostgreSQL server for the tests; empty when one answers."""
    if os.environ.get("TEST_DATABASE_URL") or _answers(5432):
        return ""
    return "no server on 127.0.0.1:5432 and TEST_DATABASE_URL is not set"


def redis_problem() -> str:
    """Why there is no Redis server for the tests; empty when one answers."""
    if os.environ.get("TEST_REDIS_URL") or _answers(6379):
        return ""
    return "no server on 127.0.0.1:6379 and TEST_REDIS_URL is not set"


@contextmanager
def folder_in_memory() -> Iterator[str]:
    """A folder in memory while the tests run, where there is room; else an empty name.

    A commit is on the disk before it is acknowledged, tens of thousands of times in a run: waiting
    for a disk was a good part of it. A server that is killed leaves the same behind either way.
    """
    try:
        has_room = shutil.disk_usage(MEMORY).free >= ROOM
        folder = tempfile.mkdtemp(prefix="exhibition-", dir=MEMORY) if has_room else ""
    except OSError:
        folder = ""
    try:
        yield folder
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


CHECKS: dict[str, Callable[[], str]] = {
    "browser": browser_problem,
    "postgres": postgres_problem,
    "redis": redis_problem,
}


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def main() -> int:
    """Checks what is there and runs the tests; gives the exit status."""
    required = {name for name in os.environ.get("REQUIRE", "").replace(",", " ").split() if name}
    if unknown := required - CHECKS.keys():
        print(f"REQUIRE names {', '.join(sorted(unknown))}; known are {', '.join(CHECKS)}.")
        return 2
    missing = {name: problem for name, check in CHECKS.items() if (problem := check())}
    if "browser" not in missing and (problem := assets.problem()):
        missing["axe"] = problem
    for name, problem in missing.items():
        print(f"Left out: tests with {name}: {problem}.", flush=True)
    # The pages are looked over for barriers in the browser: one goes with the other.
    if "browser" in required:
        required.add("axe")
    if lacking := required & missing.keys():
        print(f"REQUIRE asks for {', '.join(sorted(lacking))}: not here.")
        return 1
    environment = os.environ | {"EXHIBITION_LEFT_OUT": ",".join(sorted(missing))}
    # A file stays with one worker, so that what its tests share is made once. One worker more than
    # there are cores: while a test waits for a browser, a server or a mail, another one runs.
    workers = str((os.cpu_count() or 1) + 1)
    command = [PYTHON, "-m", "pytest", "-n", workers, "--dist", "loadfile", *sys.argv[1:]]
    with folder_in_memory() as folder:
        where = ["--basetemp", f"{folder}/pytest"] if folder else []
        status = subprocess.run(
            [*command, *where], cwd=ROOT, env=environment, check=False
        ).returncode
    for name, problem in missing.items():
        print(f"Was left out: tests with {name}: {problem}.", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
