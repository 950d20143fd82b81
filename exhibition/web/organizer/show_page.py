"""展会设置: one page, one form, one save."""

from collections.abc import Sequence

from babel.dates import get_timezone_name
from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup

from exhibition.database import db, transaction
from exhibition.domain import motif
from exhibition.domain.clock import now
from exhibition.domain.errors import Stale
from exhibition.domain.preset_parts import MOTIFS
from exhibition.domain.rights import Right
from exhibition.domain.show_settings import differences
from exhibition.domain.tasks import ON_OFFER
from exhibition.models import Show
from exhibition.services import show_editing
from exhibition.web import access
from exhibition.web.client import client_address
from exhibition.web.extensions import csrf
from exhibition.web.organizer import show_changes
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.edit import seen_version
from exhibition.web.organizer.publish import OVER
from exhibition.web.organizer.show_accent import accent_note, accents_used
from exhibition.web.organizer.show_form import ShowForm
from exhibition.web.organizer.show_labels import TEXTS, setting_label


@blueprint.get("/<show_slug>/settings")
@access.needs(Right.SETTINGS)
def show_page(show_slug: str) -> Response:
    """Everything that can be edited, as it stands."""
    show = access.load_show(show_slug)
    return _page(show, _form(show))


# The form checks its own token, so that a stale one shows every word again, not an error page.
@blueprint.post("/<show_slug>/settings")
@csrf.exempt
@access.needs(Right.SETTINGS)
def save_show(show_slug: str) -> Response:
    """Saves what was typed, or shows it again with what is wrong."""
    show = access.load_show(show_slug)
    form = _form(show)
    if (step := request.form.get("action", "")) != "":
        _change_rows(form, step)
        return _page(show, form)
    if not form.validate():
        return _page(show, form, 422)
    try:
        changed = _save(show_slug, form)
    except Stale:
        return _stale(show_slug, form)
    _say(form, changed, access.load_show(show_slug))
    return make_response(redirect(url_for("organizer.show_page", show_slug=show_slug), 303))


def _form(show: Show) -> ShowForm:
    session = db.session()
    present = show_editing.settings_of(session, show)
    return ShowForm(show, present, show_editing.questions_of(session, show))


def _save(show_slug: str, form: ShowForm) -> list[str]:
    with transaction() as session:
        return show_editing.save(
            session,
            access.load_show(show_slug),
            form.settings(),
            version=seen_version(),
            staff=access.current_staff(),
            address=client_address(),
        )


def _stale(show_slug: str, form: ShowForm) -> Response:
    """Somebody else saved first: every word stays, and saving again is a decision."""
    show = access.load_show(show_slug)
    present = show_editing.settings_of(db.session(), show)
    form.version.data = str(show.version)
    differing = [setting_label(name) for name in differences(present, form.settings())]
    return _page(show, form, 409, differing=differing)


def _say(form: ShowForm, changed: Sequence[str], show: Show) -> None:
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")
    if "days" in changed and show.is_over(now()):
        flash(gettext(OVER), "warn")
    if "accent" in changed and (note := accent_note(form.accent.value)):
        flash(note, "warn")


def _change_rows(form: ShowForm, step: str) -> None:
    name, _, number = step.partition(":")
    if name == "add_day":
        form.days.add_row()
    elif name == "remove_day" and number.isascii() and number.isdigit() and len(number) < 4:
        form.days.remove_row(int(number))


def _page(
    show: Show, form: ShowForm, status: int = 200, *, differing: Sequence[str] | None = None
) -> Response:
    html = render_template(
        "organizer/show_page.html",
        show=show,
        form=form,
        present=form.present,
        plots={name: _plot(show, name) for name in MOTIFS},
        accent_note=accent_note(show.accent),
        accents=accents_used(show.accent),
        differing=differing,
        waiting=show_changes.waiting(show),
        told_before=show_changes.settled(show),
        in_line=show_changes.in_line(show),
        text_words={key: gettext(word) for key, word in TEXTS.items()},
        zone_word=_zone_word(show),
        task_names=ON_OFFER,
    )
    return make_response(html, status)


def _zone_word(show: Show) -> str:
    """The show's time zone as people say it."""
    if show.timezone == "Asia/Shanghai":
        return gettext("Beijing time")
    return str(get_timezone_name(now().astimezone(show.zone), locale=get_locale()))


def _plot(show: Show, name: str) -> Markup:
    return Markup(motif.svg(show.slug, name))  # noqa: S704 -- our own numbers
