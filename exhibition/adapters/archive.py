"""A ZIP written piece by piece: names that every system unpacks, one file in memory at a time."""

import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

#: What no name may hold on Windows, macOS or Linux, and what hides or turns letters round.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_PART_MAX = 60
#: 1980-01-01, the first day a ZIP knows: says nothing about when somebody did something.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


class Archive:
    """An open ZIP. Two files of one name get a number behind it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=True)
        path.chmod(0o600)
        self._taken: set[str] = set()
        #: The last number behind each name, so that the hundredth is not looked for from two.
        self._last: dict[str, int] = {}

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()

    def add(self, parts: Iterable[str], ending: str, content: BinaryIO) -> str:
        """Adds a file named after its parts, joined by ``_``; gives its name in the archive."""
        name = self._free(file_name(parts), ending)
        with self._zip.open(zipfile.ZipInfo(name, _NO_DAY), "w", force_zip64=True) as target:
            shutil.copyfileobj(content, target, 1 << 18)
        return name

    def _free(self, stem: str, ending: str) -> str:
        # Some systems know no difference between small and capital letters.
        number, name = self._last.get(stem.casefold(), 0) + 1, f"{stem}.{ending}"
        while number > 1 or name.casefold() in self._taken:
            number = max(number, 2)
            name = f"{stem}_{number}.{ending}"
            if name.casefold() not in self._taken:
                break
            number += 1
        self._last[stem.casefold()] = number
        self._taken.add(name.casefold())
        return name


def file_name(parts: Iterable[str]) -> str:
    """The parts as one safe name without an ending; never empty, never a path."""
    clean = (_UNSAFE.sub(" ", part)[:_PART_MAX].strip(" .") for part in parts)
    name = "_".join(part for part in clean if part) or "file"
    return f"_{name}" if _RESERVED.match(name) else name
