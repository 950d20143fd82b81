"""Finds a face that draws Chinese, and for each character a face that has it.

Order: the file named in the settings, the packaged Noto Sans SC, Debian's fonts-noto-cjk. The
other faces found stand behind the first one, so that a rare surname, a Korean or an Arabic name
is drawn as long as anything installed can draw it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

_DEBIAN = Path("/usr/share/fonts/opentype/noto")
_DEBIAN_LATIN = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
# What Chinese typesetting prints for a character the printer does not have.
_GETA = "〓"
# A permanent noncharacter: every face answers it with its box for "no such glyph".
_NOT_A_CHARACTER = "\U0010fffe"
# At this size faces are asked what they hold and how wide it is; widths grow evenly from it.
PROBE_SIZE = 50


class FontMissing(RuntimeError):
    """No usable Chinese face; the message says what to install or to change."""


@dataclass(frozen=True, slots=True)
class FontFace:
    """A face in a font file; `index` counts the faces of a collection (.ttc), else it is 0."""

    path: Path
    index: int = 0

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """This face at a size in pixels, kept for the next caller."""
        return _load(self, size)


def find(preferred: Path | None = None) -> FontFace:
    """The face for Chinese text. Raises FontMissing with a sentence that says what to do."""
    return available(preferred)[0]


@lru_cache(maxsize=8)
def available(preferred: Path | None = None) -> tuple[FontFace, ...]:
    """Every face to draw with, best first. Raises FontMissing as `find` does."""
    if preferred is not None and not preferred.is_file():
        raise FontMissing(f"The font file {preferred} does not exist. Correct the setting.")
    chinese = [path for path in (preferred, *_packaged(), *_debian()) if path and path.is_file()]
    if not chinese:
        raise FontMissing(
            "No Chinese font found. Install requirements.txt (it brings pylopdf-fonts-zh-cn)"
            " or Debian's fonts-noto-cjk."
        )
    paths = [*chinese, *([_DEBIAN_LATIN] if _DEBIAN_LATIN.is_file() else [])]
    return tuple(FontFace(path, _simplified_index(path)) for path in dict.fromkeys(paths))


def _packaged() -> tuple[Path, ...]:
    try:
        import pylopdf_fonts_zh_cn
    except ModuleNotFoundError:
        return ()
    return pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path()


def _debian() -> tuple[Path, ...]:
    return _DEBIAN / "NotoSansCJK-Regular.ttc", _DEBIAN / "NotoSerifCJK-Regular.ttc"


def _simplified_index(path: Path) -> int:
    """A collection holds the Japanese forms first; Noto's third face has the mainland forms."""
    if path.suffix.lower() not in {".ttc", ".otc"}:
        _load(FontFace(path), PROBE_SIZE)
        return 0
    family, _ = _load(FontFace(path, 2), PROBE_SIZE).getname()
    return 2 if family and family.endswith("SC") else 0


# About 1 MB each; the sizes of an ordinary pass are ten.
@lru_cache(maxsize=32)
def _load(face: FontFace, size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(face.path, size, index=face.index)
    except OSError as error:
        raise FontMissing(f"The file {face.path} is not a font that can be read.") from error


@lru_cache(maxsize=8192)
def has(face: FontFace, character: str) -> bool:
    """Whether the face has a glyph of its own for the character, not the box for "missing"."""
    return _picture(face, character) != _picture(face, _NOT_A_CHARACTER)


def _picture(face: FontFace, character: str) -> tuple[tuple[int, int], bytes]:
    mask = face.at(PROBE_SIZE).getmask(character)
    return mask.size, bytes(mask)


def printable(text: str) -> str:
    """The text on one line: white space folded, controls and variation selectors left out."""
    return " ".join("".join(_visible(ch) for ch in text).split())


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs"}:
        return ""
    code = ord(character)
    return "" if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF else character


def runs(text: str, faces: tuple[FontFace, ...]) -> tuple[tuple[FontFace, str], ...]:
    """The text in pieces of one face each. A letter no face has becomes 〓, a sign is left out."""
    main = faces[0]
    if all(character == " " or has(main, character) for character in text):
        return ((main, text),)
    drawn: list[tuple[FontFace, str]] = []
    for character in text:
        if character == " " and drawn:
            # A space stays with the word before it: a right-to-left name is one run, in its order.
            drawn.append((drawn[-1][0], character))
        else:
            drawn += _choose(character, faces)
    return tuple(
        (face, "".join(character for _, character in group))
        for face, group in groupby(drawn, key=lambda pair: pair[0])
    )


def _choose(character: str, faces: tuple[FontFace, ...]) -> list[tuple[FontFace, str]]:
    if character == " ":
        return [(faces[0], character)]
    for face in faces:
        if has(face, character):
            return [(face, character)]
    return [(faces[0], _GETA)] if unicodedata.category(character)[0] in "LN" else []
