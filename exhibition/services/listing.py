"""The columns somebody wants in a list: kept for the person, in every show and on every device."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from exhibition.domain.status import Kind
from exhibition.models import ListColumns, Staff

#: More than any list has.
COLUMNS_MAX = 200


def choose_columns(session: Session, staff: Staff, kind: Kind, keys: Sequence[str]) -> None:
    """Keeps these columns in this order for the lists of a kind; none at all is the usual ones."""
    kept = session.get(ListColumns, (staff.id, kind))
    if not keys:
        if kept is not None:
            session.delete(kept)
        return
    if kept is None:
        kept = ListColumns(staff_id=staff.id, kind=kind)
        session.add(kept)
    kept.columns = list(dict.fromkeys(keys))[:COLUMNS_MAX]


def chosen_columns(session: Session, staff: Staff, kind: Kind) -> list[str]:
    """The keys somebody chose, in order; empty where nothing was chosen."""
    kept = session.get(ListColumns, (staff.id, kind))
    return list(kept.columns) if kept is not None else []
