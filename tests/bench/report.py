"""One line of the report."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Medians over the rounds, and how they compare."""

    work: str
    ours: str
    floor: str
    ratio: str
    goal: str


def median(values: list[float]) -> float:
    """The median of the rounds."""
    return statistics.median(values)
