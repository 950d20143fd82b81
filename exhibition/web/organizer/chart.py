"""Bars of a small chart, measured on the server: no script, nothing loaded, prints as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 96
STEP = 12
BAR = 8


@dataclass(frozen=True)
class Bar:
    """One bar in the drawing's own units, from the top left."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Two rows of bars over the same days, the second in front of the first."""

    width: int
    height: int
    bar: int
    behind: tuple[Bar, ...]
    front: tuple[Bar, ...]
    highest: int


def bars(pairs: Sequence[tuple[int, int]]) -> Chart:
    """The chart of pairs of numbers, the oldest first; an empty chart has no bars."""
    highest = max((number for pair in pairs for number in pair), default=0)
    behind = (_bar(at, pair[0], highest) for at, pair in enumerate(pairs) if pair[0])
    front = (_bar(at, pair[1], highest) for at, pair in enumerate(pairs) if pair[1])
    return Chart(len(pairs) * STEP, HEIGHT, BAR, tuple(behind), tuple(front), highest)


def _bar(at: int, number: int, highest: int) -> Bar:
    # A single one is still a line that can be seen.
    height = max(2, round(number / highest * HEIGHT))
    return Bar(at * STEP + (STEP - BAR) // 2, HEIGHT - height, height)
