"""A file of rows as an answer: its name in Chinese, its kind, its bytes piece by piece."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO
from urllib.parse import quote

from flask import Response

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
PIECE_BYTES = 256 * 1024


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """An open file piece by piece; closed behind the last one."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def answer(response: Response, name: str, ending: str) -> Response:
    """The response as a download of this name."""
    response.headers["Content-Type"] = MEDIA_TYPES[ending]
    # RFC 5987 for the Chinese name; a plain one for programs that read only that.
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response
