"""A sheet with one QR code and texts around it, drawn as pixels or as vectors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from exhibition.adapters import ink, qr
from exhibition.adapters.typesetting import Placed, Typesetter, sizes, stack

Box = tuple[int, int, int, int]

_FAMILY = "PingFang SC, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, sans-serif"
_OUTLINE = 6
_CORNER_ARM, _CORNER_WIDTH = 64, 8


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures in pixels: the code's square, the texts, the outline around a test mark."""

    width: int
    height: int
    plate: Box
    texts: tuple[Placed, ...]
    box: Box | None


def bottom(texts: Iterable[Placed], otherwise: int) -> int:
    """Where the lowest text ends; `otherwise` where there is none."""
    return max((placed.y + placed.block.height for placed in texts), default=otherwise)


def test_mark(
    words: str | None, width: int, top: int, scale: float, typesetter: Typesetter
) -> tuple[list[Placed], Box | None]:
    """The words in the middle of the width, and the outline around them; None has neither."""
    if not words:
        return [], None
    block = typesetter.fit(words, sizes((56, 44, 32), scale=scale, bold=True), width * 0.8)
    half = round(typesetter.block_width(block) / 2 + 48 * scale)
    inset = round(16 * scale)
    box = (width // 2 - half, top, width // 2 + half, top + block.height + 2 * inset)
    return stack([(block, ink.MARK)], width // 2, top + inset, align="center"), box


def draw(url: str, sheet: Sheet, typesetter: Typesetter) -> Image.Image:
    """The sheet in the greys of `ink`."""
    picture = Image.new("L", (sheet.width, sheet.height), ink.PAPER)
    left, top, right, _ = sheet.plate
    picture.paste(qr.plate(url, plate_px=right - left, dark=ink.BLACK), (left, top))
    canvas = ImageDraw.Draw(picture)
    if sheet.box:
        canvas.rectangle(sheet.box, fill=ink.MARK_WHITE, outline=ink.MARK, width=_OUTLINE)
    for placed in sheet.texts:
        typesetter.write(canvas, placed)
    return picture


def draw_corners(canvas: ImageDraw.ImageDraw, plate: Box) -> None:
    """Four corners around the code, outside its quiet zone: here is what to scan."""
    arm, thick = _CORNER_ARM, _CORNER_WIDTH
    left, top, right, low = plate[0] - thick, plate[1] - thick, plate[2] + thick, plate[3] + thick
    canvas.rectangle((left, top, right - 1, low - 1), outline=ink.GROUND, width=thick)
    for gap in (
        (left + arm, top, right - arm - 1, top + thick - 1),
        (left + arm, low - thick, right - arm - 1, low - 1),
        (left, top + arm, left + thick - 1, low - arm - 1),
        (right - thick, top + arm, right - 1, low - arm - 1),
    ):
        canvas.rectangle(gap, fill=ink.PAPER)


def to_svg(url: str, sheet: Sheet) -> str:
    """The sheet as an SVG document: modules as one path, texts as text."""
    modules, path = qr.svg_path(url)
    left, top, right, _ = sheet.plate
    outline = _svg_outline(sheet.box) if sheet.box else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width} {sheet.height}"'
        f' width="{sheet.width}" height="{sheet.height}">'
        f'<path fill="#fff" d="M0 0h{sheet.width}v{sheet.height}h-{sheet.width}z"/>'
        f'<path transform="translate({left} {top}) scale({(right - left) / modules:.4f})"'
        f' fill="#000" shape-rendering="crispEdges" d="{path}"/>{outline}'
        f'<g text-anchor="middle" font-family="{_FAMILY}">{"".join(_svg_lines(sheet.texts))}</g>'
        "</svg>"
    )


def _svg_outline(box: Box) -> str:
    left, top, right, low = box
    return (
        f'<path fill="none" stroke="{ink.BAD}" stroke-width="{_OUTLINE}"'
        f' d="M{left} {top}H{right}V{low}H{left}z"/>'
    )


def _svg_lines(texts: Iterable[Placed]) -> Iterator[str]:
    for placed in texts:
        style = placed.block.style
        colour = ink.BAD if placed.fill == ink.MARK else ink.TOKENS[placed.fill]
        for at, line in enumerate(placed.block.lines):
            y = placed.y + at * style.line_px + style.baseline
            yield (
                f'<text x="{placed.x}" y="{y:.0f}" font-size="{style.size}"'
                f' font-weight="{600 if style.bold else 400}" fill="{colour}">{escape(line)}</text>'
            )
