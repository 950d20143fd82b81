"""The three quarters beside the pass on an A4 sheet that is folded twice to A6.

All stand upright. Folded back along both dashed lines the pass is in front, the quarter to its
right lies behind it, and the two below are inside.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exhibition.adapters import ink
from exhibition.adapters.print_page import POINTS_A_MM, Pen, Place
from exhibition.adapters.typesetting import (
    Block,
    Placed,
    Style,
    Typesetter,
    sizes,
    stack,
    stack_height,
)

if TYPE_CHECKING:
    from fpdf import FPDF

_QUARTER_MM = (105.0, 148.5)
_MARGIN_MM = 11.0
# A tenth of a millimetre: 36 of them are text of 10 points.
_PIXEL = 0.1
_COLUMN = round((_QUARTER_MM[0] - 2 * _MARGIN_MM) / _PIXEL)
_DEPTH = round((_QUARTER_MM[1] - 2 * _MARGIN_MM) / _PIXEL)
_GAP, _SECTION_GAP = 4, 44
_SCALES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.5, 0.4, 0.3)
_DASH_MM = 1.6
_FOLD = Style(24)
_FOLD_CLEARANCE = 14
_FOLD_GREY = 140


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its lines in the reader's language, and the same in the other one."""

    heading: str
    lines: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldSheet:
    """What stands right of the pass, below it, and right below it; and what to do at each fold."""

    behind: tuple[Section, ...]
    inside_left: tuple[Section, ...]
    inside_right: tuple[Section, ...]
    fold_first: str
    fold_second: str


@dataclass(frozen=True, slots=True)
class Printed:
    """A text and where its layout begins on the paper; `turned` runs it up along the fold."""

    placed: Placed
    place: Place
    turned: bool = False


def layout(sheet: FoldSheet, typesetter: Typesetter) -> list[Printed]:
    """Every text of the sheet but the pass, in tenths of a millimetre from its place."""
    width, height = _QUARTER_MM
    quarters = {(width, 0.0): sheet.behind, (0.0, height): sheet.inside_left}
    quarters[width, height] = sheet.inside_right
    return [
        *(
            Printed(placed, Place(left, top, _PIXEL))
            for (left, top), sections in quarters.items()
            for placed in _quarter(sections, typesetter)
        ),
        Printed(_fold(sheet.fold_first, typesetter), Place(width + _MARGIN_MM, height, _PIXEL)),
        Printed(
            _fold(sheet.fold_second, typesetter),
            Place(width, 2 * height - _MARGIN_MM, _PIXEL),
            turned=True,
        ),
    ]


def _quarter(sections: tuple[Section, ...], typesetter: Typesetter) -> list[Placed]:
    """The sections from the top down, in the largest size in which all of them fit."""
    for scale in _SCALES:
        blocks = [_blocks(section, typesetter, scale) for section in sections]
        height = sum(stack_height((block for block, _ in one), _GAP) for one in blocks)
        if height + _SECTION_GAP * scale * max(len(blocks) - 1, 0) <= _DEPTH:
            break
    placed: list[Placed] = []
    margin = y = round(_MARGIN_MM / _PIXEL)
    for one in blocks:
        placed += stack(one, margin, y, gap=_GAP)
        y += stack_height((block for block, _ in one), _GAP) + round(_SECTION_GAP * scale)
    return placed


def _blocks(section: Section, typesetter: Typesetter, scale: float) -> list[tuple[Block, int]]:
    rows = [
        (section.heading, (42,), True, ink.INK),
        *((line, (36,), False, ink.INK) for line in section.lines),
        *((line, (31,), False, ink.TEXT_2) for line in section.also),
    ]
    return [
        (
            typesetter.fit(text, sizes(px, scale=scale, bold=bold, leading=1.45), _COLUMN),
            fill,
        )
        for text, px, bold, fill in rows
    ]


def _fold(words: str, typesetter: Typesetter) -> Placed:
    """What to do at a fold, just above its line."""
    block = typesetter.fit(words, [(_FOLD, 1)], _COLUMN)
    return Placed(block, 0, -block.height - _FOLD_CLEARANCE, ink.TEXT_2)


def write(pdf: "FPDF", texts: list[Printed], typesetter: Typesetter, **colours: str) -> None:
    """The texts where they belong, and the two dashed lines to fold at."""
    _dashes(pdf)
    for text in texts:
        pen = Pen(pdf, text.place, typesetter, **colours)
        if text.turned:
            corner = text.place.left * POINTS_A_MM, text.place.top * POINTS_A_MM
            with pdf.rotation(90, *corner):
                pen.write(text.placed)
        else:
            pen.write(text.placed)


def _dashes(pdf: "FPDF") -> None:
    width, height = (side * POINTS_A_MM for side in _QUARTER_MM)
    with pdf.local_context(draw_color=_FOLD_GREY, line_width=0.5):
        pdf.set_dash_pattern(dash=_DASH_MM * POINTS_A_MM, gap=_DASH_MM * POINTS_A_MM)
        pdf.line(0, height, 2 * width, height)
        pdf.line(width, 0, width, 2 * height)
        pdf.set_dash_pattern()
