"""Pictures of a channel's entry QR: with a caption for print, and for the end of an article."""

from dataclasses import dataclass
from pathlib import Path

from PIL import ImageDraw

from exhibition.adapters import ink, sheet
from exhibition.adapters.line_breaking import wide
from exhibition.adapters.sheet import Sheet
from exhibition.adapters.typesetting import (
    Block,
    Style,
    Typesetter,
    sizes,
    stack,
    stack_height,
)

# Under this width a printed code of 3 cm is no longer sharp.
MIN_WIDTH = 1000
ARTICLE_WIDTH = 1080
_ARTICLE_MIN_HEIGHT = 900


@dataclass(frozen=True, slots=True)
class ArticlePicture:
    """What the picture under an article says, every word already in its language.

    `accent` is `#RRGGBB`. `test_mark` says the code is not for the public yet, `network_note`
    that it works in one network only; the first contact line is a heading.
    """

    heading: str
    sentence: str
    url: str
    contact_lines: tuple[str, ...]
    show_name: str
    accent: str
    test_mark: str | None = None
    network_note: str | None = None


def captioned_png(
    url: str,
    *,
    caption: str,
    test_mark: str | None = None,
    width: int = 1080,
    font: Path | None = None,
) -> bytes:
    """The code over its caption (first line large) as a PNG of `width` px, at least 1000.

    A test mark stands under it in a red outline. Raises ValueError for a smaller width, and
    FontMissing.
    """
    if width < MIN_WIDTH:
        raise ValueError(f"an entry QR is at least {MIN_WIDTH} px wide, not {width}")
    typesetter = Typesetter(font)
    picture = sheet.draw(url, _caption_sheet(caption, test_mark, width, typesetter), typesetter)
    return ink.png(picture, ground=ink.TOKENS[ink.INK], mark=ink.BAD)


def captioned_svg(
    url: str, *, caption: str, test_mark: str | None = None, font: Path | None = None
) -> str:
    """The same picture as an SVG document: modules as vectors, the caption as text."""
    layout = _caption_sheet(caption, test_mark, ARTICLE_WIDTH, Typesetter(font))
    return sheet.to_svg(url, layout)


def article_picture(picture: ArticlePicture, font: Path | None = None) -> bytes:
    """Heading, sentence, code and contacts as a PNG, 1080 px wide and at least 900 high.

    One code a picture, so that one is on the screen at a time: the long press in WeChat takes
    what it sees. Raises FontMissing, and ValueError for an accent that is not `#RRGGBB`.
    """
    typesetter = Typesetter(font)
    head = _article_head(picture, typesetter)
    head_height = stack_height(block for block, _ in head) + 20 + 104
    layout = _article_sheet(picture, head_height, typesetter)
    drawn = sheet.draw(picture.url, layout, typesetter)
    canvas = ImageDraw.Draw(drawn)
    canvas.rectangle((0, 0, layout.width, head_height - 1), fill=ink.GROUND)
    sheet.draw_corners(canvas, layout.plate)
    for placed in stack(head, layout.width // 2, 50, gap=20, align="center"):
        typesetter.write(canvas, placed)
    return ink.png(drawn, ground=picture.accent, mark=ink.BAD)


def _caption_sheet(
    caption: str, test_mark: str | None, width: int, typesetter: Typesetter
) -> Sheet:
    scale, margin = width / ARTICLE_WIDTH, width // 18
    column = width - 2 * margin
    plate = (margin, margin // 2, width - margin, margin // 2 + column)
    first = sizes((56, 50, 44, 38), scale=scale, bold=True)
    other = sizes((36, 32), scale=scale)
    blocks = [
        (typesetter.fit(line, other if at else first, column), ink.TEXT_2 if at else ink.INK)
        for at, line in enumerate(caption.splitlines())
    ]
    texts = stack(blocks, width // 2, plate[3], gap=round(8 * scale), align="center")
    bottom = sheet.bottom(texts, plate[3])
    mark, box = sheet.test_mark(test_mark, width, bottom + round(28 * scale), scale, typesetter)
    height = (box[3] if box else bottom) + margin
    return Sheet(width, height, plate, (*texts, *mark), box)


def _article_head(picture: ArticlePicture, typesetter: Typesetter) -> list[tuple[Block, int]]:
    column = ARTICLE_WIDTH - 120
    # Chinese display type is opened by a fifth of its size; Latin words are never spaced.
    tracking = 0.2 if any(map(wide, picture.heading)) else 0.0
    steps = [
        (Style(size, bold=True, leading=1.2, tracking=tracking), 1 if size > 60 else 2)
        for size in (120, 104, 88, 72, 60)
    ]
    return [
        (typesetter.fit(picture.show_name, sizes((36, 32, 28), most=2), column), ink.GROUND_WHITE),
        (typesetter.fit(picture.heading, steps, column), ink.GROUND_WHITE),
    ]


def _article_sheet(picture: ArticlePicture, top: int, typesetter: Typesetter) -> Sheet:
    centre, column = ARTICLE_WIDTH // 2, ARTICLE_WIDTH - 120
    steps = [*sizes((42, 40)), *sizes((40, 36, 32), most=2)]
    sentence = typesetter.fit(picture.sentence, steps, column)
    texts = stack([(sentence, ink.INK)], centre, top + 44, align="center")
    plate_top = sheet.bottom(texts, top) + 36
    plate = (centre - 360, plate_top, centre + 360, plate_top + 720)
    mark, box = sheet.test_mark(picture.test_mark, ARTICLE_WIDTH, plate[3] + 40, 1.0, typesetter)
    contact_top = (box[3] if box else plate[3]) + 44
    contacts = stack(
        _contact_blocks(picture, column, typesetter), centre, contact_top, gap=4, align="center"
    )
    height = max(_ARTICLE_MIN_HEIGHT, sheet.bottom(contacts, contact_top) + 60)
    return Sheet(ARTICLE_WIDTH, height, plate, (*texts, *mark, *contacts), box)


def _contact_blocks(
    picture: ArticlePicture, column: int, typesetter: Typesetter
) -> list[tuple[Block, int]]:
    blocks = [
        (
            typesetter.fit(line, sizes((32, 30), most=2, bold=not at, leading=1.4), column),
            ink.TEXT_2 if at else ink.INK,
        )
        for at, line in enumerate(picture.contact_lines)
    ]
    if picture.network_note:
        note = typesetter.fit(picture.network_note, sizes((30,), bold=True, leading=1.6), column)
        blocks.append((note, ink.MARK))
    return blocks
