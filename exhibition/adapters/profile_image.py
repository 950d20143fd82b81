"""The audience of a show as one tall picture, 1080 wide: what sales staff send in a chat.

A head in petrol, a chart under the other, the rule of counting and who to call at the foot. It is
as tall as what it says.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from exhibition.adapters import ink
from exhibition.adapters.typesetting import (
    Block,
    Placed,
    Style,
    Typesetter,
    sizes,
    stack,
    stack_height,
)
from exhibition.domain import motif

WIDTH = 1080
_MARGIN = 64
_INNER = WIDTH - 2 * _MARGIN
_PETROL = "#0A5C5F"
_HEAD_GAP, _HEAD_PAD = 14, 56
#: Dots of the show's sign at this share of white, as in the band of a pass.
_DOT_WHITE = 0.14
_FINE = 3
_CHART_GAP, _TITLE_GAP = 64, 18
_BAR, _BAR_GAP, _ROW_GAP = 16, 6, 20
_FOOT_GAP = 10


@dataclass(frozen=True, slots=True)
class ProfileBar:
    """One bar: its words, its number in words, and how long it is (0 to 1)."""

    label: str
    value: str
    length: float
    #: Put together out of small ones, and paler for it.
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class ProfileChart:
    """One chart with its heading; ``note`` stands small under it, empty where there is none."""

    title: str
    note: str
    bars: tuple[ProfileBar, ...]


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """What the picture says, all in one language; an empty line takes no room."""

    slug: str
    motif: str
    title: str
    show: str
    lines: tuple[str, ...]
    total: str
    total_word: str
    charts: tuple[ProfileChart, ...]
    foot: tuple[str, ...]


def draw(card: ProfileCard, font: Path | None = None) -> bytes:
    """The picture as PNG. Raises FontMissing, and ValueError for an unknown motif."""
    typesetter = Typesetter(font)
    head = _head(card, typesetter)
    rows = _Rows(typesetter, head[-1].y + head[-1].block.height + _HEAD_PAD)
    bottom = rows.y
    for chart in card.charts:
        rows.add(chart)
    rows.finish(card.foot)
    picture = Image.new("L", (WIDTH, rows.y), ink.PAPER)
    picture.paste(_band(card, bottom), (0, 0))
    canvas = ImageDraw.Draw(picture)
    for box, fill in rows.boxes:
        canvas.rectangle(box, fill=fill)
    for placed in (*head, *rows.texts):
        typesetter.write(canvas, placed)
    return ink.png(picture, ground=_PETROL)


def _head(card: ProfileCard, typesetter: Typesetter) -> list[Placed]:
    """The words of the head, white on petrol, from the top down; the total last."""
    white, soft = ink.GROUND_WHITE, ink.ground_tint(0.78)
    width = _INNER - 40
    blocks: list[tuple[Block, int]] = [
        (typesetter.fit(card.title, sizes((76, 64, 54), most=2, bold=True), width), white),
        (typesetter.fit(card.show, sizes((40, 36, 32), most=3, bold=True), width), white),
    ]
    blocks += [(typesetter.fit(line, sizes((32, 28), most=2), width), soft) for line in card.lines]
    placed = stack(blocks, _MARGIN, _HEAD_PAD, gap=_HEAD_GAP)
    y = _HEAD_PAD + stack_height((block for block, _ in blocks), _HEAD_GAP) + 28
    total = typesetter.fit(card.total, sizes((104,), bold=True, leading=1.1), _INNER)
    word = typesetter.fit(card.total_word, sizes((32, 28), most=2), _INNER)
    return placed + stack([(total, white), (word, soft)], _MARGIN, y, gap=2)


def _band(card: ProfileCard, height: int) -> Image.Image:
    """The ground of the head with the show's sign at its right, behind the words."""
    size = (WIDTH * _FINE, height * _FINE)
    band = Image.new("L", size, ink.GROUND)
    canvas = ImageDraw.Draw(band)
    fill = ink.ground_tint(_DOT_WHITE)
    for dot in motif.plot(card.slug, card.motif):
        x, y = (WIDTH * (0.45 + dot.x * 0.6)) * _FINE, dot.y * height * _FINE
        r = dot.r * height * 0.9 * _FINE
        canvas.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    return band.reduce(_FINE)


class _Rows:
    """Lays charts under each other; ``y`` is where the next thing goes."""

    def __init__(self, typesetter: Typesetter, y: int) -> None:
        self._typesetter = typesetter
        self.y = y
        self.texts: list[Placed] = []
        self.boxes: list[tuple[tuple[int, int, int, int], int]] = []

    def add(self, chart: ProfileChart) -> None:
        """One chart: heading, note, bars."""
        self.y += _CHART_GAP
        self._write(chart.title, ink.INK, sizes((44, 40), most=2, bold=True))
        if chart.note:
            self._write(chart.note, ink.TEXT_2, sizes((28,), most=3))
        self.y += _TITLE_GAP
        for bar in chart.bars:
            self._bar(bar)

    def finish(self, lines: tuple[str, ...]) -> None:
        """A rule, and the small print."""
        self.y += _CHART_GAP - _ROW_GAP
        self.boxes.append(((_MARGIN, self.y, WIDTH - _MARGIN, self.y + 1), ink.LINE))
        self.y += 28
        for line in lines:
            self._write(line, ink.TEXT_2, sizes((28,), most=4))
            self.y += _FOOT_GAP
        self.y += 40

    def _write(self, text: str, fill: int, steps: list[tuple[Style, int]]) -> None:
        block = self._typesetter.fit(text, steps, _INNER)
        self.texts.append(Placed(block, _MARGIN, self.y, fill))
        self.y += block.height

    def _bar(self, bar: ProfileBar) -> None:
        value = self._typesetter.fit(bar.value, sizes((32,), bold=True), _INNER)
        room = _INNER - self._typesetter.block_width(value) - 32
        label = self._typesetter.fit(bar.label, sizes((32, 28), most=2), room)
        self.texts.append(Placed(label, _MARGIN, self.y, ink.INK))
        top = self.y + label.height - value.height
        self.texts.append(Placed(value, WIDTH - _MARGIN, top, ink.INK, "right"))
        self.y += label.height + _BAR_GAP
        right = _MARGIN + max(6, round(bar.length * _INNER))
        self.boxes.append(((_MARGIN, self.y, WIDTH - _MARGIN, self.y + _BAR), ink.SOFT))
        fill = ink.ground_tint(0.5) if bar.is_other else ink.GROUND
        self.boxes.append(((_MARGIN, self.y, right, self.y + _BAR), fill))
        self.y += _BAR + _ROW_GAP
