"""Sets Chinese and Latin text: measures, shrinks, breaks lines, never cuts; draws in a picture."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import ImageDraw

from exhibition.adapters import fonts, ink
from exhibition.adapters.fonts import FontFace
from exhibition.adapters.line_breaking import Piece, balance, units

Align = Literal["left", "center", "right"]

# The one weight of the face is 400; this much outline, in parts of the size, makes it look 600.
_BOLD = 0.014
# Share of the size between the top of a Chinese character and the baseline.
_ASCENT = 0.88
_LATIN_APOSTROPHE = re.compile("(?<=[A-Za-zÀ-ɏ])’")
#: How much of its width a line stands left of its place.
SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks: size in pixels, leading and tracking in parts of it."""

    size: int
    bold: bool = False
    leading: float = 1.25
    tracking: float = 0.0

    @property
    def line_px(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * self.leading)

    @property
    def baseline(self) -> float:
        """Pixels from the top of a line to the foot of its letters."""
        return (self.line_px - self.size) / 2 + _ASCENT * self.size

    @property
    def stroke(self) -> float:
        """Pixels of outline that make the weight."""
        return self.size * _BOLD if self.bold else 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set in one style."""

    lines: tuple[str, ...]
    style: Style

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the bottom of the last."""
        return len(self.lines) * self.style.line_px


@dataclass(frozen=True, slots=True)
class Placed:
    """A block at its place: `x` is its left, middle or right end by `align`, `y` its top."""

    block: Block
    x: int
    y: int
    fill: int
    align: Align = "left"


def sizes(
    pixels: Iterable[int],
    *,
    most: int = 1,
    scale: float = 1.0,
    bold: bool = False,
    leading: float = 1.25,
) -> list[tuple[Style, int]]:
    """The sizes as styles to try in turn, each in at most so many lines."""
    return [(Style(round(size * scale), bold=bold, leading=leading), most) for size in pixels]


def stack(
    blocks: Sequence[tuple[Block, int]], x: int, y: int, *, gap: int = 0, align: Align = "left"
) -> list[Placed]:
    """Blocks with their fills one under the other, from `y` down; empty ones take no room."""
    placed: list[Placed] = []
    for block, fill in blocks:
        if block.lines:
            placed.append(Placed(block, x, y, fill, align))
            y += block.height + gap
    return placed


def stack_height(blocks: Iterable[Block], gap: int = 0) -> int:
    """Pixels that `stack` takes."""
    heights = [block.height for block in blocks if block.lines]
    return sum(heights) + gap * max(len(heights) - 1, 0)


def _suited_to_face(text: str) -> str:
    """The text with the two signs changed that a Chinese face sets in a full cell.

    The middle dot brings its own space; the apostrophe in O’Neill would tear the name in two.
    """
    return _LATIN_APOSTROPHE.sub("'", text.replace(" · ", "·"))


class Typesetter:
    """Measures and draws with one font and its fall-backs. Raises FontMissing when made."""

    def __init__(self, font: Path | None = None) -> None:
        self._faces = fonts.available(font)

    def width(self, text: str, style: Style) -> float:
        """Pixels the text takes on one line."""
        probe = sum(face.at(fonts.PROBE_SIZE).getlength(run) for face, run in self.runs(text))
        advance = probe * style.size / fonts.PROBE_SIZE
        return advance + 2 * style.stroke + max(len(text) - 1, 0) * style.tracking * style.size

    def runs(self, line: str) -> tuple[tuple[FontFace, str], ...]:
        """The line in pieces of one face each, as it is drawn; 〓 for a letter no face has."""
        return fonts.runs(line, self._faces)

    def block_width(self, block: Block) -> float:
        """Pixels of the block's widest line."""
        return max((self.width(line, block.style) for line in block.lines), default=0.0)

    def fit(self, text: str, steps: Iterable[tuple[Style, int]], width: float) -> Block:
        """The text in the first style that needs no more than its number of lines.

        Where none does, the last style takes as many lines as it needs: nothing is cut.
        """
        text = _suited_to_face(fonts.printable(text))
        last = Style(1)
        for style, most in steps:
            last = style
            # One measurement spares most of the line breaking that could not succeed.
            if self.width(text, style) <= most * width:
                block = Block(self.lines(text, style, width), style)
                if len(block.lines) <= most:
                    return block
        return Block(self.lines(text, last, width), last)

    def lines(self, text: str, style: Style, width: float) -> tuple[str, ...]:
        """The text in as few lines as it needs, of about equal length. No text: no line."""
        if not text:
            return ()
        if self.width(text, style) <= width:
            return (text,)
        return balance(self._pieces(text, style, width), width)

    def _pieces(self, text: str, style: Style, width: float) -> list[Piece]:
        """What may stand on a line of its own; a word wider than the line falls into letters."""
        pieces: list[Piece] = []
        for unit in units(text):
            whole = self._piece(unit, style)
            fits = whole.width <= width
            pieces += [whole] if fits else [self._piece(letter, style) for letter in unit]
        return pieces

    def _piece(self, text: str, style: Style) -> Piece:
        return Piece(text, self.width(text.rstrip(), style), self.width(text, style))

    def write(self, canvas: ImageDraw.ImageDraw, placed: Placed) -> None:
        """Draws the block at its place in its fill."""
        style = placed.block.style
        if placed.fill == ink.MARK:
            self._whiten(canvas, placed)
        baseline = placed.y + style.baseline
        for line in placed.block.lines:
            x = placed.x - SHIFT[placed.align] * self.width(line, style)
            self._line(canvas, (x, round(baseline)), line, style, placed.fill)
            baseline += style.line_px

    def _whiten(self, canvas: ImageDraw.ImageDraw, placed: Placed) -> None:
        """Lays the white of the mark's own range, into which its soft edges must fade."""
        width = self.block_width(placed.block)
        left = placed.x - SHIFT[placed.align] * width
        bottom = placed.y + placed.block.height - 1
        canvas.rectangle((left, placed.y, left + width, bottom), fill=ink.MARK_WHITE)

    def _line(
        self,
        canvas: ImageDraw.ImageDraw,
        at: tuple[float, int],
        line: str,
        style: Style,
        fill: int,
    ) -> None:
        x, baseline = at
        for face, run in self.runs(line):
            font = face.at(style.size)
            for part in run if style.tracking else (run,):
                canvas.text(
                    (x, baseline),
                    part,
                    fill=fill,
                    font=font,
                    anchor="ls",
                    stroke_width=style.stroke,
                )
                x += font.getlength(part) + style.tracking * style.size
