"""Exporting with a column set: the form, and the job that writes the file."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from exhibition.database import db, read_snapshot
from exhibition.domain.clock import now
from exhibition.domain.export_rights import needed
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import questions, registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import export_archives, export_items, export_sets, exports, filter_words
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export
from exhibition.web import access, export_runner, formats
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.export import let_go_of_the_lock, open_job
from exhibition.web.organizer.export_form import ExportForm
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.registrations import read_filter

#: More files than this in a ZIP are put together by a process of its own.
FILES_IN_REQUEST = 50


@blueprint.get(f"{ALL}/export/set")
@access.needs(Right.EXPORT)
def export_form(show_slug: str, listing: str) -> Response:
    """The column sets to choose from, for the filter in the address."""
    show = access.load_show(show_slug)
    return _page(show, listing, _form(show, LISTINGS[listing], request.args.get("set", "")))


@blueprint.post(f"{ALL}/export/set")
@access.needs(Right.EXPORT)
def export_with_set(show_slug: str, listing: str) -> Response:
    """Makes the file, here or in a process of its own; its page has it."""
    show = access.load_show(show_slug)
    form = _form(show, LISTINGS[listing], request.form.get("set", ""))
    if not form.validate():
        return _page(show, listing, form, 422)
    chosen = form.chosen
    style = HeaderStyle(form.header.value)
    order = Export(
        _narrowed(show, LISTINGS[listing], chosen),
        style,
        access.current_staff().email,
        now(),
        not access.may(Right.EXPORT_FULL),
        form.purpose.value,
        columns=chosen.columns,
        set_name=chosen.name.in_("en" if style is HeaderStyle.EN else "zh"),
    )
    let_go_of_the_lock()
    with read_snapshot() as snapshot:
        if chosen.is_files:
            rows = export_archives.count_uploads(snapshot, order)
        else:
            rows = exports.count(snapshot, order)
    job, _ = open_job(
        show,
        order,
        form.ending,
        rows,
        claimed=False,
        chosen=chosen,
        only_new=form.only_new.value and not chosen.counts,
    )
    if rows <= (FILES_IN_REQUEST if form.ending == export_runner.ZIP else exports.ROWS_IN_REQUEST):
        export_runner.run(job.id)
    else:
        export_runner.start_process(settings(), job.id)
    page = url_for("organizer.export_job", show_slug=show.slug, job_id=job.id)
    return make_response(redirect(page, 303))


def may_use(one: ExportSet) -> bool:
    """Whether the reader may export with it, masked where their rights ask for that."""
    return all(map(access.may, needed(one.key, one.columns, masked=True)))


def _form(show: Show, kind: Kind, chosen: str) -> ExportForm:
    sets = [one for one in export_sets.of_show(db.session(), show, kind) if may_use(one)]
    return ExportForm(sets, chosen, in_full=access.may(Right.EXPORT_FULL))


def _narrowed(show: Show, kind: Kind, chosen: ExportSet) -> RegistrationFilter:
    """The filter of the list with what the set asks for by itself."""
    asked = read_filter(request.values, show, kind)
    return read_filter(MultiDict(chosen.merged(asked.to_args())), show, kind)


def _page(show: Show, listing: str, form: ExportForm, status: int = 200) -> Response:
    session, kind = db.session(), LISTINGS[listing]
    wanted = read_filter(request.values, show, kind)
    parts = filter_words.worded(
        wanted, show, questions.of_show(session, show), registrations.channel_names(session, show)
    )
    html = render_template(
        "organizer/export_form.html",
        show=show,
        listing=listing,
        form=form,
        last=export_items.last_of(session, show),
        arguments=wanted.to_args(),
        words=[f"{formats.localized(p.label)} {formats.localized(p.value)}" for p in parts],
        rows=registrations.totals(session, wanted).shown,
    )
    return make_response(html, status)
