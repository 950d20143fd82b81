"""Views of a list under a name: a filter, an order and columns, one's own or the staff's.

A view says which list, never which rows: those are found when it is opened. What it asks for that
the show no longer has is left out then, and the list says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete as remove
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, Stale
from exhibition.domain.search import fold
from exhibition.domain.status import Kind
from exhibition.models import FirstView, SavedView, Show, Staff
from exhibition.services import audit

#: Of one person, in one list of a show.
MOST = 50
#: How long a deleted one is kept to be brought back.
KEPT = timedelta(days=1)
#: Of the address of a list, but of no view: ticked rows, and whose "mine" it was.
_NOT_KEPT = frozenset({"ref", "but", "reader", "page"})

Pairs = Sequence[tuple[str, str]]


class ViewNameTaken(ExhibitionError):
    """Another view that one sees beside it is called the same."""

    code = "view_name_taken"
    sentence = N_("Another view has this name.")
    status = 409


class TooManyViews(ExhibitionError):
    """Nobody would find anything among more. Carries ``most``."""

    code = "too_many_views"
    sentence = N_("At most %(most)s views. Delete one first.")


@dataclass(frozen=True)
class Looks:
    """How a list looks: what a view keeps."""

    arguments: Pairs
    columns: Sequence[str]

    def kept_arguments(self) -> list[list[str]]:
        """The arguments that belong to a view."""
        return [[name, value] for name, value in self.arguments if name not in _NOT_KEPT]


def make(
    session: Session,
    show: Show,
    kind: Kind,
    staff: Staff,
    *,
    name: str,
    looks: Looks,
    is_shared: bool,
) -> SavedView:
    """Saves how a list looks under a name. Raises ``ViewNameTaken`` and ``TooManyViews``."""
    _forget_deleted(session, show)
    mine = select(func.count(SavedView.id)).where(
        SavedView.show_id == show.id,
        SavedView.kind == kind,
        SavedView.staff_id == staff.id,
        SavedView.deleted_at.is_(None),
    )
    if (session.scalar(mine) or 0) >= MOST:
        raise TooManyViews(most=MOST)
    view = SavedView(
        show_id=show.id,
        kind=kind,
        staff_id=staff.id,
        name=name,
        folded=fold(name),
        is_shared=is_shared,
        arguments=looks.kept_arguments(),
        columns=list(looks.columns),
    )
    with _one_of_a_name(session):
        session.add(view)
    _log(session, "view.make", view, show, staff)
    return view


def overwrite(
    session: Session, show: Show, view: SavedView, staff: Staff, looks: Looks, seen: int
) -> None:
    """Lets the view say what the list says now. Raises ``Stale`` where ``seen`` is outdated."""
    _check(view, seen)
    view.arguments, view.columns = looks.kept_arguments(), list(looks.columns)
    view.updated_at = now()
    _log(session, "view.change", view, show, staff)


def rename(
    session: Session, show: Show, view: SavedView, staff: Staff, name: str, seen: int
) -> None:
    """Gives it another name. Raises ``ViewNameTaken`` and ``Stale``."""
    _check(view, seen)
    with _one_of_a_name(session):
        view.name, view.folded = name, fold(name)
    _log(session, "view.change", view, show, staff)


def share(
    session: Session, show: Show, view: SavedView, staff: Staff, is_shared: bool, seen: int
) -> None:
    """Lets all staff of the show see it, or only whoever made it. Raises as ``rename``."""
    _check(view, seen)
    with _one_of_a_name(session):
        view.is_shared = is_shared
    _log(session, "view.share" if is_shared else "view.unshare", view, show, staff)


def delete(session: Session, show: Show, view: SavedView, staff: Staff) -> None:
    """Takes it away; for a day it can be brought back."""
    view.deleted_at, view.folded = now(), None
    _log(session, "view.delete", view, show, staff)


def restore(session: Session, show: Show, view: SavedView, staff: Staff) -> None:
    """Brings a deleted one back. Raises ``ViewNameTaken`` where its name was given away."""
    with _one_of_a_name(session):
        view.deleted_at, view.folded = None, fold(view.name)
    _log(session, "view.restore", view, show, staff)


def open_first(session: Session, view: SavedView, staff: Staff, is_first: bool) -> None:
    """Lets the menu open somebody's list with this view, or with all rows again."""
    kept = session.get(FirstView, (staff.id, view.show_id, view.kind))
    if not is_first:
        if kept is not None and kept.view_id == view.id:
            session.delete(kept)
    elif kept is None:
        session.add(
            FirstView(staff_id=staff.id, show_id=view.show_id, kind=view.kind, view_id=view.id)
        )
    else:
        kept.view_id = view.id
    session.flush()


def _check(view: SavedView, seen: int) -> None:
    if view.version != seen:
        raise Stale()


@contextmanager
def _one_of_a_name(session: Session) -> Iterator[None]:
    """What is set inside must not give a view a name that is taken; raises ``ViewNameTaken``."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as taken:
        raise ViewNameTaken from taken


def _forget_deleted(session: Session, show: Show) -> None:
    gone = SavedView.deleted_at < now() - KEPT
    session.execute(
        remove(SavedView)
        .where(SavedView.show_id == show.id, gone)
        .execution_options(synchronize_session=False)
    )


def _log(session: Session, action: str, view: SavedView, show: Show, staff: Staff) -> None:
    # What it searches for may be somebody's name: the log keeps the name of the view alone.
    session.flush()
    facts = {"name": view.name, "kind": view.kind.value}
    audit.write(session, action, actor="staff", staff=staff, show=show, details=facts)
