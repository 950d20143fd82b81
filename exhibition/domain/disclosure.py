"""Counts for eyes outside the house: nobody can be picked out of a small number.

The rule: a cell below ``LEAST`` is not shown. Those cells are put together into *other*, and where
that alone would still be below it, the next smallest joins them. What is shown adds up to the total
(every cell of an exclusive count belongs to one person), so *other* holds at least two cells of
which none can be worked out: taking all that is shown from the total gives *other* again.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

#: experience.md §7: no cell below 5 in versions for outside use.
LEAST = 5


@dataclass(frozen=True)
class Disclosed:
    """Cells that may be shown, the largest first; ``hidden`` are the keys put together."""

    shown: tuple[tuple[str, int], ...] = ()
    hidden: frozenset[str] = frozenset()
    #: How many people the cells put together hold.
    other: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.shown)


def disclose(
    counts: Mapping[str, int],
    *,
    most: int,
    aside: Collection[str] = (),
    together: Callable[[Collection[str]], int] | None = None,
) -> Disclosed:
    """The counts as they may be shown, in at most ``most`` cells and *other*.

    What stands ``aside`` is never shown by name: it means *other* already. ``together`` gives how
    many people a set of cells holds where one person may be in several; without it their counts
    are added. Gives nothing where fewer than two cells would be left.
    """
    cells = sorted(
        ((n, key) for key, n in counts.items() if n), key=lambda cell: (-cell[0], cell[1])
    )
    kept = [cell for cell in cells if cell[0] >= LEAST and cell[1] not in aside][:most]
    hidden = [cell for cell in cells if cell not in kept]
    if len(hidden) == 1 and hidden[0][0] >= LEAST and hidden[0][1] not in aside:
        # Left out for want of room only: alone it is no *other*.
        kept, hidden = [*kept, *hidden], []
    while hidden and kept and _held(hidden, together) < LEAST:
        hidden.append(kept.pop())
    if len(kept) + bool(hidden) < 2:
        return Disclosed()
    names = frozenset(key for _, key in hidden)
    return Disclosed(
        tuple((key, n) for n, key in kept), names, _held(hidden, together) if hidden else 0
    )


def _held(
    cells: Collection[tuple[int, str]], together: Callable[[Collection[str]], int] | None
) -> int:
    if together is None:
        return sum(n for n, _ in cells)
    return together([key for _, key in cells])
