"""The rows of one page of a list, with the counts above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Row
from sqlalchemy.orm import Session

from exhibition.queries import registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.registrations import Totals

#: ``?count=all``: every hit is counted, however long it takes.
COUNT, ALL = "count", "all"


@dataclass(frozen=True)
class PageOfList:
    """One page, counted from 1, and the counts of the whole list."""

    number: int
    totals: Totals
    rows: Sequence[Row[Any]]


def find(session: Session, wanted: RegistrationFilter) -> PageOfList:
    """The page that the address asks for; beyond the last page, the last."""
    page = _found(session, wanted, exact=request.args.get(COUNT) == ALL)
    if page.totals.at_least and not page.rows:
        # Beyond the end of a list whose end nobody knew.
        return _found(session, wanted, exact=True)
    return page


def _found(session: Session, wanted: RegistrationFilter, *, exact: bool) -> PageOfList:
    found = registrations.counted(session, wanted, exact=exact)
    totals, number = found.totals, _asked()
    if not totals.at_least:
        number = min(number, totals.pages)
    rows = registrations.page(session, wanted, number, found.ids) if totals.shown else ()
    return PageOfList(number, totals, rows)


def _asked() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
