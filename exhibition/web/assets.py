"""Our own style sheets, scripts and icons: hashed addresses, compressed once, cached for a year.

They are few and small, so they are read into memory at the start. The address holds a hash of the
content; a changed file has a new address, and an old page keeps getting what it asked for or 404.

A style sheet stands in for what it imports, so that many small files come in one request. A script
names its imports by their hashed addresses; a page may announce them all at once with
``script_imports``, so that a slow network is not asked for one after the other.
"""

import gzip
import hashlib
import mimetypes
import re
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
_SHEET_IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
_SCRIPT_IMPORT = re.compile(r'(?<=from ")\./([^"]+)(?=";$)', re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    address: str
    media_type: str
    plain: bytes
    #: Names of the scripts it needs, its own imports first.
    imports: tuple[str, ...] = ()

    @property
    def squeezes(self) -> bool:
        """Whether it gets smaller by compressing; pictures are compressed already."""
        return self.media_type in COMPRESSED_TYPES


def init_app(app: Flask) -> None:
    """Serves ``/static/…`` and makes ``url_for('static', filename=…)`` give the hashed address."""
    assets = load()
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

    app.add_template_global(lambda name: assets[name].imports, "script_imports")


def load(folder: Path = FOLDER) -> dict[str, Asset]:
    """Every file under the folder by its name, as it is sent."""
    assets: dict[str, Asset] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _load(folder, path.relative_to(folder).as_posix(), assets)
    return assets


def _load(folder: Path, name: str, assets: dict[str, Asset]) -> Asset:
    if name in assets:
        return assets[name]
    path = folder / name
    plain, imports = path.read_bytes(), ()
    if path.suffix == ".css":
        plain = _whole_sheet(path).encode()
    elif path.suffix == ".js":
        plain, imports = _linked(folder, name, assets)
    guessed = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0]
    digest = hashlib.sha256(plain).hexdigest()[:10]
    assets[name] = Asset(
        address=str(PurePosixPath(name).with_name(f"{path.stem}.{digest}{path.suffix}")),
        media_type=guessed or "application/octet-stream",
        plain=plain,
        imports=imports,
    )
    return assets[name]


def _whole_sheet(path: Path) -> str:
    """A style sheet with what it imports in the place of each ``@import``."""
    text = path.read_text("utf-8")
    return _SHEET_IMPORT.sub(lambda found: _whole_sheet(path.parent / found[1]), text)


def _linked(folder: Path, name: str, assets: dict[str, Asset]) -> tuple[bytes, tuple[str, ...]]:
    """A script whose imports carry their hashed addresses, and the names of all it needs."""
    needed: list[str] = []
    beside = PurePosixPath(name).parent

    def address(found: re.Match[str]) -> str:
        other = _load(folder, str(beside / found[1]), assets)
        needed.extend([*other.imports, str(beside / found[1])])
        return f"./{PurePosixPath(other.address).relative_to(beside)}"

    text = (folder / name).read_text("utf-8")
    plain = _SCRIPT_IMPORT.sub(address, text).encode()
    return plain, tuple(dict.fromkeys(needed))


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
