"""The entry pass as one picture, 1080 × 1720: what the page shows and what long-press saves."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from exhibition.adapters import ink, pass_layout, qr
from exhibition.adapters.pass_layout import PassCard
from exhibition.adapters.typesetting import Typesetter

__all__ = ["PassCard", "draw"]

_SIZE = (pass_layout.WIDTH, pass_layout.HEIGHT)
# Dots of the band are drawn four times too large and shrunk, for round edges.
_FINE = 4


def draw(card: PassCard, font: Path | None = None) -> bytes:
    """The pass as a PNG of 1080 × 1720.

    Raises FontMissing, and ValueError for a colour that is not `#RRGGBB` or an unknown motif.
    """
    typesetter = Typesetter(font)
    picture = _ground(_without_holder(card), font).copy()
    plate = qr.plate(card.qr_text, plate_px=pass_layout.PLATE, dark=ink.BLACK)
    picture.paste(plate, (pass_layout.PLATE_LEFT, pass_layout.PLATE_TOP))
    canvas = ImageDraw.Draw(picture)
    if card.stamp:
        _draw_stamp(canvas)
    for placed in pass_layout.own(card, typesetter):
        typesetter.write(canvas, placed)
    return ink.png(picture, ground=card.band, mark=card.stamp_colour)


def _without_holder(card: PassCard) -> PassCard:
    """The card with all blank that its ground does not show; colours come last, in the palette."""
    return replace(
        card,
        band="",
        name="",
        company="",
        job_title="",
        qr_text="",
        reference="",
        stamp=None,
        stamp_colour="",
    )


# The ground takes longer than all the rest. A show has a handful of them, 1.9 MB each.
@lru_cache(maxsize=6)
def _ground(card: PassCard, font: Path | None) -> Image.Image:
    """The pass without its holder, in greys; only to be copied, never drawn on."""
    typesetter = Typesetter(font)
    picture = Image.new("L", _SIZE, ink.PAPER)
    picture.paste(_band(card), (0, 0))
    canvas = ImageDraw.Draw(picture)
    _draw_tear(canvas)
    for placed in pass_layout.shared(card, typesetter):
        typesetter.write(canvas, placed)
    return picture


def _band(card: PassCard) -> Image.Image:
    """The band with its dots, which run past its edges."""
    width, height = pass_layout.WIDTH * _FINE, pass_layout.BAND * _FINE
    band = Image.new("L", (width, height), ink.GROUND)
    canvas = ImageDraw.Draw(band)
    fill = ink.ground_tint(pass_layout.DOT_WHITE)
    for dot in pass_layout.dots(card):
        x, y, r = (length * _FINE for length in dot)
        canvas.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    return band.reduce(_FINE)


def _draw_tear(canvas: ImageDraw.ImageDraw) -> None:
    """A hairline between two half-round notches, as on a ticket."""
    y, width, notch = pass_layout.TEAR, pass_layout.WIDTH, pass_layout.NOTCH
    canvas.line((notch + 12, y, width - notch - 12, y), fill=ink.LINE, width=2)
    for x in (0, width):
        canvas.circle((x, y), notch, fill=ink.SOFT, outline=ink.LINE, width=2)


def _draw_stamp(canvas: ImageDraw.ImageDraw) -> None:
    """A strip under the band and a frame around the code, outside its quiet zone."""
    top, bottom = pass_layout.STAMP_TOP, pass_layout.STAMP_BOTTOM
    canvas.rectangle((0, pass_layout.BAND, pass_layout.WIDTH, top - 1), fill=ink.PAPER)
    canvas.rectangle((0, top, pass_layout.WIDTH, bottom - 1), fill=ink.MARK)
    line = pass_layout.FRAME
    left, top = pass_layout.PLATE_LEFT - line, pass_layout.PLATE_TOP - line
    side = pass_layout.PLATE + 2 * line
    canvas.rectangle((left, top, left + side - 1, top + side - 1), outline=ink.MARK, width=line)
