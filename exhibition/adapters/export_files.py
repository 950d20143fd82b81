"""The folder of finished exports: private, names that say nothing, gone when their time is over."""

import hashlib
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path

_PIECE = 1 << 20


class ExportFiles:
    """The files of one installation."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / "export-files"

    def new_path(self, ending: str) -> Path:
        """Where the next file goes; the folder is made when it is missing."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder / f"{secrets.token_hex(16)}.{ending}"

    def path(self, stored_name: str) -> Path:
        """Where a file lies."""
        return self._folder / Path(stored_name).name

    def discard(self, stored_name: str) -> None:
        """Removes a file; nothing happens where there is none."""
        if stored_name:
            self.path(stored_name).unlink(missing_ok=True)

    def discard_older(self, seconds: float, known: Collection[str] = ()) -> None:
        """Removes what is older and not ``known``: a killed process leaves a file nobody knows of,
        and the folder in which its rows waited.
        """
        if not self._folder.is_dir():
            return
        oldest = time.time() - seconds
        for left in self._folder.iterdir():
            if left.name in known or left.stat().st_mtime >= oldest:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """The SHA-256 of a file in 64 hex digits, read piece by piece."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
