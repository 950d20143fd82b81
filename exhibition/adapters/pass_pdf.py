"""The entry pass to print: the card alone on A6, or on the front quarter of a folded A4 sheet.

The card is the very layout of the picture, in millimetres: what fits there fits here.
"""

from pathlib import Path

from exhibition.adapters import ink, pass_layout, pass_sheet
from exhibition.adapters.pass_layout import PassCard
from exhibition.adapters.pass_sheet import FoldSheet
from exhibition.adapters.print_page import About, Pen, Place, printed
from exhibition.adapters.typesetting import Placed, Typesetter

__all__ = ["FoldSheet", "PassCard", "draw"]

A6, A4 = (105.0, 148.0), (210.0, 297.0)
# Printers leave about 4 mm of the paper white, and scissors miss by one.
_MARGIN = 5.0
_PIXEL = (A6[1] - 2 * _MARGIN) / pass_layout.HEIGHT
_LEFT = (A6[0] - pass_layout.WIDTH * _PIXEL) / 2


def draw(
    card: PassCard, about: About, sheet: FoldSheet | None = None, font: Path | None = None
) -> bytes:
    """The pass as a PDF of one page: A6, or A4 with the sheet around it.

    Raises FontMissing, and ValueError for a colour that is not `#RRGGBB` or an unknown motif.
    """
    typesetter = Typesetter(font)
    texts = pass_layout.layout(card, typesetter)
    around = pass_sheet.layout(sheet, typesetter) if sheet else []
    top = (A4[1] / 2 - A6[1]) / 2 + _MARGIN if sheet else _MARGIN
    colours = {"ground": card.band, "mark": card.stamp_colour}
    everything = [*texts, *(text.placed for text in around)]
    with printed(A4 if sheet else A6, everything, about, typesetter) as pdf:
        _card(Pen(pdf, Place(_LEFT, top, _PIXEL), typesetter, **colours), card, texts)
        if sheet:
            pass_sheet.write(pdf, around, typesetter, **colours)
        return bytes(pdf.output())


def _card(pen: Pen, card: PassCard, texts: list[Placed]) -> None:
    width, height = pass_layout.WIDTH, pass_layout.HEIGHT
    with pen.inside(0, 0, width, height):
        _band(pen, card)
        _tear(pen)
        if card.stamp:
            _stamp(pen)
    pen.frame(0, 0, width, height, ink.LINE, 2)
    pen.code(card.qr_text, pass_layout.PLATE_LEFT, pass_layout.PLATE_TOP, pass_layout.PLATE)
    for placed in texts:
        pen.write(placed)


def _band(pen: Pen, card: PassCard) -> None:
    width, height = pass_layout.WIDTH, pass_layout.BAND
    lighter = ink.colour(ink.ground_tint(pass_layout.DOT_WHITE), card.band)
    pen.box(0, 0, width, height, ink.GROUND)
    # Two pixels less: where a dot is cut exactly at the edge, some viewers show its rim below.
    with pen.inside(0, 0, width, height - 2):
        for x, y, radius in pass_layout.dots(card):
            pen.disc(x, y, radius, lighter)


def _tear(pen: Pen) -> None:
    y, width, notch = pass_layout.TEAR, pass_layout.WIDTH, pass_layout.NOTCH
    pen.rule((notch + 12, y), (width - notch - 12, y), ink.LINE, 2)
    for x in (0, width):
        pen.disc(x, y, notch, ink.colour(ink.LINE, "#000000"))


def _stamp(pen: Pen) -> None:
    height = pass_layout.STAMP_BOTTOM - pass_layout.STAMP_TOP
    pen.box(0, pass_layout.STAMP_TOP, pass_layout.WIDTH, height, ink.MARK)
    line = pass_layout.FRAME
    left, top = pass_layout.PLATE_LEFT - line / 2, pass_layout.PLATE_TOP - line / 2
    side = pass_layout.PLATE + line
    pen.frame(left, top, side, side, ink.MARK, line)
