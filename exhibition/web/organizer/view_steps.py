"""What the buttons of a saved view do, each with the sentence that is said then."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from exhibition.domain.errors import N_, ExhibitionError
from exhibition.models import SavedView, Staff
from exhibition.services import saved_views as views
from exhibition.web.organizer.edit import seen_version
from exhibition.web.organizer.view_screen import Screen, name_sent


def _overwrite(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.overwrite(session, screen.show, view, staff, screen.looks, seen_version())
    return N_("The view now shows this list.")


def _rename(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    name = name_sent(screen, str(view.id))
    if not name:
        raise NoName
    views.rename(session, screen.show, view, staff, name, seen_version())
    return N_("Renamed.")


def _share(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.share(session, screen.show, view, staff, True, seen_version())
    return N_("Everybody who reads this list sees the view now.")


def _unshare(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.share(session, screen.show, view, staff, False, seen_version())
    return N_("Only whoever made it sees the view now.")


def _open_first(session: Session, _screen: Screen, view: SavedView, staff: Staff) -> str:
    views.open_first(session, view, staff, True)
    return N_("The menu opens your list with this view.")


def _open_all(session: Session, _screen: Screen, view: SavedView, staff: Staff) -> str:
    views.open_first(session, view, staff, False)
    return N_("The menu opens your list with all rows.")


def _delete(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.delete(session, screen.show, view, staff)
    return N_("Deleted. It can be brought back for a day, at the foot of this page.")


def _restore(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.restore(session, screen.show, view, staff)
    return N_("The view is back.")


class NoName(ExhibitionError):
    """The name is missing or cannot be taken; what is wrong stands beside the field already."""

    code = "view_no_name"


Step = Callable[[Session, Screen, SavedView, Staff], str]
#: What one button of a view does, and gives the sentence that is said then.
STEPS: Mapping[str, Step] = {
    "rename": _rename,
    "overwrite": _overwrite,
    "share": _share,
    "unshare": _unshare,
    "open-first": _open_first,
    "open-all": _open_all,
    "delete": _delete,
    "restore": _restore,
}
