"""Colours of a drawn picture: it is drawn in grey, and at the end the greys become colours.

One grey picture holds three ranges, each a ramp to white, so that the soft edge of a letter stays
inside the range it was drawn in. Sixteen of the greys are kept, four bits a pixel: a pass is
written in a tenth of the time of a true-colour PNG and weighs about 40 KB.
"""

import struct
import zlib
from functools import lru_cache

from PIL import Image

# Greys of the coloured ground, 0 the colour itself.
GROUND, GROUND_WHITE = 0, 63
# Greys of the mark: a stamp, a warning.
MARK, MARK_WHITE = 64, 127
# The code alone is pure black.
BLACK = 128
# Greys of text on white paper, with three tones between.
INK, TEXT_2, LINE, SOFT, PAPER = 129, 157, 227, 242, 255

WARN = "#7F4D00"
BAD = "#B3261E"

# The colour tokens of the style sheet: text, text-2, line.
TOKENS = {INK: "#0F2326", TEXT_2: "#465D5C", LINE: "#CBD6D3", PAPER: "#FFFFFF"}
_RANGES = ((GROUND, GROUND_WHITE), (MARK, MARK_WHITE), (BLACK, PAPER))
_KEPT = (GROUND, 13, 30, 46, MARK, 85, 106, BLACK, INK, 143, TEXT_2, 180, 203, LINE, SOFT, PAPER)

_Rgb = tuple[int, int, int]


def ground_tint(share: float) -> int:
    """The grey that lays `share` (0 to 1) of white over the coloured ground."""
    return round(GROUND + share * (GROUND_WHITE - GROUND))


def png(picture: Image.Image, *, ground: str, mark: str = WARN) -> bytes:
    """The grey picture (mode L) as a PNG in its colours, both `#RRGGBB`; else ValueError.

    Written here and not by Pillow, which packs sixteen colours at half this speed.
    """
    width, height = picture.size
    slots = picture.point(_slots())
    slots.putpalette(_palette(ground, mark))
    packed = slots.tobytes("raw", "P;4")
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            _chunk(b"PLTE", _palette(ground, mark)),
            _chunk(b"IDAT", zlib.compress(_scanlines(packed, (width + 1) // 2), 2)),
            _chunk(b"IEND", b""),
        )
    )


def _scanlines(packed: bytes, stride: int) -> bytes:
    """The rows, each behind the number of its filter (PNG specification, section 9).

    Most rows of a code and of empty paper equal the one above: filter 2 makes them zeros, which
    pack faster than anything else.
    """
    rows = [packed[at : at + stride] for at in range(0, len(packed), stride)]
    same = b"\2" + bytes(stride)
    return b"".join(
        same if row == above else b"\0" + row
        for above, row in zip([b"", *rows], rows, strict=False)
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@lru_cache(maxsize=1)
def _slots() -> list[int]:
    """For each grey the slot of the nearest kept one of its range; the whites share one slot."""
    return [_slot(grey) for grey in range(256)]


def _slot(grey: int) -> int:
    first, white = next(span for span in _RANGES if grey <= span[1])
    kept = [level for level in _KEPT if first <= level < white]
    _, nearest = min((abs(level - grey), level) for level in (*kept, white))
    return _KEPT.index(PAPER if nearest == white else nearest)


@lru_cache(maxsize=64)
def _palette(ground: str, mark: str) -> bytes:
    return bytes(channel for grey in _KEPT for channel in colour(grey, ground, mark))


def colour(grey: int, ground: str, mark: str = WARN) -> _Rgb:
    """What a grey becomes in the end: red, green, blue from 0 to 255.

    Raises ValueError for a ground or mark that is not `#RRGGBB`.
    """
    if grey == BLACK:
        return 0, 0, 0
    stops = {GROUND: ground, GROUND_WHITE: "#FFFFFF", MARK: mark, MARK_WHITE: "#FFFFFF", **TOKENS}
    below = max(stop for stop in stops if stop <= grey)
    above = min(stop for stop in stops if stop >= grey)
    return _between(_rgb(stops[below]), _rgb(stops[above]), (grey - below) / (above - below or 1))


def _between(start: _Rgb, end: _Rgb, share: float) -> _Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
    return red, green, blue


def _rgb(colour: str) -> _Rgb:
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"{colour!r} is not a colour of the form #RRGGBB")
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
