"""How many rows a filter shows and leaves out, and which they are where they are few.

One statement for all of it. It first looks for a few thousand hits: where there are no more, as for
a name, everything about them is known after one reading of the index. Where there are more, it
stops early and counts, without asking of each row whether its pass was revoked, because few are.
In a very large installation a page does not wait for that: it stops at ten thousand hits and says
"more than", until somebody asks for the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from exhibition.models import EntryPass, Registration
from exhibition.queries.conditions import IS_REVOKED, conditions, hidden_for
from exhibition.queries.filters import SWITCHES, RegistrationFilter

PAGE_SIZE = 50
#: Hits that are kept by their ids. More would be more than a statement carries at ease.
FEW = 2_000
#: As far as a page counts the hits of a filter at once, in an installation with more registrations
#: than ``LARGE``. Below that all are counted: it takes less than a tenth of a second.
ENOUGH = 10_000
LARGE = 200_000
#: The reason asked for last: it stands in another table, and few rows have it.
_LAST = "revoked"

Reasons = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Totals:
    """How many rows a filter shows, and how many it leaves out for which switch."""

    shown: int
    #: switch -> rows, only where there are some; a row counts once, whatever hides it besides.
    hidden: Mapping[str, int]
    #: Whether these are only the first that were found: there are more.
    at_least: bool = False

    @property
    def hidden_count(self) -> int:
        """All that are left out."""
        return sum(self.hidden.values())

    @property
    def pages(self) -> int:
        """Pages of the list, at least one."""
        return max(1, -(-self.shown // PAGE_SIZE))


@dataclass(frozen=True)
class Counted:
    """The totals of a filter, and the ids it shows where these are few, in no order."""

    totals: Totals
    ids: Sequence[int] | None = None


def counted(session: Session, wanted: RegistrationFilter, *, exact: bool = True) -> Counted:
    """Counts a filter in one statement.

    Unless it has to be ``exact``, the hits of a filter that narrows a very large list are counted
    up to ``ENOUGH``.
    """
    reasons = _reasons(wanted)
    rows = session.execute(_statement(wanted, reasons, exact)).all()
    if rows and rows[0].rows is not None:
        counts = rows[0]
        hidden = dict(zip(reasons, counts[4:], strict=True))
        return Counted(_totals(counts.rows - sum(hidden.values()), hidden, bool(counts.more)))
    hidden = {name: sum(row.reason == name for row in rows) for name in reasons}
    ids = [row.id for row in rows if not row.reason]
    return Counted(_totals(len(ids), hidden), ids)


def _totals(shown: int, hidden: Mapping[str, int], at_least: bool = False) -> Totals:
    kept = {name: hidden[name] for name in SWITCHES if hidden.get(name)}
    return Totals(shown, kept, at_least)


def _reasons(wanted: RegistrationFilter) -> Reasons:
    """What hides a row, the cheap questions first."""
    reasons = hidden_for(wanted)
    return dict(sorted(reasons.items(), key=lambda reason: reason[0] == _LAST))


def _reason(reasons: Reasons) -> ColumnElement[str]:
    """The first reason that hides a row; empty where it is shown."""
    if not reasons:
        return literal("")
    return case(*((test, name) for name, test in reasons.items()), else_="")


def _statement(wanted: RegistrationFilter, reasons: Reasons, exact: bool) -> CompoundSelect[Any]:
    # Without a filter there is nothing to look for: all are counted, from an index made for it.
    reach = ENOUGH if wanted.narrows else FEW
    hits = (
        select(Registration.id, _reason(reasons).label("reason"))
        .where(*conditions(wanted))
        .limit(reach + 1)
        .cte("hits")
        .prefix_with("MATERIALIZED")
    )
    found = select(func.count()).select_from(hits).scalar_subquery()
    large = select(func.max(Registration.id)).scalar_subquery() > LARGE
    counts_all = found > reach if exact or not wanted.narrows else and_(found > reach, not_(large))
    blank = (null() for _ in reasons)
    few = select(hits.c.id, hits.c.reason, null().label("rows"), null().label("more"), *blank)
    return union_all(
        few.where(found <= FEW),
        _first(reasons, hits, reach).where(found > FEW, not_(counts_all)),
        _all(wanted, reasons, counts_all),
    )


def _first(reasons: Reasons, hits: CTE, reach: int) -> Select[Any]:
    """The counts of the hits that were found first, and whether there are more."""
    counts: list[ColumnElement[Any]] = [null(), null(), func.count(), func.count() > reach]
    counts += [func.count().filter(hits.c.reason == name) for name in reasons]
    return select(*counts).select_from(hits).having(func.count() > 0)


def _all(wanted: RegistrationFilter, reasons: Reasons, wants: ColumnElement[bool]) -> Select[Any]:
    """The counts of every hit."""
    counts: list[ColumnElement[Any]] = []
    earlier: list[ColumnElement[bool]] = []
    for name, test in reasons.items():
        hit = func.count().filter(test, *earlier)
        counts.append(_revoked(wanted, earlier) if name == _LAST else hit)
        earlier.append(not_(test))
    # Joined to nothing where they are not wanted, so that the list is not read a second time.
    gate = select(literal(1).label("wanted")).where(wants).subquery("gate")
    listed = gate.join(Registration, true())
    everything = select(null(), null(), func.count(), false(), *counts).select_from(listed)
    return everything.where(*conditions(wanted)).having(func.count() > 0)


def _revoked(
    wanted: RegistrationFilter, tests: Sequence[ColumnElement[bool]]
) -> ColumnElement[int]:
    """The count of those with a revoked pass: looked up one by one, as they are few."""
    its_registration = select(Registration.id).where(
        Registration.id == EntryPass.registration_id, *conditions(wanted), *tests
    )
    rows = select(func.count()).select_from(EntryPass)
    rows = rows.where(IS_REVOKED, its_registration.correlate(EntryPass).exists())
    return rows.correlate(None).scalar_subquery()
