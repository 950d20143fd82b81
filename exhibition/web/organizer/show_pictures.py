"""Logo and picture of a show: a page of their own, each with a form of its own."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from exhibition.adapters import show_picture as fitting
from exhibition.adapters.file_store import FileRefused, FileStore, StoredFile, checked
from exhibition.adapters.show_picture import FittedPicture
from exhibition.database import db, expect_writes, transaction
from exhibition.domain.errors import N_, NotFound
from exhibition.domain.rights import Right
from exhibition.models import Show
from exhibition.queries import show_pictures as pictures
from exhibition.services import show_pictures
from exhibition.web import access, errors
from exhibition.web.client import client_address
from exhibition.web.extensions import csrf
from exhibition.web.fields import spoken
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.public import stale
from exhibition.web.public.blueprint import settings
from exhibition.web.upload_field import MAX_FILE_MB

log = logging.getLogger("exhibition.files")

ONE = "/<show_slug>/settings/pictures/<any(logo, picture):slot>"


@dataclass(frozen=True)
class Slot:
    """One place for a picture: how it is cut, and what is said about it."""

    fit: Callable[[bytes, str], FittedPicture]
    title: str
    hint: str
    saved: str
    too_small: str


SLOTS: Mapping[str, Slot] = {
    "logo": Slot(
        fitting.fit_logo,
        N_("Logo of the organizer"),
        N_("Beside the organizer’s name on the first page. Best: PNG with a transparent ground."),
        N_("The logo is on the first page now."),
        N_("This logo is less than %(least)s px high. Please choose a larger one"),
    ),
    "picture": Slot(
        fitting.fit_picture,
        N_("Picture of the show"),
        N_("A photo of the hall or of the last edition. It is cut to 16:9 from its middle."),
        N_("The picture is on the first page now."),
        N_("This picture is less than %(least)s px wide. Please choose a larger one"),
    ),
}
_LEAST = {"logo": fitting.LOGO_LEAST_HIGH, "picture": fitting.PICTURE_LEAST_WIDE}


@blueprint.get("/<show_slug>/settings/pictures")
@access.needs(Right.SETTINGS)
def show_pictures_page(show_slug: str) -> Response:
    """Both places, with what stands in them."""
    return _page(access.load_show(show_slug))


# A stale token shows the page again and says so, not an error page.
@blueprint.post(ONE)
@csrf.exempt
@access.needs(Right.SETTINGS)
def put_show_picture(show_slug: str, slot: str) -> Response:
    """Puts what was uploaded into its place, or says beside the field why not."""
    show = access.load_show(show_slug)
    if not stale.token_fits():
        stale.ask_again()
        return _page(show, 422)
    try:
        fitted = _fitted(slot, request.files.get("file"))
    except FileRefused as refused:
        return _page(show, 422, {slot: _refusal(slot, refused.code)})
    _keep(show, slot, fitted)
    _say(slot, fitted)
    return _back(show)


@blueprint.get(f"{ONE}/remove")
@access.needs(Right.SETTINGS)
def remove_show_picture(show_slug: str, slot: str) -> str:
    """Asks before a picture is taken away."""
    show = access.load_show(show_slug)
    if slot not in pictures.of_show(db.session(), show):
        raise NotFound()
    return render_template(
        "organizer/confirm.html",
        show=show,
        title=gettext("Remove: %(name)s", name=gettext(SLOTS[slot].title)),
        sentence=gettext("It disappears from the first page at once. You can upload it again."),
        button=gettext("Remove"),
        is_bad=True,
        address=url_for("organizer.do_remove_show_picture", show_slug=show.slug, slot=slot),
        back_address=url_for("organizer.show_pictures_page", show_slug=show.slug),
    )


@blueprint.post(f"{ONE}/remove")
@access.needs(Right.SETTINGS)
def do_remove_show_picture(show_slug: str, slot: str) -> Response:
    """Takes it away; one that is gone already is no error."""
    show = access.load_show(show_slug)
    with transaction() as session:
        gone = show_pictures.remove(
            session, show, slot, staff=access.current_staff(), address=client_address()
        )
        if gone:
            FileStore(settings().uploads).put_on_trial(gone)
    _discard(gone)
    flash(gettext("Removed."), "ok")
    return _back(show)


def _fitted(slot: str, sent: FileStorage | None) -> FittedPicture:
    if sent is None or not sent.filename:
        raise FileRefused("missing")
    # Looking into a large picture takes a second; nobody waits for a lock meanwhile.
    db.session.commit()
    expect_writes(False)
    return SLOTS[slot].fit(*checked(sent.stream, sent.filename))


def _keep(show: Show, slot: str, fitted: FittedPicture) -> None:
    store = FileStore(settings().uploads)
    # On trial until its row is committed: a machine that stops in between leaves nothing for good.
    stored = store.keep(fitted.content, fitted.ending, on_trial=True)
    replaced = _put(store, show, slot, stored, fitted)
    store.confirm(stored.stored_name)
    _discard(replaced)


def _put(store: FileStore, show: Show, slot: str, stored: StoredFile, fitted: FittedPicture) -> str:
    is_written = False
    try:
        with transaction() as session:
            replaced = show_pictures.put(
                session,
                show,
                slot,
                stored,
                (fitted.width, fitted.height),
                staff=access.current_staff(),
                address=client_address(),
            )
            if replaced:
                store.put_on_trial(replaced)
            is_written = True
    except BaseException:
        # Where the commit itself broke off, its row may stand: the next start looks.
        if not is_written:
            store.discard(stored.stored_name)
        raise
    return replaced


def _discard(stored_name: str) -> None:
    """Removes the file of a picture whose row is gone for good."""
    if not stored_name:
        return
    try:
        FileStore(settings().uploads).discard(stored_name)
    except OSError as error:
        log.warning("could not remove a picture of a show: %s", type(error).__name__)


def _refusal(slot: str, code: str) -> str:
    if code == "missing":
        return gettext("Choose a file first")
    if code == "type":
        return gettext("Only JPG, PNG or WebP")
    if code == "too_small":
        return gettext(SLOTS[slot].too_small, least=_LEAST[slot])
    return spoken(code, {"n": MAX_FILE_MB})


def _say(slot: str, fitted: FittedPicture) -> None:
    flash(gettext(SLOTS[slot].saved), "ok")
    if fitted.is_pale:
        flash(gettext("This logo is very light: on a light page it can hardly be seen."), "warn")
    if slot == "picture" and fitted.width < fitting.PICTURE_ASKED_WIDE:
        flash(
            gettext(
                "It is only %(width)s px wide and looks soft on a large screen. Better: %(asked)s.",
                width=fitted.width,
                asked=fitting.PICTURE_ASKED_WIDE,
            ),
            "warn",
        )


def _page(show: Show, status: int = 200, wrong: Mapping[str, str] | None = None) -> Response:
    present = pictures.of_show(db.session(), show)
    places: list[dict[str, Any]] = [
        {
            "slot": name,
            "title": gettext(slot.title),
            "hint": gettext(slot.hint),
            "picture": present.get(name),
            "wrong": (wrong or {}).get(name, ""),
        }
        for name, slot in SLOTS.items()
    ]
    html = render_template(
        "organizer/show_pictures.html", show=show, places=places, most_mb=MAX_FILE_MB
    )
    return errors.may_try_again(make_response(html, status))


def _back(show: Show) -> Response:
    return make_response(
        redirect(url_for("organizer.show_pictures_page", show_slug=show.slug), 303)
    )
