"""The show's sign: a cytometry-like plot of two populations, made from the show's slug.

The same slug gives the same picture on every machine and Python version. The random numbers
therefore come from SHA-256 and the bell curve from sums of integers: no `random`, whose
distributions may change, and no logarithm or cosine, whose last digit depends on the platform.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Literal

MOTIFS = ("dots", "grid", "lines", "none")

Population = Literal["visitor", "exhibitor"]

_RADII = (0.0075, 0.0105, 0.014)
_SCATTER = 12
_WIDTH, _HEIGHT = 400, 300


@dataclass(frozen=True, slots=True)
class Dot:
    """One dot: x from the left, y from the top, in parts of the plot; r in parts of its height."""

    x: float
    y: float
    r: float
    population: Population


@dataclass(frozen=True, slots=True)
class _Cloud:
    population: Population
    dots: int
    x: float
    y: float
    length: float
    breadth: float
    slope: float


class _Chance:
    """An endless row of numbers that depends on the seed alone."""

    def __init__(self, seed: str) -> None:
        self._words = self._draw(seed.encode())

    @staticmethod
    def _draw(seed: bytes) -> Iterator[int]:
        for block in count():
            digest = hashlib.sha256(seed + b"/%d" % block).digest()
            for at in range(0, len(digest), 2):
                yield int.from_bytes(digest[at : at + 2], "big")

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * next(self._words) / 65536

    def normal(self) -> float:
        """A standard normal deviate, near enough: twelve uniform numbers have variance one."""
        return sum(next(self._words) for _ in range(12)) / 65536 - 6


@lru_cache(maxsize=64)
def plot(slug: str, motif: str = "dots") -> tuple[Dot, ...]:
    """The dots of a show, at most 120; an unknown motif raises ValueError, `none` gives none."""
    if motif not in MOTIFS:
        raise ValueError(f"motif is {motif!r}; it must be one of {', '.join(MOTIFS)}")
    if motif == "none":
        return ()
    draw = {"dots": _two_clouds, "grid": _grid, "lines": _lines}[motif]
    return tuple(draw(_Chance(slug)))


def _two_clouds(chance: _Chance) -> Iterator[Dot]:
    low = _Cloud(
        "visitor",
        64,
        x=chance.between(0.22, 0.33),
        y=chance.between(0.60, 0.72),
        length=chance.between(0.095, 0.125),
        breadth=chance.between(0.060, 0.080),
        slope=chance.between(0.40, 0.90),
    )
    high = _Cloud(
        "exhibitor",
        44,
        x=chance.between(0.66, 0.76),
        y=chance.between(0.25, 0.38),
        length=chance.between(0.080, 0.105),
        breadth=chance.between(0.050, 0.070),
        slope=chance.between(-0.10, 0.60),
    )
    for cloud in (low, high):
        yield from _cloud_dots(cloud, chance)
    for number in range(_SCATTER):
        yield Dot(
            chance.between(0.06, 0.94),
            chance.between(0.08, 0.92),
            _RADII[0],
            "exhibitor" if number % 3 == 0 else "visitor",
        )


def _cloud_dots(cloud: _Cloud, chance: _Chance) -> Iterator[Dot]:
    """A tilted cloud, dense in the middle, with a tail to the bright end as real cells have."""
    norm = (1 + cloud.slope**2) ** 0.5
    drawn = 0
    while drawn < cloud.dots:
        along, across = chance.normal(), chance.normal()
        if along > 0:
            along *= 1 + 0.3 * along
        along *= cloud.length
        across *= cloud.breadth
        x = cloud.x + (along - across * cloud.slope) / norm
        y = cloud.y - (along * cloud.slope + across) / norm
        if 0.02 < x < 0.98 and 0.03 < y < 0.97:
            drawn += 1
            yield Dot(x, y, _RADII[int(chance.between(0, 3))], cloud.population)


def _grid(chance: _Chance) -> Iterator[Dot]:
    """Twelve by nine points, swelling towards a place the slug chooses."""
    focus_x, focus_y = chance.between(0.25, 0.75), chance.between(0.25, 0.75)
    edge = chance.between(0.4, 0.6)
    for row in range(9):
        for column in range(12):
            x, y = (column + 0.5) / 12, (row + 0.5) / 9
            distance = ((x - focus_x) ** 2 + (y - focus_y) ** 2) ** 0.5
            radius = _RADII[2 if distance < 0.25 else 1 if distance < 0.5 else 0]
            yield Dot(x, y, radius, "exhibitor" if x > edge + (y - 0.5) / 3 else "visitor")


def _lines(chance: _Chance) -> Iterator[Dot]:
    """Six grain lines of 20 points that part around two knots, as in wood and woven cloth."""
    knots = [
        (chance.between(*span), chance.between(0.2, 0.8)) for span in ((0.1, 0.45), (0.55, 0.9))
    ]
    for line in range(6):
        base = 0.12 + line * 0.152
        for step in range(20):
            x = (step + 0.5) / 20
            y = base + sum(_push(x, base, *knot) for knot in knots)
            yield Dot(x, y, _RADII[1], "exhibitor" if line in (1, 4) else "visitor")


def _push(x: float, y: float, knot_x: float, knot_y: float) -> float:
    """How far a knot moves a grain line aside: most beside the knot, little far from it."""
    away = y - knot_y
    nearness = 1 / (1 + 30 * (x - knot_x) ** 2 + 12 * away**2)
    return 0.07 * nearness * (1 if away >= 0 else -1)


@lru_cache(maxsize=64)
def svg(slug: str, motif: str = "dots") -> str:
    """The plot as inline SVG of at most 3 KB; empty for `none`. Raises ValueError like `plot`.

    Colours come from the classes `plot-visitor` and `plot-exhibitor` (`color` in the style sheet):
    the content security policy forbids style attributes, so there are none.
    """
    dots = plot(slug, motif)
    if not dots:
        return ""
    paths = "".join(
        _path(population, radius, dots)
        for population in ("visitor", "exhibitor")
        for radius in _RADII
    )
    return (
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" aria-hidden="true" focusable="false"'
        ' xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor"'
        f' stroke-linecap="round">{paths}</svg>'
    )


def _path(population: str, radius: float, dots: tuple[Dot, ...]) -> str:
    """Dots of one size as lines of no length with round ends: nine bytes a dot."""
    points = "".join(
        f"M{dot.x * _WIDTH:.0f} {dot.y * _HEIGHT:.0f}h0"
        for dot in dots
        if dot.population == population and dot.r == radius
    )
    if not points:
        return ""
    width = 2 * radius * _HEIGHT
    return f'<path class="plot-{population}" stroke-width="{width:g}" d="{points}"/>'
