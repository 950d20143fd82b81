"""Makes the environment ``.venv/`` with what a requirements file pins. Standard library only.

Skipped in a blink while the stamp shows that nothing changed. The package index of the machine is
used as it is set up there (``PIP_INDEX_URL``, pip.conf, a mirror).
"""

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def fingerprint(requirements: Path) -> str:
    """What the environment must match: the pinned packages and the Python that made it."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    return hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()


def ensure(requirements: Path) -> None:
    """Installs the requirements unless the stamp says they are there; a superset counts."""
    stamp = VENV / f".stamp-{requirements.parent.name}-{requirements.stem}"
    wanted = fingerprint(requirements)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    started = time.monotonic()
    if not PYTHON.exists():
        print("Making the environment .venv …", flush=True)
        venv.create(VENV, with_pip=True)
    print(
        f"Installing {requirements.relative_to(ROOT)} (about a minute the first time) …", flush=True
    )
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(requirements)], check=True)
    stamp.write_text(wanted)
    print(f"Done in {time.monotonic() - started:.0f} s.", flush=True)


def main() -> None:
    """``python tools/setup.py [requirements.txt]``."""
    if sys.version_info < OLDEST:
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    requirements = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.txt")
    try:
        ensure(requirements)
    except subprocess.CalledProcessError:
        sys.exit("The packages could not be installed; the lines above say why.")
    subprocess.run([str(PYTHON), str(ROOT / "tools" / "translations.py")], check=True)


if __name__ == "__main__":
    main()
