"""QR codes as a matrix, a picture and a drawing. A pass prints exactly `BASE_URL/p/CODE`."""

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

import qrcode
from PIL import Image
from qrcode.constants import (
    ERROR_CORRECT_H,
    ERROR_CORRECT_L,
    ERROR_CORRECT_M,
    ERROR_CORRECT_Q,
)
from qrcode.exceptions import DataOverflowError

# Modules of white around the code that a reader needs (ISO/IEC 18004).
QUIET_ZONE = 4

_ECC = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
# Trying all eight masks costs six times the work; with this one alone, blurred and noisy
# pictures were read no worse.
_MASK = 3

Matrix = tuple[tuple[bool, ...], ...]


def matrix(text: str, ecc: str = "M") -> Matrix:
    """Rows of modules, True for dark, without the quiet zone.

    `ecc` is L, M, Q or H: 7, 15, 25 or 30 % of the code may be damaged. Raises ValueError for
    another letter and for text that fits in no QR code.
    """
    if ecc not in _ECC:
        raise ValueError(f"error correction is {ecc!r}; it must be L, M, Q or H")
    code = qrcode.QRCode(error_correction=_ECC[ecc], mask_pattern=_MASK, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"{len(text)} characters do not fit in a QR code") from error
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def plate(text: str, *, plate_px: int, ecc: str = "M", dark: int = 0) -> Image.Image:
    """A white square (mode L) of `plate_px` pixels with the code, in the grey `dark`, and its
    quiet zone.

    Modules are whole pixels where that keeps nine tenths of the plate. Raises ValueError where a
    module would be under one pixel.
    """
    rows = matrix(text, ecc)
    modules = len(rows) + 2 * QUIET_ZONE
    if plate_px < modules:
        raise ValueError(f"{plate_px} px cannot show {modules} modules")
    whole = plate_px // modules * modules
    side = whole if whole * 10 >= plate_px * 9 else plate_px
    picture = Image.new("L", (plate_px, plate_px), 255)
    margin = (plate_px - side) // 2
    picture.paste(
        _modules(rows, dark).resize((side, side), Image.Resampling.NEAREST), (margin, margin)
    )
    return picture


def _modules(rows: Matrix, dark: int) -> Image.Image:
    """The code with its quiet zone, one pixel a module."""
    side = len(rows)
    pixels = bytes(dark if module else 255 for row in rows for module in row)
    code = Image.frombytes("L", (side, side), pixels)
    picture = Image.new("L", (side + 2 * QUIET_ZONE,) * 2, 255)
    picture.paste(code, (QUIET_ZONE, QUIET_ZONE))
    return picture


def png(text: str, *, plate_px: int, ecc: str = "M") -> bytes:
    """The plate as a PNG of one bit a pixel. Raises ValueError like `plate`."""
    picture = plate(text, plate_px=plate_px, ecc=ecc).convert("1", dither=Image.Dither.NONE)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def svg(text: str, ecc: str = "M") -> str:
    """The code with its quiet zone as an SVG document, one unit a module, black on white."""
    side, path = svg_path(text, ecc)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        ' shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def svg_path(text: str, ecc: str = "M") -> tuple[int, str]:
    """The side in modules, quiet zone included, and the path data of the dark modules."""
    rows = matrix(text, ecc)
    path = "".join(
        f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in dark_runs(row)
    )
    return len(rows) + 2 * QUIET_ZONE, path


def dark_runs(row: tuple[bool, ...]) -> Iterator[tuple[int, int]]:
    """Start and length of each unbroken stretch of dark modules."""
    start = 0
    for dark, stretch in groupby(row):
        length = len(tuple(stretch))
        if dark:
            yield start, length
        start += length
