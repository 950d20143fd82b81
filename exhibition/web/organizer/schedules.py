"""定时导出: the schedules of a show, what they made, and one of them paused, run, deleted."""

from collections.abc import Callable, Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import Right
from exhibition.domain.schedule import ends_on
from exhibition.models import ExportSchedule, RunState, ScheduleRun, Show, Staff
from exhibition.queries import schedules as schedule_queries
from exhibition.services import schedule_runs
from exhibition.services import schedules as schedule_service
from exhibition.web import access, schedule_words, scheduler
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.list_cells import short_moment
from exhibition.web.organizer.schedule_edit import (
    ONE,
    filter_said,
    is_own,
    load,
    load_own,
    wanted_of,
)
from exhibition.web.organizer.schedule_form import reader_label

Step = Callable[[Session, Show, Staff, ExportSchedule, int], None]


@blueprint.get("/<show_slug>/schedules")
@access.needs(Right.EXPORT)
def schedules(show_slug: str) -> str:
    """Every schedule for those who read the log; for everybody else those that concern them."""
    show, session = access.load_show(show_slug), db.session()
    staff_id = None if access.may(Right.AUDIT) else access.current_staff().id
    found = schedule_queries.of_show(session, show, staff_id)
    return render_template(
        "organizer/schedules.html",
        show=show,
        schedules=found,
        last=schedule_queries.last_runs(session, found),
        words=schedule_words,
        short_moment=short_moment,
    )


@blueprint.get(ONE)
@access.needs(Right.EXPORT)
def schedule(show_slug: str, schedule_id: int) -> str:
    """One of them: what, when, for whom, and what it made."""
    show, found = load(show_slug, schedule_id)
    session = db.session()
    runs = schedule_queries.runs(session, found)
    return render_template(
        "organizer/schedule.html",
        show=show,
        schedule=found,
        runs=runs,
        left_out=_left_out(session, runs),
        filters=filter_said(show, wanted_of(show, found)),
        ends=ends_on(show.show_days),
        own=is_own(found),
        stops=is_own(found) or access.may(Right.SETTINGS),
        words=schedule_words,
        reader_label=reader_label,
        short_moment=short_moment,
    )


@blueprint.post(f"{ONE}/run")
@access.needs(Right.EXPORT)
def run_schedule(show_slug: str, schedule_id: int) -> Response:
    """Makes a file now; the due times stay as they are."""
    with transaction() as session:
        show, found = load_own(show_slug, schedule_id)
        run = schedule_runs.open_now(session, found)
        job_id, refused = run.job_id, run.state is RunState.REFUSED
    if job_id is not None and not refused:
        scheduler.start(settings(), job_id)
        scheduler.go_on(settings(), run.id)
    flash(gettext("Begun. Everybody on the list is told when it is ready."), "ok")
    return _back(show, found)


@blueprint.post(f"{ONE}/pause")
@access.needs(Right.EXPORT)
def pause_schedule(show_slug: str, schedule_id: int) -> Response:
    """Nothing is made until it is taken up again."""
    return _step(show_slug, schedule_id, schedule_service.pause, gettext("Paused."))


@blueprint.post(f"{ONE}/resume")
@access.needs(Right.EXPORT)
def resume_schedule(show_slug: str, schedule_id: int) -> Response:
    """Goes on at the next due time."""
    # Going on is what whoever set it up answers for.
    load_own(show_slug, schedule_id)
    return _step(show_slug, schedule_id, schedule_service.resume, gettext("It runs again."))


@blueprint.post(f"{ONE}/delete")
@access.needs(Right.EXPORT)
def delete_schedule(show_slug: str, schedule_id: int) -> Response:
    """Ends it for good."""
    _step(show_slug, schedule_id, schedule_service.delete, gettext("The schedule is deleted."))
    page = url_for("organizer.schedules", show_slug=show_slug)
    return make_response(redirect(page, 303))


def _step(show_slug: str, schedule_id: int, step: Step, said: str) -> Response:
    seen = request.form.get("seen", 0, int)
    with transaction() as session:
        show, found = load(show_slug, schedule_id)
        if not (is_own(found) or access.may(Right.SETTINGS)):
            raise NotFound()
        step(session, show, access.current_staff(), found, seen)
    flash(said, "ok")
    return _back(show, found)


def _left_out(session: Session, runs: Sequence[ScheduleRun]) -> str:
    """Whoever the last run did not tell."""
    ids = runs[0].left_out if runs else []
    return ", ".join(map(reader_label, schedule_queries.people(session, ids)))


def _back(show: Show, found: ExportSchedule) -> Response:
    page = url_for("organizer.schedule", show_slug=show.slug, schedule_id=found.id)
    return make_response(redirect(page, 303))
