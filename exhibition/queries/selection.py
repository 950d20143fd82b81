"""Which rows of a list something is to be done with: the ticked ones, or all that a filter shows.

A selection is words of a form, not a list of ids: what it asks for is looked up when it is acted
on, always inside the filter it was made with, so nothing outside the show, the kind or the filter
can be reached through it. Whoever chose "all 812" is asked again when there are 815 by then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from exhibition.domain.codes import parse_reference
from exhibition.domain.errors import N_, ExhibitionError
from exhibition.models import Registration
from exhibition.queries.conditions import shown
from exhibition.queries.filters import TICKS_MAX, Args, RegistrationFilter
from exhibition.queries.registrations import ordered


class SelectionMoved(ExhibitionError):
    """What "all" stands for is not what it was when it was chosen."""

    code = "selection_moved"
    sentence = N_("The list has changed in the meantime. Look at it again, then choose once more.")
    status = 409


@dataclass(frozen=True)
class Selection:
    """Rows of one list; ``wanted`` is the filter it was made with."""

    wanted: RegistrationFilter
    #: References of the ticked rows.
    ticked: frozenset[str] = frozenset()
    #: Everything the filter shows, ``ticked`` aside.
    everything: bool = False
    #: References of the rows taken out of everything.
    without: frozenset[str] = frozenset()
    #: How many rows whoever chose was told; None where nobody was told a number.
    expected: int | None = None

    @classmethod
    def from_args(cls, args: Args, wanted: RegistrationFilter) -> "Selection":
        """What a form chose: ``ref`` once for each tick, or ``all`` with ``but`` for those left
        out and ``expected`` for the number that was shown. What is no reference is left out.
        """
        # The same fields narrow the filter of a list; here they are said once.
        wanted, expected = wanted.but(only=(), without=()), args.get("expected", "")
        is_number = expected.isascii() and expected.isdigit() and len(expected) < 9
        return cls(
            wanted,
            ticked=_references(args.getlist("ref")),
            everything=args.get("all", "") == "1",
            without=_references(args.getlist("but")),
            expected=int(expected) if is_number else None,
        )

    def to_args(self) -> list[tuple[str, str]]:
        """Names and values for the hidden fields of a form, the filter among them."""
        pairs = self.wanted.to_args()
        if not self.everything:
            return pairs + [("ref", reference) for reference in sorted(self.ticked)]
        pairs += [("all", "1"), *(("but", reference) for reference in sorted(self.without))]
        return pairs if self.expected is None else [*pairs, ("expected", str(self.expected))]

    def expecting(self, rows: int) -> "Selection":
        """The same selection of which its reader is told that it has this many rows."""
        return Selection(self.wanted, self.ticked, self.everything, self.without, rows)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions of exactly the chosen rows."""
        if self.everything:
            out = [Registration.reference.not_in(sorted(self.without))] if self.without else []
            return [*shown(self.wanted), *out]
        return [*shown(self.wanted), Registration.reference.in_(sorted(self.ticked))]


def count(session: Session, selection: Selection) -> int:
    """How many rows it has at this moment."""
    chosen = select(func.count()).select_from(Registration).where(*selection.conditions())
    return session.scalar(chosen) or 0


def ids(session: Session, selection: Selection, *, at_most: int | None = None) -> Sequence[int]:
    """The ids of its rows at this moment, in the order of the list."""
    chosen = ordered(select(Registration.id).where(*selection.conditions()), selection.wanted)
    return session.scalars(chosen.limit(at_most)).all()


def confirmed(session: Session, selection: Selection) -> Sequence[int]:
    """The ids of its rows, to act on in this very transaction.

    Raises ``SelectionMoved`` where everything was chosen and it is not as many as was said.
    """
    found = ids(session, selection)
    if selection.everything and selection.expected not in (None, len(found)):
        raise SelectionMoved()
    return found


def _references(texts: Sequence[str]) -> frozenset[str]:
    parsed = (parse_reference(text) for text in texts[:TICKS_MAX])
    return frozenset(reference for reference in parsed if reference)
