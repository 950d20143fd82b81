"""Editing contact fields, and an exhibitor's booth."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import transaction
from exhibition.domain import identifiers
from exhibition.domain.clock import now
from exhibition.domain.errors import BoothTaken, Stale, UnknownChoice
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.domain.status import BoothStatus
from exhibition.models import Registration
from exhibition.services import editing
from exhibition.web import access, errors
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.contact_form import FORMS, ContactForm
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.organizer.queue import page_again, return_to
from exhibition.web.organizer.show_fields import read_date
from exhibition.web.public.blueprint import settings

BOOTH_NO_MAX = 20


@blueprint.get(f"{ONE}/edit")
@access.needs(Right.EDIT)
def edit(show_slug: str, listing: str, reference: str) -> Response:
    """The contact fields as they stand."""
    _, found = load(show_slug, listing, reference)
    return _page(found, FORMS[found.kind](found))


@blueprint.post(f"{ONE}/edit")
@access.needs(Right.EDIT)
def save_contact(show_slug: str, listing: str, reference: str) -> Response:
    """Saves them; what somebody else changed in the meantime is shown before it is overwritten."""
    _, found = load(show_slug, listing, reference)
    form = FORMS[found.kind](found)
    if not form.validate():
        return _page(found, form, 422)
    try:
        with transaction() as session:
            changed = editing.edit_contact(
                session,
                found,
                access.current_staff(),
                form.values(),
                version=form.seen_version,
                pass_key=settings().pass_key,
            )
    except Stale:
        _, found = load(show_slug, listing, reference)
        form.version.data = str(found.version)
        return _page(found, form, 409, differing=form.differing(found))
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")
    return back(found)


@blueprint.post(f"{ONE}/tracks")
@access.needs(Right.EDIT)
def save_tracks(show_slug: str, listing: str, reference: str) -> Response:
    """Saves an exhibitor's booth."""
    _, found = load(show_slug, listing, reference)
    try:
        number = identifiers.one_line(request.form.get("booth_no", ""), BOOTH_NO_MAX)
        booth = BoothStatus(request.form.get("booth", ""))
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=BOOTH_NO_MAX)
        return page_again(found, 422, tracks_problem=problem)
    except ValueError as unknown:
        raise UnknownChoice from unknown
    if booth is BoothStatus.CONFIRMED and not number:
        problem = gettext("A confirmed booth needs its number.")
        return page_again(found, 422, tracks_problem=problem)
    text = request.form.get("held_until", "").strip()
    try:
        until = read_date(text) if text else None
    except ValueError:
        problem = gettext("Enter a date such as 2027-03-18")
        return page_again(found, 422, tracks_problem=problem)
    today = now().astimezone(found.show.zone).date()
    if booth is BoothStatus.HELD and until is not None and until < today:
        return page_again(found, 422, tracks_problem=gettext("This day is over"))
    try:
        with transaction() as session:
            changed = editing.set_tracks(
                session,
                found,
                access.current_staff(),
                booth=booth,
                booth_no=number,
                version=seen_version(),
                held_until=until,
            )
    except (Stale, BoothTaken) as stale:
        _, found = load(show_slug, listing, reference)
        return page_again(found, 409, tracks_problem=errors.spoken(stale))
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")
    return return_to(found)


def back(found: Registration) -> Response:
    """To the page of the registration."""
    return make_response(redirect(url_for("organizer.registration", **place_of(found)), 303))


def seen_version() -> int:
    """The version of the record that the sent page was opened on; 0 where it was tampered with."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _page(
    found: Registration,
    form: ContactForm,
    status: int = 200,
    differing: list[tuple[str, str]] | None = None,
) -> Response:
    html = render_template(
        "organizer/edit.html",
        show=found.show,
        registration=found,
        place=place_of(found),
        form=form,
        differing=differing,
    )
    return make_response(html, status)
