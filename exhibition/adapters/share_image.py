"""The picture that a chat draws of a link to a show: 1200 × 630, its middle square enough alone.

WeChat cuts a square from the middle, other programs show the whole width. All words therefore
stand within the middle; the two populations stand left and right of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from exhibition.adapters import ink
from exhibition.adapters.typesetting import Block, Placed, Typesetter, sizes, stack, stack_height
from exhibition.domain import motif
from exhibition.domain.motif import Dot

WIDTH, HEIGHT = 1200, 630
_COLUMN = 560
_GAP = 18
_CLEAR = 26
_FINE = 3
#: Dots are this much larger, and their plot this much wider, than on the page.
_SWELL, _STRETCH = 1.9, 1.75
_PETROL = "#0A5C5F"
_RULE = 8
_POPULATIONS = (
    ("visitor", ink.GROUND, ink.GROUND_WHITE),
    ("exhibitor", ink.MARK, ink.MARK_WHITE),
)

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What the picture says; ``accent`` is ``#RRGGBB``. An empty line takes no room."""

    slug: str
    motif: str
    accent: str
    name_zh: str
    name_en: str
    lines: tuple[str, ...]


def draw(card: ShareCard, font: Path | None = None) -> bytes:
    """The picture as PNG. Raises FontMissing, and ValueError for a wrong colour or motif."""
    typesetter = Typesetter(font)
    texts = _texts(card, typesetter)
    picture = Image.new("L", (WIDTH, HEIGHT), ink.PAPER)
    picture.paste(_plot(card, [_box(placed, typesetter) for placed in texts]), (0, 0))
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, HEIGHT - _RULE, WIDTH // 2, HEIGHT), fill=ink.GROUND)
    canvas.rectangle((WIDTH // 2, HEIGHT - _RULE, WIDTH, HEIGHT), fill=ink.MARK)
    for placed in texts:
        typesetter.write(canvas, placed)
    return ink.png(picture, ground=_PETROL, mark=card.accent)


def _texts(card: ShareCard, typesetter: Typesetter) -> list[Placed]:
    """Name over name over the lines, in the middle, shrunk until all of it fits."""
    blocks: list[tuple[Block, int]] = []
    for scale in (1.0, 0.88, 0.76, 0.66, 0.56, 0.48):
        blocks = list(_blocks(card, typesetter, scale))
        if stack_height((block for block, _ in blocks), _GAP) <= HEIGHT - 120:
            break
    height = stack_height((block for block, _ in blocks), _GAP)
    return stack(blocks, WIDTH // 2, (HEIGHT - _RULE - height) // 2, gap=_GAP, align="center")


def _blocks(card: ShareCard, typesetter: Typesetter, scale: float) -> Iterable[tuple[Block, int]]:
    heads = sizes((76, 68, 60, 52), most=3, scale=scale, bold=True, leading=1.2)
    first, second = card.name_zh or card.name_en, card.name_en if card.name_zh else ""
    yield typesetter.fit(first, heads, _COLUMN), ink.INK
    if second != first:
        yield typesetter.fit(second, sizes((32, 28), most=3, scale=scale), _COLUMN), ink.TEXT_2
    for at, line in enumerate(card.lines):
        steps = sizes((36, 32, 28), most=2, scale=scale, bold=at == 0)
        yield typesetter.fit(line, steps, _COLUMN), ink.TEXT_2 if at else ink.INK


def _box(placed: Placed, typesetter: Typesetter) -> _Box:
    half = typesetter.block_width(placed.block) / 2 + _CLEAR
    return (
        placed.x - half,
        placed.y - _CLEAR,
        placed.x + half,
        placed.y + placed.block.height + _CLEAR,
    )


def _plot(card: ShareCard, boxes: list[_Box]) -> Image.Image:
    """The show's sign over the whole width; dots that would touch a word are left out."""
    plot = Image.new("L", (WIDTH, HEIGHT), ink.PAPER)
    free = [
        dot
        for dot in motif.plot(card.slug, card.motif)
        if not any(_touches(*_place(dot)[:2], box) for box in boxes)
    ]
    for population, colour, white in _POPULATIONS:
        layer = _layer([dot for dot in free if dot.population == population], colour, white)
        plot.paste(layer, mask=layer.point(lambda grey, white=white: 255 * (grey < white)))
    return plot


def _layer(dots: list[Dot], colour: int, white: int) -> Image.Image:
    """Dots on the white of their own range, into which their soft edges must fade."""
    layer = Image.new("L", (WIDTH * _FINE, HEIGHT * _FINE), white)
    canvas = ImageDraw.Draw(layer)
    for x, y, r in map(_place, dots):
        canvas.ellipse([value * _FINE for value in (x - r, y - r, x + r, y + r)], fill=colour)
    return layer.reduce(_FINE)


def _place(dot: Dot) -> tuple[float, float, float]:
    return (0.5 + (dot.x - 0.5) * _STRETCH) * WIDTH, dot.y * HEIGHT, dot.r * HEIGHT * _SWELL


def _touches(x: float, y: float, box: _Box) -> bool:
    return box[0] < x < box[2] and box[1] < y < box[3]
