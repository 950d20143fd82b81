"""Uploaded licences: outside the web root, under random names, readable by their owner only."""

import hashlib
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from exhibition.adapters.upload_content import MAX_PIXELS, FileRefused, harmless

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "FileRefused",
    "FileStore",
    "StoredFile",
    "checked",
    "clean_name",
]

#: 10 MB a file.
MAX_BYTES = 10 * 1024 * 1024

_NAME_MAX = 120
_STORED_NAME = re.compile(r"[0-9a-f]{32}\.(?:jpg|png|pdf)")
_MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@dataclass(frozen=True)
class StoredFile:
    """A file as kept: where, what it was called, and what it now is (size in bytes)."""

    stored_name: str
    original_name: str
    media_type: str
    size: int
    sha256: str


class FileStore:
    """A folder of uploads under random names, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def accept(self, stream: BinaryIO, filename: str, *, on_trial: bool = False) -> StoredFile:
        """Keeps an upload: on the disk for good when this returns.

        The caller's transaction may still fail; it then calls ``discard``. With ``on_trial`` the
        file is marked until ``confirm``, so that it is found should the machine stop in between.
        Raises FileRefused, and OSError when the disk does not take the file; either way nothing is
        left behind.
        """
        original_name = clean_name(filename)
        content, ending = checked(stream, original_name)
        return self.keep(content, ending, original_name, on_trial=on_trial)

    def keep(
        self, content: bytes, ending: str, original_name: str = "", *, on_trial: bool = False
    ) -> StoredFile:
        """Keeps harmless bytes (``ending`` is jpg, png or pdf) under a new name, on the disk for
        good when this returns. Raises OSError when the disk does not take them.
        """
        stored_name = f"{secrets.token_hex(16)}.{ending}"
        self._write(stored_name, content, on_trial)
        digest = hashlib.sha256(content).hexdigest()
        return StoredFile(stored_name, original_name, _MEDIA_TYPES[ending], len(content), digest)

    def open(self, stored_name: str) -> BinaryIO:
        """The file's bytes. Raises FileNotFoundError, also for any name this store never gives."""
        descriptor = os.open(self._path(stored_name), os.O_RDONLY | os.O_NOFOLLOW)
        return os.fdopen(descriptor, "rb")

    def discard(self, stored_name: str) -> None:
        """Removes the file; nothing happens when it is gone. Raises FileNotFoundError for a name
        this store never gives.
        """
        self._path(stored_name).unlink(missing_ok=True)
        self._part(stored_name).unlink(missing_ok=True)
        self._mark(stored_name).unlink(missing_ok=True)

    def put_on_trial(self, stored_name: str) -> None:
        """Marks a kept file whose row is about to be deleted."""
        # A database restored without its files has no folder yet.
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._mark(stored_name).touch(mode=0o600)

    def confirm(self, stored_name: str) -> None:
        """Takes the mark off a file that was accepted ``on_trial``: its row is committed."""
        self._mark(stored_name).unlink(missing_ok=True)

    def on_trial(self, before: float) -> list[str]:
        """The files still on trial since before ``before`` (seconds since 1970): whoever put them
        there never came to an end. Their rows decide; confirm or discard them.
        """
        marks = self._root.glob(".*.trial") if self._root.is_dir() else ()
        names = [mark.name[1 : -len(".trial")] for mark in marks if _written_at(mark) < before]
        return [name for name in names if _STORED_NAME.fullmatch(name)]

    def _path(self, stored_name: str) -> Path:
        if not _STORED_NAME.fullmatch(stored_name):
            raise FileNotFoundError("no such stored file")
        return self._root / stored_name

    def _part(self, stored_name: str) -> Path:
        return self._root / f".{stored_name}.part"

    def _mark(self, stored_name: str) -> Path:
        return self._root / f".{stored_name}.trial"

    def _write(self, stored_name: str, content: bytes, on_trial: bool) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._part(stored_name)
        try:
            if on_trial:
                self._mark(stored_name).touch(mode=0o600)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._root / stored_name)
            _sync_folder(self._root)
        except BaseException:
            self.discard(stored_name)
            raise


def checked(stream: BinaryIO, filename: str) -> tuple[bytes, str]:
    """What is kept of an upload, made harmless, and its ending. Raises FileRefused."""
    return harmless(_read(stream), _ending(filename))


def clean_name(filename: str) -> str:
    """The name of an upload for showing to staff: last part only, at most 120 characters, the
    ending kept, without control, invisible and direction-changing characters.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    path = PurePosixPath(name or "file")
    ending = path.suffix[: _NAME_MAX // 2]
    return f"{path.stem[: _NAME_MAX - len(ending)]}{ending}"


def _written_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix[1:].lower()


def _read(stream: BinaryIO) -> bytes:
    content = stream.read(MAX_BYTES + 1)
    if not content:
        raise FileRefused("empty")
    if len(content) > MAX_BYTES:
        raise FileRefused("too_large")
    return content


def _sync_folder(folder: Path) -> None:
    """Makes the new name in a folder survive a power cut, as fsync makes the bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
