"""The column sets of a show: those that are shipped, and copies its people changed and named."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.export_sets import BY_KEY, SHIPPED, ExportSet
from exhibition.domain.status import Kind
from exhibition.models import SavedSet, Show, Staff
from exhibition.queries import questions
from exhibition.queries.filters import SORTS
from exhibition.services import audit
from exhibition.services.export_columns import ID_KEYS, KEYS, MORE_KEYS, QUESTION_KEYS, HeaderStyle

_OWN = "own-"


class NameTaken(ExhibitionError):
    """Another set of the show is called the same."""

    code = "export_set_name_taken"
    sentence = N_("Another column set has this name.")
    status = 409


def of_show(session: Session, show: Show, kind: Kind | None = None) -> list[ExportSet]:
    """Every set one can choose, the shipped ones first; of one kind, or of both."""
    own = select(SavedSet).where(SavedSet.show_id == show.id).order_by(SavedSet.name)
    found = [*SHIPPED, *map(as_set, session.scalars(own))]
    has_numbers = bool(show.switch("id_number"))
    return [
        one
        for one in found
        if kind in (None, one.kind) and (has_numbers or not one.holds_id_numbers)
    ]


def find(session: Session, show: Show, key: str) -> ExportSet:
    """The set of this key. Raises ``NotFound``, for one of another show as for none."""
    return BY_KEY.get(key) or as_set(find_saved(session, show, key))


def find_saved(session: Session, show: Show, key: str) -> SavedSet:
    """The row of a set of the show's own. Raises ``NotFound``."""
    number = key.removeprefix(_OWN)
    found = None
    if key.startswith(_OWN) and number.isascii() and number.isdigit() and len(number) < 10:
        found = session.get(SavedSet, int(number))
    if found is None or found.show_id != show.id:
        raise NotFound()
    return found


def as_set(saved: SavedSet) -> ExportSet:
    """A row as a set like those that are shipped."""
    return ExportSet(
        f"{_OWN}{saved.id}",
        saved.kind,
        Bilingual(saved.name, saved.name),
        tuple(saved.columns),
        saved.sort,
        saved.header,
        tuple((name, value) for name, value in saved.arguments),
    )


def choosable(session: Session, show: Show, kind: Kind) -> list[str]:
    """The columns a set of this kind may have: those of every show, then the show's questions."""
    asked = [q.slug for q in questions.of_show(session, show) if q.form == kind.value]
    unknown = QUESTION_KEYS if show.switch("id_number") else QUESTION_KEYS | ID_KEYS
    fixed = [key for key in (*KEYS[kind], *MORE_KEYS[kind]) if key not in unknown]
    return [*fixed, *asked]


def copy(session: Session, show: Show, staff: Staff, of: ExportSet, name: str) -> SavedSet:
    """A set of the show's own that begins like another. Raises ``NameTaken``, or ``NotFound`` for
    files, which have no columns.
    """
    if of.is_files:
        raise NotFound()
    _refuse_taken(session, show, name, None)
    saved = SavedSet(
        show_id=show.id,
        name=name,
        kind=of.kind,
        columns=list(of.columns),
        sort=of.sort,
        header=of.header,
        arguments=[list(pair) for pair in of.arguments],
        staff_id=staff.id,
    )
    session.add(saved)
    session.flush()
    _log(session, "export_set.make", show, staff, saved)
    return saved


def change(
    session: Session,
    show: Show,
    staff: Staff,
    saved: SavedSet,
    *,
    name: str,
    columns: Iterable[str],
    sort: str,
    header: str,
) -> None:
    """Renames the set and puts its columns in order. Unknown columns, sorts and headers are left
    out or as they were. Raises ``NameTaken``.
    """
    _refuse_taken(session, show, name, saved.id)
    known = set(choosable(session, show, saved.kind))
    saved.name = name
    saved.columns = [column for column in columns if column in known]
    if sort.removeprefix("-") in SORTS[saved.kind]:
        saved.sort = sort
    if header in list(HeaderStyle):
        saved.header = header
    session.flush()
    _log(session, "export_set.change", show, staff, saved)


def delete(session: Session, show: Show, staff: Staff, saved: SavedSet) -> None:
    """Removes the set; what was exported with it stays in the history under its name."""
    _log(session, "export_set.delete", show, staff, saved)
    session.delete(saved)
    session.flush()


def _refuse_taken(session: Session, show: Show, name: str, but: int | None) -> None:
    taken = select(SavedSet.id).where(SavedSet.show_id == show.id, SavedSet.name == name)
    if session.scalar(taken) not in (None, but):
        raise NameTaken
    if any(name in (one.name.zh, one.name.en) for one in SHIPPED):
        raise NameTaken


def _log(session: Session, action: str, show: Show, staff: Staff, saved: SavedSet) -> None:
    facts = {"name": saved.name, "columns": list(saved.columns)}
    audit.write(session, action, actor="staff", staff=staff, show=show, details=facts)
