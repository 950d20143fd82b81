"""A small TrueType face of just the characters that a document prints.

Each comes from the first face that has it, so that a Chinese name with a rare surname and a Korean
company are one font in the document. Cutting the whole Chinese face down took 0.3 s a document;
the outlines of its hundred characters take 0.03 s, and are kept for the next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from exhibition.adapters.fonts import FontFace

_UNITS = 1000
_ASCENT, _DESCENT, _CAPITALS = 880, -120, 733
# The box in which every outline of a Chinese face stays: left, bottom, right, top.
_BOX = (-1000, -1048, 2928, 1808)
# How far, in parts of a thousand of the size, a quadratic curve may leave the cubic one.
_ERROR = 1.0
# A font file is read as its outlines are asked for, which two threads must not do at once.
_reading = Lock()


def small_face(runs: Iterable[tuple[FontFace, str]]) -> bytes:
    """A TrueType font with every character of the runs, each from the face of its run."""
    faces: dict[str, FontFace] = {}
    for face, text in runs:
        for character in text:
            faces.setdefault(character, face)
    with _reading:
        return _built(sorted(faces.items()))


@dataclass(frozen=True, slots=True)
class _Outline:
    """A character as a face holds it, in thousandths of the size."""

    compiled: bytes
    width: int
    left: int
    points: int
    contours: int


def _built(characters: list[tuple[str, FontFace]]) -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    outlines = {f"u{ord(one):05X}": _outline(face, one) for one, face in characters}
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *outlines])
    builder.setupCharacterMap({ord(one): f"u{ord(one):05X}" for one, _ in characters})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf(dict.fromkeys([".notdef", *outlines], empty), calcGlyphBounds=False)
    for name, one in outlines.items():
        builder.font["glyf"].glyphs[name] = Glyph(one.compiled)
    # Without its true left edge a glyph is moved to the left of its cell.
    metrics = {name: (one.width, one.left) for name, one in outlines.items()}
    builder.setupHorizontalMetrics({".notdef": (_UNITS, 0), **metrics})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable({"familyName": "Entry pass", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=_CAPITALS)
    builder.setupPost(keepGlyphNames=False)
    _measure(builder.font, list(outlines.values()))
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


def _measure(font: Any, outlines: list[_Outline]) -> None:
    """What fontTools would find by taking every outline apart again, which takes half the time."""
    font.recalcBBoxes = False
    font["maxp"].maxPoints = max((one.points for one in outlines), default=0)
    font["maxp"].maxContours = max((one.contours for one in outlines), default=0)
    head = font["head"]
    head.xMin, head.yMin, head.xMax, head.yMax = _BOX


# About 1 KB each: what the passes of all open shows have in common, and the names of an hour.
@lru_cache(maxsize=4096)
def _outline(face: FontFace, character: str) -> _Outline:
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, names, scale = _opened(face)
    source = glyphs[names.get(ord(character), ".notdef")]
    drawn = DecomposingRecordingPen(glyphs)
    source.draw(drawn)
    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, _ERROR, reverse_direction=True)
    drawn.replay(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
    glyph = pen.glyph()
    glyph.recalcBounds(None)
    points = len(glyph.coordinates) if glyph.numberOfContours else 0
    left, contours = glyph.xMin, glyph.numberOfContours
    return _Outline(glyph.compile(None), round(source.width * scale), left, points, contours)


# The Chinese face takes 30 MB once it is open.
@lru_cache(maxsize=4)
def _opened(face: FontFace) -> tuple[Any, dict[int, str], float]:
    from fontTools.ttLib import TTFont

    font = TTFont(face.path, fontNumber=face.index, lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), _UNITS / font["head"].unitsPerEm
