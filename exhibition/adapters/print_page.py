"""A printed page: the same texts and shapes as in a picture, as real text and lines of a PDF."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PIL import Image, ImageDraw, ImageOps

from exhibition.adapters import ink, qr
from exhibition.adapters.print_face import small_face
from exhibition.adapters.typesetting import SHIFT, Block, Placed, Style, Typesetter

if TYPE_CHECKING:
    from fpdf import FPDF

POINTS_A_MM = 72 / 25.4
_FACE = "pass"
# Each row of a code reaches this much of a module under the next: without it some viewers show
# hairlines between them.
_OVERLAP = 0.02
# The outline that makes a weight is one pixel on every screen: it would clog smaller letters.
_BOLD_FROM = 8
# How many times finer than the layout a line is drawn that has to be a picture: 600 dpi.
_FINE = 2


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself to the program that shows it."""

    title: str
    author: str
    language: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the paper the pixels of a layout stand: all three in millimetres."""

    left: float
    top: float
    pixel: float


@contextmanager
def printed(
    paper: tuple[float, float], texts: Iterable[Placed], about: About, typesetter: Typesetter
) -> Iterator["FPDF"]:
    """A document of one page, width and height in millimetres, with a face for these texts.

    Its `output()` must be called inside.
    """
    # 28 MB that only those who print need.
    from fpdf import FPDF, ViewerPreferences

    lines = {line for placed in texts for line in placed.block.lines}
    runs = [run for line in sorted(lines) for run in typesetter.runs(line)]
    width, height = (side * POINTS_A_MM for side in paper)
    pdf = FPDF(unit="pt", format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_title(about.title)
    pdf.set_author(about.author)
    pdf.set_lang(about.language)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
    pdf.add_page()
    with NamedTemporaryFile(suffix=".ttf") as file:
        file.write(small_face(runs))
        file.flush()
        pdf.add_font(_FACE, fname=Path(file.name))
        # It is as small as can be: nothing to measure anew when it is embedded.
        pdf.fonts[_FACE].ttfont.recalcBBoxes = False  # type: ignore[union-attr]
        yield pdf


class Pen:
    """Draws what stands at pixels of a layout where it stands on the paper."""

    def __init__(
        self, pdf: "FPDF", place: Place, typesetter: Typesetter, *, ground: str, mark: str
    ) -> None:
        self._pdf, self._typesetter = pdf, typesetter
        self._colours = ground, mark
        self._left, self._top = place.left * POINTS_A_MM, place.top * POINTS_A_MM
        self._pixel = place.pixel * POINTS_A_MM

    def write(self, placed: Placed) -> None:
        """A block at its place, in its fill, each line as wide as it was measured."""
        from fpdf.enums import TextMode

        style = placed.block.style
        colour = ink.colour(placed.fill, *self._colours)
        with self._pdf.local_context(text_color=colour, draw_color=colour):
            self._pdf.set_font(_FACE, size=style.size * self._pixel)
            self._pdf.set_char_spacing(style.tracking * style.size * self._pixel)
            if style.bold and self._pdf.font_size_pt >= _BOLD_FROM:
                self._pdf.text_mode = TextMode.FILL_STROKE
                self._pdf.set_line_width(2 * style.stroke * self._pixel)
            baseline = placed.y + style.baseline
            for line in placed.block.lines:
                x = placed.x - SHIFT[placed.align] * self._typesetter.width(line, style)
                if _right_to_left(line):
                    self._picture(line, style, x, baseline - style.baseline, placed.fill)
                    self._pdf.text_mode = TextMode.INVISIBLE
                self._line(line, style, x, baseline)
                baseline += style.line_px

    def _line(self, line: str, style: Style, x: float, baseline: float) -> None:
        text = "".join(run for _, run in self._typesetter.runs(line))
        measured = self._typesetter.width(line, style)
        # The picture sets Latin pairs closer than a PDF does: a hair narrower, it is as wide.
        natural = self._pdf.get_string_width(text) / self._pixel
        self._pdf.set_stretching(100 * min(1.0, measured / natural) if natural else 100)
        self._pdf.text(self._x(x), self._y(baseline), text)

    def _picture(self, line: str, style: Style, x: float, top: float, fill: int) -> None:
        """A line that joins its letters from right to left, which a PDF cannot be told to do."""
        fine = replace(style, size=style.size * _FINE)
        size = round(self._typesetter.width(line, fine)), 2 * fine.line_px
        mask = Image.new("L", size, 255)
        middle = fine.line_px // 2
        self._typesetter.write(ImageDraw.Draw(mask), Placed(Block((line,), fine), 0, middle, 0))
        picture = ImageOps.colorize(mask, ink.colour(fill, *self._colours), (255, 255, 255))
        width, height = (side * self._pixel / _FINE for side in size)
        top -= middle / _FINE
        self._pdf.image(picture, self._x(x), self._y(top), width, height)

    def box(self, left: float, top: float, width: float, height: float, grey: int) -> None:
        """A filled rectangle."""
        self._pdf.set_fill_color(*ink.colour(grey, *self._colours))
        self._pdf.rect(*self._area(left, top, width, height), style="F")

    def frame(
        self, left: float, top: float, width: float, height: float, grey: int, line: float
    ) -> None:
        """The outline of a rectangle, its line in pixels."""
        self._pen(grey, line)
        self._pdf.rect(*self._area(left, top, width, height), style="D")

    def disc(self, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
        """A filled circle in a colour of its own."""
        self._pdf.set_fill_color(*colour)
        self._pdf.circle(self._x(x), self._y(y), radius * self._pixel, style="F")

    def rule(
        self, start: tuple[float, float], end: tuple[float, float], grey: int, line: float
    ) -> None:
        """A straight line."""
        self._pen(grey, line)
        self._pdf.line(self._x(start[0]), self._y(start[1]), self._x(end[0]), self._y(end[1]))

    @contextmanager
    def inside(self, left: float, top: float, width: float, height: float) -> Iterator[None]:
        """What is drawn meanwhile is cut at the edges of the rectangle."""
        # The outer context remembers the colours, which the clip alone would lose track of.
        with (
            self._pdf.local_context(),
            self._pdf.rect_clip(*self._area(left, top, width, height)),
        ):
            yield

    def code(self, text: str, left: float, top: float, side: float) -> None:
        """The QR code with its quiet zone on a square of white, its modules as black areas."""
        self.box(left, top, side, side, ink.PAPER)
        rows = qr.matrix(text)
        module = side / (len(rows) + 2 * qr.QUIET_ZONE)
        self._pdf.set_fill_color(0)
        for y, row in enumerate(rows, qr.QUIET_ZONE):
            for start, length in qr.dark_runs(row):
                x = start + qr.QUIET_ZONE
                area = (x * module, y * module, length * module, (1 + _OVERLAP) * module)
                self._pdf.rect(*self._area(left + area[0], top + area[1], *area[2:]), style="F")

    def _pen(self, grey: int, line: float) -> None:
        self._pdf.set_draw_color(*ink.colour(grey, *self._colours))
        self._pdf.set_line_width(line * self._pixel)

    def _x(self, x: float) -> float:
        return self._left + x * self._pixel

    def _y(self, y: float) -> float:
        return self._top + y * self._pixel

    def _area(
        self, left: float, top: float, width: float, height: float
    ) -> tuple[float, float, float, float]:
        return self._x(left), self._y(top), width * self._pixel, height * self._pixel


def _right_to_left(line: str) -> bool:
    return any(bidirectional(character) in ("R", "AL") for character in line)
