"""导出记录: what was taken along, by whom and what for; one export and its file."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.adapters.export_files import ExportFiles
from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.export_rights import needed
from exhibition.domain.rights import Right
from exhibition.models import ExportJob, Show
from exhibition.queries import export_jobs as export_queries
from exhibition.queries import schedules
from exhibition.services import audit, export_jobs
from exhibition.web import access, export_runner
from exhibition.web.client import client_address
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.export_answer import answer, pieces
from exhibition.web.organizer.export_view import lines
from exhibition.web.organizer.list_cells import short_moment

ONE = "/<show_slug>/exports/<int:job_id>"


@blueprint.get("/<show_slug>/exports")
@access.needs(Right.EXPORT)
def exports_list(show_slug: str) -> str:
    """Every export of the show for those who read its log; for everybody else their own, and what
    schedules make for them.
    """
    show = access.load_show(show_slug)
    staff_id = None if access.may(Right.AUDIT) else access.current_staff().id
    total = export_queries.count(db.session(), show, staff_id)
    pages = max(1, -(-total // export_queries.PAGE_SIZE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    return render_template(
        "organizer/exports.html",
        show=show,
        lines=lines(
            db.session(), show, export_queries.page(db.session(), show, staff_id, number), _fetches
        ),
        total=total,
        number=number,
        pages=pages,
        short_moment=short_moment,
    )


@blueprint.get(ONE)
@access.needs(Right.EXPORT)
def export_job(show_slug: str, job_id: int) -> str:
    """One export: how far it is, what is in it, its file while it lives."""
    show, job = _load(show_slug, job_id)
    [line] = lines(db.session(), show, [job], _fetches)
    return render_template(
        "organizer/export_job.html",
        show=show,
        line=line,
        own=_is_own(job),
        run=schedules.of_job(db.session(), job.id),
    )


@blueprint.get(f"{ONE}/state")
@access.needs(Right.EXPORT)
def export_state(show_slug: str, job_id: int) -> dict[str, object]:
    """How far it is, for the progress bar."""
    _, job = _load(show_slug, job_id)
    return {"over": job.is_broken or not job.is_under_way, "done": job.rows_done}


@blueprint.get(f"{ONE}/file")
@access.needs(Right.EXPORT)
def export_file(show_slug: str, job_id: int) -> Response:
    """The file: for who asked for it, as long as it lives and they still may have it."""
    show, job = _load(show_slug, job_id)
    path = ExportFiles(settings().instance).path(job.stored_name)
    if not _fetches(job) or not path.is_file():
        raise NotFound()
    with transaction() as session:
        audit.write(
            session,
            "export.fetch",
            actor="staff",
            staff=access.current_staff(),
            show=show,
            details={"batch": job.number},
            address=client_address(),
        )
    file = path.open("rb")
    response = Response(pieces(file))
    response.content_length = path.stat().st_size
    response.call_on_close(file.close)
    return answer(response, job.file_name, job.format)


@blueprint.post(f"{ONE}/cancel")
@access.needs(Right.EXPORT)
def cancel_export(show_slug: str, job_id: int) -> Response:
    """Stops it."""
    with transaction() as session:
        show, job = _load_own(show_slug, job_id)
        export_jobs.cancel(session, job)
    flash(gettext("The export is cancelled."), "ok")
    return _back(show, job)


@blueprint.post(f"{ONE}/again")
@access.needs(Right.EXPORT)
def restart_export(show_slug: str, job_id: int) -> Response:
    """Starts a broken one again."""
    with transaction() as session:
        show, job = _load_own(show_slug, job_id)
        if not job.masked and not access.may(Right.EXPORT_FULL):
            raise NotFound()
        export_jobs.start_over(session, job)
    export_runner.start_process(settings(), job.id)
    return _back(show, job)


def _back(show: Show, job: ExportJob) -> Response:
    page = url_for("organizer.export_job", show_slug=show.slug, job_id=job.id)
    return make_response(redirect(page, 303))


def _load(show_slug: str, job_id: int) -> tuple[Show, ExportJob]:
    show = access.load_show(show_slug)
    job = export_queries.find(db.session(), show, job_id)
    if job is None or not (_is_own(job) or access.may(Right.AUDIT) or _gets(job)):
        raise NotFound()
    return show, job


def _load_own(show_slug: str, job_id: int) -> tuple[Show, ExportJob]:
    show, job = _load(show_slug, job_id)
    if not _is_own(job):
        raise NotFound()
    return show, job


def _gets(job: ExportJob) -> bool:
    """Whether a schedule made it, and the reader is told of that schedule's files."""
    return schedules.gets(db.session(), job.id, access.current_staff().id)


def _is_own(job: ExportJob) -> bool:
    return job.staff_id == access.current_staff().id


def _fetches(job: ExportJob) -> bool:
    """Whether the reader may have the file now; a right taken back since counts at once."""
    asked = needed(job.set_key, job.columns, masked=job.masked)
    return job.has_file and all(map(access.may, asked)) and (_is_own(job) or _gets(job))
