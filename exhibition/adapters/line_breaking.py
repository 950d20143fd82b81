"""Where a line of Chinese and Latin text may break, and how pieces fill lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

# Marks that may not begin or end a line (GB/T 15834-2011, 5.1), and their Latin fellows.
_NO_START = frozenset("，。、；：！？）》」』】〉”’·…—～,.;:!?)]}%")
_NO_END = frozenset("（《「『【〈“‘([{")
_BREAK_AFTER = frozenset("/@_&·")
_SENTENCE_END = re.compile(r"[。；！？;!?]|\.(?= |$)|$")
_CLAUSE_END = re.compile(r"[，、,：:]| ")
_STOPS = " 。；;.，、,：:"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stays together; `width` leaves out the space at its end, `advance` does not."""

    text: str
    width: float
    advance: float


def units(text: str) -> list[str]:
    """The text cut wherever a line may break; spaces stay with what is before them."""
    cuts = [at for at, pair in enumerate(pairwise(text), 1) if _may_break(*pair)]
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NO_START or before in _NO_END:
        return False
    return before == " " or before in _BREAK_AFTER or wide(before) or wide(after)


def wide(character: str) -> bool:
    """Whether the character takes a full cell, as Chinese ones do."""
    return east_asian_width(character) in "WF"


def opening(text: str, cells: int) -> str:
    """What of the text's first line fits in so many cells, a Chinese character taking two.

    It ends with a sentence, else with a clause, else anywhere; … stands where one was cut short.
    """
    line = text.strip().partition("\n")[0].strip()
    for ends, cut in ((_SENTENCE_END, ""), (_CLAUSE_END, "…")):
        kept = [line[: end.end()] for end in ends.finditer(line)]
        fitting = [part for part in kept if _cells(part.rstrip(_STOPS)) + len(cut) <= cells]
        if fitting:
            return fitting[-1].rstrip(_STOPS) + cut
    while line and _cells(line) + 1 > cells:
        line = line[:-1]
    return f"{line}…" if line else ""


def _cells(text: str) -> int:
    return sum(2 if wide(character) else 1 for character in text)


def balance(pieces: Sequence[Piece], width: float) -> tuple[str, ...]:
    """As few lines as the pieces need in `width`, and those about equally long."""
    count = len(_fill(pieces, width))
    narrowest, widest = max(piece.width for piece in pieces), width
    for _ in range(7):
        middle = (narrowest + widest) / 2
        if len(_fill(pieces, middle)) > count:
            narrowest = middle
        else:
            widest = middle
    return tuple(_fill(pieces, widest))


def _fill(pieces: Sequence[Piece], width: float) -> list[str]:
    """Lines filled one after the other."""
    lines: list[str] = []
    used = 0.0
    for piece in pieces:
        if lines and used + piece.width <= width:
            lines[-1] += piece.text
        else:
            lines.append(piece.text)
            used = 0.0
        used += piece.advance
    return [line.rstrip() for line in lines]
