"""A small TrueType face of just the characters that a document prints.

Each comes from the first face that has it, so that a Chinese name with a rare surname and a Korean
company are one font in the document. Cutting the whole Chinese face down took 0.3 s a document;
the outlines of its hundred characters take 0.03 s, and are kept for the next one.
"""

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from threading import Lock
from typing import Any

from exhibition.adapters.fonts import FontFace

_UNITS = 1000
_ASCENT, _DESCENT, _CAPITALS = 880, -120, 733
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


def _built(characters: list[tuple[str, FontFace]]) -> bytes:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    named = {f"u{ord(character):05X}": (character, face) for character, face in characters}
    outlines = {name: _outline(face, character) for name, (character, face) in named.items()}
    builder = FontBuilder(_UNITS, isTTF=True)
    builder.setupGlyphOrder([".notdef", *named])
    builder.setupCharacterMap({ord(character): name for name, (character, _) in named.items()})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, **{name: one for name, (one, _) in outlines.items()}})
    placed = builder.font["glyf"]
    # Without its true left edge a glyph is moved to the left of its cell.
    metrics = {
        name: (wide, getattr(placed[name], "xMin", 0)) for name, (_, wide) in outlines.items()
    }
    builder.setupHorizontalMetrics({".notdef": (_UNITS, 0), **metrics})
    builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    builder.setupNameTable({"familyName": "Entry pass", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=_CAPITALS)
    builder.setupPost(keepGlyphNames=False)
    file = BytesIO()
    builder.save(file)
    return file.getvalue()


# About 1 KB each: what the passes of all open shows have in common, and the names of an hour.
@lru_cache(maxsize=4096)
def _outline(face: FontFace, character: str) -> tuple[Any, int]:
    """The outline in thousandths of the size, and how wide it is."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    glyphs, names, scale = _opened(face)
    glyph = glyphs[names.get(ord(character), ".notdef")]
    drawn = DecomposingRecordingPen(glyphs)
    glyph.draw(drawn)
    outline = TTGlyphPen(None)
    quadratic = Cu2QuPen(outline, _ERROR, reverse_direction=True)
    drawn.replay(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
    return outline.glyph(), round(glyph.width * scale)


# The Chinese face takes 30 MB once it is open.
@lru_cache(maxsize=4)
def _opened(face: FontFace) -> tuple[Any, dict[int, str], float]:
    from fontTools.ttLib import TTFont

    font = TTFont(face.path, fontNumber=face.index, lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), _UNITS / font["head"].unitsPerEm
