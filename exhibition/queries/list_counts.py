"""How many rows a filter shows and leaves out, and which they are where they are few.

One statement for both. It first looks for a few thousand hits: where there are no more, as for a
name, everything about them is known after one reading of the index. Where there are more, it stops
early and counts, without asking of each row whether its pass was revoked, because few are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    case,
    func,
    literal,
    not_,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from exhibition.models import Registration
from exhibition.queries.conditions import conditions, hidden_for
from exhibition.queries.filters import SWITCHES, RegistrationFilter

PAGE_SIZE = 50
#: Hits that are kept by their ids. More would be more than a statement carries at ease.
FEW = 2_000
#: The reason asked for last: it stands in another table, and few rows have it.
_LAST = "revoked"

Reasons = Mapping[str, ColumnElement[bool]]


@dataclass(frozen=True)
class Totals:
    """How many rows a filter shows, and how many it leaves out for which switch."""

    shown: int
    #: switch -> rows, only where there are some; a row counts once, whatever hides it besides.
    hidden: Mapping[str, int]

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


def counted(session: Session, wanted: RegistrationFilter) -> Counted:
    """Counts a filter in one statement."""
    reasons = _reasons(wanted)
    rows = session.execute(_statement(wanted, reasons)).all()
    if rows and rows[0].rows is not None:
        hidden = dict(zip(reasons, rows[0][3:], strict=True))
        return Counted(_totals(rows[0].rows - sum(hidden.values()), hidden))
    hidden = {name: sum(row.reason == name for row in rows) for name in reasons}
    ids = [row.id for row in rows if not row.reason]
    return Counted(_totals(len(ids), hidden), ids)


def _totals(shown: int, hidden: Mapping[str, int]) -> Totals:
    return Totals(shown, {name: hidden[name] for name in SWITCHES if hidden.get(name)})


def _reasons(wanted: RegistrationFilter) -> Reasons:
    """What hides a row, the cheap questions first."""
    reasons = hidden_for(wanted)
    return dict(sorted(reasons.items(), key=lambda reason: reason[0] == _LAST))


def _statement(wanted: RegistrationFilter, reasons: Reasons) -> CompoundSelect[Any]:
    reason = case(*((test, name) for name, test in reasons.items()), else_="")
    probe = (
        select(Registration.id, (reason if reasons else literal("")).label("reason"))
        .where(*conditions(wanted))
        .limit(FEW + 1)
        .cte("probe")
        .prefix_with("MATERIALIZED")
    )
    found = select(func.count()).select_from(probe).scalar_subquery()
    blank = (null() for _ in reasons)
    few = select(probe.c.id, probe.c.reason, null().label("rows"), *blank).where(found <= FEW)
    return union_all(few, _many(wanted, reasons, probe))


def _many(wanted: RegistrationFilter, reasons: Reasons, probe: CTE) -> Select[Any]:
    # Joined to nothing where there are few, so that the list is not read a second time.
    gate = select(func.count().label("found")).select_from(probe).having(func.count() > FEW)
    counts: list[ColumnElement[Any]] = []
    earlier: list[ColumnElement[bool]] = []
    for name, test in reasons.items():
        apart = name == _LAST
        hit = [test, *earlier]
        counts.append(_apart(wanted, hit) if apart else func.count().filter(*hit))
        earlier.append(not_(test))
    listed = gate.subquery("gate").join(Registration, true())
    everything = select(null(), null(), func.count(), *counts).select_from(listed)
    return everything.where(*conditions(wanted)).having(func.count() > 0)


def _apart(wanted: RegistrationFilter, tests: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    """The count of few rows, found by what they are rather than among all."""
    rows = select(func.count()).select_from(Registration).where(*conditions(wanted), *tests)
    return rows.correlate(None).scalar_subquery()
