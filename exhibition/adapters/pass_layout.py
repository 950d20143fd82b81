"""Where each text of the entry pass stands and how large it is set."""

from collections.abc import Iterator
from dataclasses import dataclass

from exhibition.adapters import ink
from exhibition.adapters.typesetting import (
    Align,
    Block,
    Placed,
    Style,
    Typesetter,
    sizes,
    stack,
    stack_height,
)
from exhibition.domain import motif

WIDTH, HEIGHT = 1080, 1720
MARGIN = 72
COLUMN = WIDTH - 2 * MARGIN
BAND = 200
# The stamp's strip stands a white line off the band: some types have a band of nearly its colour.
STAMP_TOP, STAMP_BOTTOM = BAND + 8, BAND + 88
PLATE = 740
PLATE_LEFT, PLATE_TOP = (WIDTH - PLATE) // 2, 548
TEAR = 1396
NOTCH = 24
# The frame that a stamp draws around the code, outside its quiet zone.
FRAME = 8
# How much white lies over the colour of the band where a dot is.
DOT_WHITE = 0.2

_CENTRE = WIDTH // 2
_REFERENCE_TOP = PLATE_TOP + PLATE + 20
_TYPE_COLUMN = 320
_GUTTER = 40
# Whatever people type, all of it must stand in its zone: every size is tried smaller by these.
_SCALES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.5, 0.4)


@dataclass(frozen=True, slots=True)
class PassCard:
    """What a pass says, every word already in its language; never phone, mail or ID of a holder.

    `band` and `stamp_colour` are `#RRGGBB`. The first foot line is the dates; an unset value has
    no line. `stamp` marks a pass that does not admit (pending, revoked); its code stays readable.
    """

    show_zh: str
    show_en: str
    type_word_zh: str
    type_word_en: str
    band: str
    slug: str
    name: str
    company: str
    job_title: str
    qr_text: str
    reference: str
    foot: tuple[str, ...]
    motif: str = "dots"
    stamp: str | None = None
    stamp_colour: str = ink.WARN
    network_note: str | None = None


def layout(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """Every text of the card."""
    return [*shared(card, typesetter), *own(card, typesetter)]


def dots(card: PassCard) -> Iterator[tuple[float, float, float]]:
    """The dots of the band: x, y and radius of each; they run past its edges."""
    for dot in motif.plot(card.slug, card.motif):
        x, y = (0.14 + 0.92 * dot.x) * WIDTH, (1.2 * dot.y - 0.1) * BAND
        yield x, y, 2.6 * dot.r * BAND


def shared(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """The texts that all passes of one show and type have in common: band and foot."""
    return [*_band(card, typesetter), *_foot(card, typesetter)]


def own(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """The texts of this one pass: stamp, holder, reference."""
    reference = typesetter.fit(card.reference, [(Style(52, bold=True, tracking=0.06), 1)], COLUMN)
    return [
        *_stamp(card, typesetter),
        *_holder(card, typesetter),
        Placed(reference, _CENTRE, _REFERENCE_TOP, ink.INK, "center"),
    ]


def _band(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """The show's names left, the type word right, each Chinese over English."""
    words = [
        typesetter.fit(card.type_word_zh, sizes((44, 36, 30, 24), bold=True), _TYPE_COLUMN),
        typesetter.fit(card.type_word_en, sizes((24, 20, 18)), _TYPE_COLUMN),
    ]
    column = COLUMN - _GUTTER - round(max(typesetter.block_width(block) for block in words))
    zh = sizes((44, 40, 36, 32, 28, 24), most=2, bold=True, leading=1.22)
    en = [*sizes((24, 22)), *sizes((22, 20, 18), most=2)]
    names = [typesetter.fit(card.show_zh, zh, column), typesetter.fit(card.show_en, en, column)]
    white = ink.GROUND_WHITE
    return [
        *_middle([(block, white) for block in names], MARGIN, (0, BAND), gap=6),
        *_middle([(block, white) for block in words], WIDTH - MARGIN, (0, BAND), 6, "right"),
    ]


def _stamp(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    if not card.stamp:
        return []
    words = typesetter.fit(card.stamp, sizes((46, 40, 32, 24), bold=True), COLUMN)
    return _middle([(words, ink.MARK_WHITE)], MARGIN, (STAMP_TOP, STAMP_BOTTOM))


def _holder(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """Name, company and title between the band and the code, however long they are."""
    zone = (STAMP_BOTTOM + 16, PLATE_TOP - 20) if card.stamp else (BAND + 40, PLATE_TOP)
    blocks: list[Block] = []
    for scale in _SCALES:
        blocks = _holder_blocks(card, typesetter, scale)
        if stack_height(blocks, gap=8) <= zone[1] - zone[0]:
            break
    fills = (ink.INK, ink.INK, ink.TEXT_2)
    return _middle(list(zip(blocks, fills, strict=True)), _CENTRE, zone, 8, "center")


def _holder_blocks(card: PassCard, typesetter: Typesetter, scale: float) -> list[Block]:
    """The name in one line from 76 down to 48 px, then in two."""
    name = [
        *sizes(range(76, 47, -4), scale=scale, bold=True),
        *sizes(range(48, 27, -2), most=2, scale=scale, bold=True),
    ]
    company = [
        *sizes((38, 36), scale=scale),
        *sizes((38, 34, 30), most=2, scale=scale),
        *sizes((28,), most=3, scale=scale),
    ]
    title = [*sizes((32, 30, 28), scale=scale), *sizes((28, 26), most=2, scale=scale)]
    texts = ((card.name, name), (card.company, company), (card.job_title, title))
    return [typesetter.fit(text, steps, COLUMN) for text, steps in texts]


def _foot(card: PassCard, typesetter: Typesetter) -> list[Placed]:
    """Dates, venue, rule and organizer under the tear line; last, a warning where there is one."""
    lines = [(text, at == 0, ink.TEXT_2 if at else ink.INK) for at, text in enumerate(card.foot)]
    if card.network_note:
        lines.append((card.network_note, True, ink.MARK))
    zone = (TEAR + 20, HEIGHT - 20)
    blocks: list[Block] = []
    for size in (28, 26, 24, 22, 20, 18, 16):
        steps = {bold: sizes((size,), bold=bold, leading=1.45) for bold in (True, False)}
        blocks = [typesetter.fit(text, steps[bold], COLUMN) for text, bold, _ in lines]
        if stack_height(blocks) <= zone[1] - zone[0]:
            break
    fills = [fill for _, _, fill in lines]
    return _middle(list(zip(blocks, fills, strict=True)), MARGIN, zone)


def _middle(
    blocks: list[tuple[Block, int]],
    x: int,
    zone: tuple[int, int],
    gap: int = 0,
    align: Align = "left",
) -> list[Placed]:
    """The blocks stacked in the middle of a zone from top to bottom."""
    height = stack_height((block for block, _ in blocks), gap)
    return stack(blocks, x, (zone[0] + zone[1] - height) // 2, gap=gap, align=align)
