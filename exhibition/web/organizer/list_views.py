"""The page where a view of a list is saved under a name, and where all of them are kept in order.

Everybody who reads lists may save views of their own. Sharing one puts it above the list of every
colleague, so it asks for the right to decide; a shared one is changed by whoever made it and by
those who keep the settings of the show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.identifiers import IdentifierError, one_line
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import SavedView, Show, Staff
from exhibition.models.saved_view import NAME_MAX
from exhibition.queries import questions, registrations, saved_views
from exhibition.queries.filters import NEWEST_FIRST, RegistrationFilter
from exhibition.services import filter_words
from exhibition.services import listing as listings
from exhibition.services import saved_views as views
from exhibition.services.saved_views import Looks
from exhibition.web import access, errors, formats
from exhibition.web.organizer import list_columns, masking, view_address
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import ALL, LISTING, LISTINGS
from exhibition.web.organizer.registrations import read_filter

ONE_VIEW = f"{ALL}/views/<int:view_id>"


@dataclass
class Screen:
    """The list that the page was opened from: what would be saved."""

    show: Show
    kind: Kind
    wanted: RegistrationFilter
    columns: Sequence[str]
    #: Problems by the field they stand beside, and what was typed there.
    problems: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address it was opened from."""
        named = list_columns.named(request.values.get("columns", ""))
        return [*self.wanted.to_args(), *([("columns", ",".join(named))] if named else [])]

    @property
    def looks(self) -> Looks:
        """What a view keeps of it."""
        return Looks(self.wanted.to_args(), self.columns)

    @property
    def address(self) -> str:
        """This page, with the way back to the list."""
        listing = LISTING[self.kind]
        return url_for(
            "organizer.list_views",
            show_slug=self.show.slug,
            listing=listing,
            **MultiDict(self.pairs).to_dict(flat=False),
        )


@blueprint.get(f"{ALL}/views")
@access.needs(Right.LOOK_UP)
def list_views(show_slug: str, listing: str) -> Response:
    """Save what the list shows, or put the views in order."""
    return _page(_screen(show_slug, listing))


@blueprint.post(f"{ALL}/views")
@access.needs(Right.LOOK_UP)
def save_view(show_slug: str, listing: str) -> Response:
    """Saves the list under a new name and opens it."""
    screen = _screen(show_slug, listing)
    is_shared = request.form.get("shared") == "y" and access.may(Right.DECIDE)
    name = _name(screen, "new")
    if not name:
        return _page(screen, 422)
    try:
        with transaction() as session:
            staff = access.current_staff()
            saved = views.make(
                session,
                screen.show,
                screen.kind,
                staff,
                name=name,
                looks=screen.looks,
                is_shared=is_shared,
            )
            address = view_address.address_of(screen.show, saved)
    except ExhibitionError as refused:
        return _refused(show_slug, listing, "new", refused)
    flash(gettext("View saved."), "ok")
    return make_response(redirect(address, 303))


def _overwrite(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.overwrite(session, screen.show, view, staff, screen.looks, _seen())
    return N_("The view now shows this list.")


def _rename(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    name = _name(screen, str(view.id))
    if not name:
        raise NoName
    views.rename(session, screen.show, view, staff, name, _seen())
    return N_("Renamed.")


def _share(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.share(session, screen.show, view, staff, True, _seen())
    return N_("Everybody who reads this list sees the view now.")


def _unshare(session: Session, screen: Screen, view: SavedView, staff: Staff) -> str:
    views.share(session, screen.show, view, staff, False, _seen())
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
#: They touch nobody but the reader.
_FOR_ONESELF = frozenset({"open-first", "open-all"})
_NAMES = ", ".join(f"'{name}'" for name in STEPS)


@blueprint.post(f"{ONE_VIEW}/<any({_NAMES}):step>")
@access.needs(Right.LOOK_UP)
def change_view(show_slug: str, listing: str, view_id: int, step: str) -> Response:
    """What one of the buttons of a view asks for."""
    screen = _screen(show_slug, listing)
    view = _load(screen, view_id, deleted=step == "restore")
    if step not in _FOR_ONESELF and not may_change(view):
        return errors.error_page(403)
    if step == "share" and not access.may(Right.DECIDE):
        return errors.error_page(403)
    try:
        with transaction() as session:
            done = STEPS[step](session, screen, view, access.current_staff())
    except NoName:
        return _page(screen, 422)
    except ExhibitionError as refused:
        return _refused(show_slug, listing, str(view_id), refused)
    flash(gettext(done), "ok")
    return make_response(redirect(screen.address, 303))


def may_change(view: SavedView) -> bool:
    """Whether the reader may change a view that they see."""
    return view.staff_id == access.current_staff().id or (
        view.is_shared and access.may(Right.SETTINGS)
    )


def _screen(show_slug: str, listing: str) -> Screen:
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    wanted = read_filter(request.values, show, kind).but(only=(), without=())
    every = list_columns.available(kind, questions.of_show(db.session(), show))
    chosen = list_columns.named(request.values.get("columns", ""))
    own = listings.chosen_columns(db.session(), access.current_staff(), kind)
    columns = list_columns.shown(every, kind, chosen or own)
    return Screen(show, kind, wanted, [column.key for column in columns])


def _load(screen: Screen, view_id: int, *, deleted: bool) -> SavedView:
    staff = access.current_staff()
    found = saved_views.find(
        db.session(), screen.show, screen.kind, staff, view_id, deleted=deleted
    )
    if found is None:
        raise NotFound()
    return found


def _name(screen: Screen, place: str) -> str:
    """The name that was typed; empty where it cannot be taken, which is then said beside it."""
    typed = request.form.get("name", "")
    screen.typed[place] = typed
    try:
        name = one_line(typed, NAME_MAX)
    except IdentifierError as wrong:
        screen.problems[place] = (
            gettext("At most %(max)s characters", max=NAME_MAX)
            if wrong.code == "text_long"
            else gettext("Please leave out control and direction characters")
        )
        return ""
    if not name:
        screen.problems[place] = gettext("Give the view a name")
    return name


def _seen() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _refused(show_slug: str, listing: str, place: str, refused: ExhibitionError) -> Response:
    screen = _screen(show_slug, listing)
    if "name" in request.form:
        screen.typed[place] = request.form["name"]
    screen.problems[place] = errors.spoken(refused)
    return _page(screen, refused.status)


def _page(screen: Screen, status: int = 200) -> Response:
    session, staff = db.session(), access.current_staff()
    show, kind = screen.show, screen.kind
    gone = [one for one in saved_views.deleted(session, show, kind, staff) if may_change(one)]
    html = render_template(
        "organizer/views.html",
        show=show,
        listing=LISTING[kind],
        screen=screen,
        words=_Words(show, kind),
        views=saved_views.of_reader(session, show, kind, staff),
        deleted=[one for one in gone if one.deleted_at and one.deleted_at > now() - views.KEPT],
        first=saved_views.first_of(session, show, staff).get(kind),
        may_change=may_change,
        address_of=lambda view: view_address.address_of(show, view),
        back=view_address.full(
            show,
            kind,
            screen.wanted.to_args(),
            list_columns.named(request.values.get("columns", "")),
        ),
        name_max=NAME_MAX,
    )
    return make_response(html, status)


class _Words:
    """What views say, in the reader's language."""

    def __init__(self, show: Show, kind: Kind) -> None:
        self._show, self._kind = show, kind
        self._questions = questions.of_show(db.session(), show)
        self._channels = registrations.channel_names(db.session(), show)
        self._columns = {c.key: c.word for c in list_columns.available(kind, self._questions)}

    def of_filter(self, arguments: Any) -> str:
        """The filter and the order."""
        wanted = RegistrationFilter.from_args(
            MultiDict((str(name), str(value)) for name, value in arguments),
            self._show,
            self._kind,
            questions=self._questions,
            channels=self._channels,
        )
        colon = "：" if formats.locale() == "zh" else ": "
        parts = filter_words.worded(wanted, self._show, self._questions, self._channels)
        said = [
            f"{formats.localized(part.label)}{colon}{formats.localized(part.value)}"
            for part in parts
        ]
        if wanted.sort != NEWEST_FIRST:
            key = wanted.sort.removeprefix("-")
            said.append(gettext("sorted by %(column)s", column=self._columns.get(key, key)))
        return masking.in_text(" · ".join(said) or gettext("all rows"), self._kind)

    def of_columns(self, keys: Any) -> str:
        """The headings, from left to right."""
        return " · ".join(self._columns[key] for key in keys if key in self._columns)
