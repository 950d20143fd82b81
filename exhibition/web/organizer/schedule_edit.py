"""Setting a schedule up from a list, and changing it."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from exhibition.database import db, transaction
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import ExportSchedule, ScheduleState, Show
from exhibition.queries import questions, registrations, schedules
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import export_orders, export_sets, filter_words
from exhibition.services import schedules as schedule_service
from exhibition.services.schedules import NoReader, Plan
from exhibition.web import access, errors, formats
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.export_with_set import may_use
from exhibition.web.organizer.loading import ALL, LISTING, LISTINGS
from exhibition.web.organizer.registrations import read_filter
from exhibition.web.organizer.schedule_form import (
    ScheduleForm,
    data_of,
    first_data,
    least_rights,
)

ONE = "/<show_slug>/schedules/<int:schedule_id>"


@blueprint.get(f"{ALL}/export/schedule")
@access.needs(Right.EXPORT)
def schedule_form(show_slug: str, listing: str) -> Response:
    """A new schedule for the filter in the address."""
    show = access.load_show(show_slug)
    return _page(show, LISTINGS[listing], _new_form(show, LISTINGS[listing]))


@blueprint.post(f"{ALL}/export/schedule")
@access.needs(Right.EXPORT)
def make_schedule(show_slug: str, listing: str) -> Response:
    """Sets it up."""
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    form = _new_form(show, kind)
    if not form.validate():
        return _page(show, kind, form, 422)
    wanted = _narrowed(show, kind, form)
    try:
        with transaction() as session:
            made = schedule_service.make(
                session, show, access.current_staff(), wanted, _plan(show, form)
            )
    except ExhibitionError as error:
        return _refused(show_slug, kind, form, error)
    flash(gettext("Set up. The first file is made at the next due time."), "ok")
    return _to(show, made)


@blueprint.get(f"{ONE}/edit")
@access.needs(Right.EXPORT)
def edit_schedule(show_slug: str, schedule_id: int) -> Response:
    """Its form; the filter stays as it is."""
    show, schedule = load_own(show_slug, schedule_id)
    form = _own_form(show, schedule)
    return _page(show, schedule.kind, form, schedule=schedule, seen=schedule.version)


@blueprint.post(f"{ONE}/edit")
@access.needs(Right.EXPORT)
def change_schedule(show_slug: str, schedule_id: int) -> Response:
    """Sets it up otherwise."""
    show, schedule = load_own(show_slug, schedule_id)
    kind, seen = schedule.kind, request.form.get("seen", 0, int)
    form = _own_form(show, schedule)
    if not form.validate():
        return _page(show, kind, form, 422, schedule, seen)
    try:
        with transaction() as session:
            show, schedule = load_own(show_slug, schedule_id)
            schedule_service.change(
                session, show, access.current_staff(), schedule, seen, _plan(show, form)
            )
    except ExhibitionError as error:
        db.session.rollback()
        show, schedule = load_own(show_slug, schedule_id)
        return _refused(show_slug, kind, form, error, schedule, seen)
    flash(gettext("Saved."), "ok")
    return _to(show, schedule)


def load(show_slug: str, schedule_id: int) -> tuple[Show, ExportSchedule]:
    """A schedule that the reader set up or is told of, or any for whoever reads the log. Raises
    ``NotFound``.
    """
    show = access.load_show(show_slug)
    found = schedules.find(db.session(), show, schedule_id)
    if found is None or not (is_own(found) or _is_told(found) or access.may(Right.AUDIT)):
        raise NotFound()
    return show, found


def load_own(show_slug: str, schedule_id: int) -> tuple[Show, ExportSchedule]:
    """A schedule that the reader set up. Raises ``NotFound`` for any other."""
    show, found = load(show_slug, schedule_id)
    if not is_own(found):
        raise NotFound()
    return show, found


def is_own(schedule: ExportSchedule) -> bool:
    """Whether the reader set it up."""
    return schedule.staff_id == access.current_staff().id


def filter_said(show: Show, wanted: RegistrationFilter) -> list[str]:
    """What a list is narrowed to, in words."""
    session = db.session()
    parts = filter_words.worded(
        wanted, show, questions.of_show(session, show), registrations.channel_names(session, show)
    )
    return [f"{formats.localized(p.label)} {formats.localized(p.value)}" for p in parts]


def wanted_of(show: Show, schedule: ExportSchedule) -> RegistrationFilter:
    """The filter of a schedule."""
    return export_orders.wanted(db.session(), show, schedule.kind, schedule.arguments)


def _is_told(schedule: ExportSchedule) -> bool:
    reader = access.current_staff().id
    return any(row.staff_id == reader for row in schedule.recipients)


def _new_form(show: Show, kind: Kind) -> ScheduleForm:
    sets = [one for one in export_sets.of_show(db.session(), show, kind) if may_use(one)]
    asked = request.values.get("set", "")
    first = next((one for one in sets if one.key == asked), sets[0])
    return _form(show, sets, first_data(first, access.current_staff().id))


def _own_form(show: Show, schedule: ExportSchedule) -> ScheduleForm:
    """The set stays: what it narrows the rows to is part of the filter."""
    known = export_sets.of_show(db.session(), show, schedule.kind)
    sets = [one for one in known if one.key == schedule.set_key and may_use(one)]
    return _form(show, sets, data_of(schedule))


def _form(show: Show, sets: list[ExportSet], data: dict[str, object]) -> ScheduleForm:
    able = schedules.able(db.session(), show, least_rights(masked=_is_masked()))
    return ScheduleForm(sets, able, data)


def _is_masked() -> bool:
    return not access.may(Right.EXPORT_FULL)


def _plan(show: Show, form: ScheduleForm) -> Plan:
    return form.plan(masked=_is_masked(), language=show.default_locale)


def _narrowed(show: Show, kind: Kind, form: ScheduleForm) -> RegistrationFilter:
    """The filter of the list with what the set asks for by itself."""
    asked = read_filter(request.values, show, kind)
    return read_filter(MultiDict(form.chosen.merged(asked.to_args())), show, kind)


def _refused(
    show_slug: str,
    kind: Kind,
    form: ScheduleForm,
    error: ExhibitionError,
    schedule: ExportSchedule | None = None,
    seen: int = 0,
) -> Response:
    if isinstance(error, NoReader):
        form.readers.errors = [errors.spoken(error)]
        problem = ""
    else:
        problem = errors.spoken(error)
    show = access.load_show(show_slug)
    return _page(show, kind, form, error.status, schedule, seen, problem)


def _page(
    show: Show,
    kind: Kind,
    form: ScheduleForm,
    status: int = 200,
    schedule: ExportSchedule | None = None,
    seen: int = 0,
    problem: str = "",
) -> Response:
    wanted = wanted_of(show, schedule) if schedule else read_filter(request.values, show, kind)
    html = render_template(
        "organizer/schedule_form.html",
        show=show,
        listing=LISTING[kind],
        form=form,
        schedule=schedule,
        seen=seen,
        problem=problem,
        arguments=() if schedule else wanted.to_args(),
        words=filter_said(show, wanted),
        repeatable=schedule_service.may_repeat(wanted),
        paused=schedule is not None and schedule.state is ScheduleState.PAUSED,
    )
    return make_response(html, status)


def _to(show: Show, schedule: ExportSchedule) -> Response:
    page = url_for("organizer.schedule", show_slug=show.slug, schedule_id=schedule.id)
    return make_response(redirect(page, 303))
