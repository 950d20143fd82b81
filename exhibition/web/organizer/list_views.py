"""The page where a view of a list is saved under a name, and where all of them are kept in order.

Everybody who reads lists may save views of their own. Sharing one puts it above the list of every
colleague, so it asks for the right to decide; a shared one is changed by whoever made it and by
those who keep the settings of the show.
"""

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.models import SavedView
from exhibition.models.saved_view import NAME_MAX
from exhibition.queries import saved_views
from exhibition.services import saved_views as views
from exhibition.web import access, errors
from exhibition.web.organizer import list_columns, view_address
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import ALL, LISTING
from exhibition.web.organizer.view_screen import Screen, name_sent, screen_of
from exhibition.web.organizer.view_steps import STEPS, NoName
from exhibition.web.organizer.view_words import Words

ONE_VIEW = f"{ALL}/views/<int:view_id>"


@blueprint.get(f"{ALL}/views")
@access.needs(Right.LOOK_UP)
def list_views(show_slug: str, listing: str) -> Response:
    """Save what the list shows, or put the views in order."""
    return _page(screen_of(show_slug, listing))


@blueprint.post(f"{ALL}/views")
@access.needs(Right.LOOK_UP)
def save_view(show_slug: str, listing: str) -> Response:
    """Saves the list under a new name and opens it."""
    screen = screen_of(show_slug, listing)
    is_shared = request.form.get("shared") == "y" and access.may(Right.DECIDE)
    name = name_sent(screen, "new")
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


#: They touch nobody but the reader.
_FOR_ONESELF = frozenset({"open-first", "open-all"})
_NAMES = ", ".join(f"'{name}'" for name in STEPS)


@blueprint.post(f"{ONE_VIEW}/<any({_NAMES}):step>")
@access.needs(Right.LOOK_UP)
def change_view(show_slug: str, listing: str, view_id: int, step: str) -> Response:
    """What one of the buttons of a view asks for."""
    screen = screen_of(show_slug, listing)
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


def _load(screen: Screen, view_id: int, *, deleted: bool) -> SavedView:
    staff = access.current_staff()
    found = saved_views.find(
        db.session(), screen.show, screen.kind, staff, view_id, deleted=deleted
    )
    if found is None:
        raise NotFound()
    return found


def _refused(show_slug: str, listing: str, place: str, refused: ExhibitionError) -> Response:
    screen = screen_of(show_slug, listing)
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
        words=Words(show, kind),
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
