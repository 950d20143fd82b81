"""Our own style sheets, scripts and icons: hashed addresses, compressed once, cached for a year.

They are few and small, so they are read into memory at the start. The address holds a hash of the
content; a changed file has a new address, and an old page keeps getting what it asked for or 404.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

import brotli
from flask import Flask, Response, abort, request

from exhibition.config import ROOT

FOLDER = ROOT / "static"
YEAR_SECONDS = 365 * 24 * 3600
#: The machine's own table may differ, and a module with another type is not run.
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
COMPRESSED_TYPES = (*TYPES.values(), "application/json")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    address: str
    media_type: str
    plain: bytes

    @property
    def squeezes(self) -> bool:
        """Whether it gets smaller by compressing; pictures are compressed already."""
        return self.media_type in COMPRESSED_TYPES


def init_app(app: Flask) -> None:
    """Serves ``/static/…`` and makes ``url_for('static', filename=…)`` give the hashed address."""
    by_name = {path.relative_to(FOLDER).as_posix(): path for path in _files()}
    assets = {name: _load(name, path) for name, path in by_name.items()}
    by_address = {asset.address: asset for asset in assets.values()}

    @app.get("/static/<path:filename>", endpoint="static")
    def static(filename: str) -> Response:
        asset = by_address.get(filename) or assets.get(filename)
        if asset is None:
            abort(404)
        return _answer(asset, immutable=filename == asset.address)

    @app.url_defaults
    def _hashed(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and (asset := assets.get(str(values.get("filename")))):
            values["filename"] = asset.address


def _files() -> list[Path]:
    return [path for path in sorted(FOLDER.rglob("*")) if path.is_file()]


def _load(name: str, path: Path) -> Asset:
    plain = path.read_bytes()
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
    media_type = guessed or "application/octet-stream"
    digest = hashlib.sha256(plain).hexdigest()[:10]
    return Asset(
        address=str(PurePosixPath(name).with_name(f"{path.stem}.{digest}{path.suffix}")),
        media_type=media_type,
        plain=plain,
    )


# Compressed when first asked for: all at once would hold up every start and every test.
@cache
def _brotli(plain: bytes) -> bytes:
    return bytes(brotli.compress(plain))


@cache
def _gzip(plain: bytes) -> bytes:
    return gzip.compress(plain, mtime=0)


def _answer(asset: Asset, *, immutable: bool) -> Response:
    accepted = request.accept_encodings
    body, encoding = asset.plain, ""
    if asset.squeezes and accepted["br"] > 0:
        body, encoding = _brotli(asset.plain), "br"
    elif asset.squeezes and accepted["gzip"] > 0:
        body, encoding = _gzip(asset.plain), "gzip"
    response = Response(body, mimetype=asset.media_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR_SECONDS}, immutable" if immutable else "public, max-age=300"
    )
    return response
