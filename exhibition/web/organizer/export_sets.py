"""列组: the column sets of a show, shipped and own: copied, put in order, renamed, deleted."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain.export_sets import SHIPPED
from exhibition.domain.rights import Right
from exhibition.models import SavedSet, Show
from exhibition.queries import questions
from exhibition.queries.filters import SORTS
from exhibition.services import export_sets, export_words
from exhibition.services.export_sets import NameTaken
from exhibition.web import access, errors, formats
from exhibition.web.fields import Option
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.export_form import CopyForm, SetForm, header_options, ordered
from exhibition.web.organizer.export_with_set import may_use
from exhibition.web.organizer.loading import LISTING

ONE = "/<show_slug>/export-sets/<set_key>"
#: Stands before the name of a column where its number is typed.
POSITION = "at-"


@blueprint.get("/<show_slug>/export-sets")
@access.needs(Right.EXPORT)
def export_set_list(show_slug: str) -> str:
    """Every set with its columns; whoever may change the show copies and changes them."""
    return _list(access.load_show(show_slug), CopyForm())


@blueprint.post(f"{ONE}/copy")
@access.needs(Right.SETTINGS)
def copy_export_set(show_slug: str, set_key: str) -> Response:
    """A copy with a name of its own, and straight to its columns."""
    show, form = access.load_show(show_slug), CopyForm()
    of = export_sets.find(db.session(), show, set_key)
    if form.validate():
        try:
            with transaction() as session:
                saved = export_sets.copy(session, show, access.current_staff(), of, form.name.value)
            return _to_set(show, export_sets.as_set(saved).key)
        except NameTaken as error:
            form.name.errors = [errors.spoken(error)]
    return make_response(_list(access.load_show(show_slug), form, set_key), 422)


@blueprint.get(ONE)
@access.needs(Right.SETTINGS)
def export_set(show_slug: str, set_key: str) -> Response:
    """The columns of an own set, each with its number."""
    show = access.load_show(show_slug)
    saved = export_sets.find_saved(db.session(), show, set_key)
    return _page(show, saved, _form(saved), list(saved.columns))


@blueprint.post(ONE)
@access.needs(Right.SETTINGS)
def change_export_set(show_slug: str, set_key: str) -> Response:
    """Saves name, columns, order and header."""
    show = access.load_show(show_slug)
    saved = export_sets.find_saved(db.session(), show, set_key)
    form = _form(saved)
    known = export_sets.choosable(db.session(), show, saved.kind)
    columns = ordered((name, request.form.get(POSITION + name, "")) for name in known)
    if not form.validate():
        return _page(show, saved, form, columns, 422)
    if not columns:
        return _page(show, saved, form, columns, 422, gettext("Give at least one column a number"))
    try:
        with transaction() as session:
            export_sets.change(
                session,
                show,
                access.current_staff(),
                saved,
                name=form.name.value,
                columns=columns,
                sort=("-" if form.falling.value else "") + form.sort.value,
                header=form.header.value,
            )
    except NameTaken as error:
        form.name.errors = [errors.spoken(error)]
        show = access.load_show(show_slug)
        saved = export_sets.find_saved(db.session(), show, set_key)
        return _page(show, saved, form, columns, 422)
    flash(gettext("Saved."), "ok")
    return _to_set(show, set_key)


@blueprint.post(f"{ONE}/delete")
@access.needs(Right.SETTINGS)
def delete_export_set(show_slug: str, set_key: str) -> Response:
    """Deletes an own set."""
    with transaction() as session:
        show = access.load_show(show_slug)
        saved = export_sets.find_saved(session, show, set_key)
        export_sets.delete(session, show, access.current_staff(), saved)
    flash(gettext("The column set is deleted."), "ok")
    page = url_for("organizer.export_set_list", show_slug=show.slug)
    return make_response(redirect(page, 303))


def _to_set(show: Show, key: str) -> Response:
    page = url_for("organizer.export_set", show_slug=show.slug, set_key=key)
    return make_response(redirect(page, 303))


def _form(saved: SavedSet) -> SetForm:
    form = SetForm(
        data={
            "name": saved.name,
            "sort": saved.sort.removeprefix("-"),
            "falling": saved.sort.startswith("-"),
            "header": saved.header,
        }
    )
    form.sort.options = [Option(key, _sort_word(key)) for key in SORTS[saved.kind]]
    form.header.options = header_options()
    return form


def _sort_word(key: str) -> str:
    known = {"submitted": "submitted_at"}
    word = export_words.COLUMNS.get(known.get(key, key))
    return formats.localized(word) if word else key


def _list(show: Show, form: CopyForm, copied: str = "") -> str:
    session = db.session()
    words = _words(show)
    shipped = {one.key for one in SHIPPED}
    return render_template(
        "organizer/export_sets.html",
        show=show,
        sets=[one for one in export_sets.of_show(session, show) if may_use(one)],
        shipped=shipped,
        words=words,
        form=form,
        copied=copied,
        listing=LISTING,
    )


def _page(
    show: Show,
    saved: SavedSet,
    form: SetForm,
    columns: list[str],
    status: int = 200,
    problem: str = "",
) -> Response:
    words = _words(show)
    known = export_sets.choosable(db.session(), show, saved.kind)
    rest = [name for name in known if name not in columns]
    html = render_template(
        "organizer/export_set.html",
        show=show,
        one=export_sets.as_set(saved),
        form=form,
        rows=[
            (name, words.get(name, name), (columns.index(name) + 1) * 10 if name in columns else "")
            for name in [*[c for c in columns if c in known], *rest]
        ],
        position=POSITION,
        problem=problem,
    )
    return make_response(html, status)


def _words(show: Show) -> dict[str, str]:
    """What every column is called: those of every show, and the show's questions."""
    found = {name: formats.localized(word) for name, word in export_words.COLUMNS.items()}
    for question in questions.of_show(db.session(), show):
        found[question.slug] = formats.localized(question.label)
    return found
