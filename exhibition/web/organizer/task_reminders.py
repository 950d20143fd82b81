"""The reminder button of the board: looked at first, then held for ten minutes."""

from collections.abc import Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.domain.codes import parse_reference
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.mail import MailKind
from exhibition.domain.rights import Right
from exhibition.models import Show, TaskReminder
from exhibition.queries import task_board
from exhibition.queries import task_reminders as reminder_queries
from exhibition.queries.task_board import BoardFilter
from exhibition.services import task_reminders
from exhibition.services.task_reminders import Plan
from exhibition.web import access, errors, links, mail_views
from exhibition.web.mail_views import Rendered
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.task_parts import board_address

REMIND = "/<show_slug>/tasks/remind"
REMINDER = "/<show_slug>/tasks/reminders/<int:reminder_id>"


@blueprint.post(REMIND)
@access.needs(Right.DECIDE)
def remind(show_slug: str) -> Response:
    """Who would be reminded and how the mail reads, before it is; ``confirm`` lets it happen."""
    show = access.load_show(show_slug)
    wanted = BoardFilter.from_args(request.form)
    references = _references(show, wanted)
    if not references:
        flash(gettext("Choose at least one first."), "warn")
        return make_response(redirect(board_address(show, wanted), 303))
    if "confirm" not in request.form:
        return _page(show, wanted, references)
    with transaction() as session:
        staff, host = access.current_staff(), links.base_host(settings())
        made = task_reminders.remind(session, show, staff, references, base_host=host)
    if made is None:
        return _page(show, wanted, references, 409)
    return _to(show_slug, made.id)


@blueprint.get(REMINDER)
@access.needs(Right.DECIDE)
def task_reminder(show_slug: str, reminder_id: int) -> str:
    """Whom it goes to, when its mails leave, and the way back while there is one."""
    show = access.load_show(show_slug)
    found, session = _load(show, reminder_id), db.session()
    return render_template(
        "organizer/task_reminder.html",
        show=show,
        reminder=found,
        met=reminder_queries.met(session, found),
        waiting=reminder_queries.mails_waiting(session, found),
        is_open=found.is_open(now()),
    )


@blueprint.post(f"{REMINDER}/send")
@access.needs(Right.DECIDE)
def send_reminder(show_slug: str, reminder_id: int) -> Response:
    """Its mails go now."""
    show = access.load_show(show_slug)
    try:
        with transaction() as session:
            found = _load(show, reminder_id)
            task_reminders.send_now(session, found, show, access.current_staff())
    except ExhibitionError as refused:
        flash(_too_late(refused), "warn")
    else:
        flash(gettext("The mails leave now."), "ok")
    return _to(show_slug, reminder_id)


@blueprint.post(f"{REMINDER}/undo")
@access.needs(Right.DECIDE)
def undo_reminder(show_slug: str, reminder_id: int) -> Response:
    """Calls it back."""
    show = access.load_show(show_slug)
    try:
        with transaction() as session:
            found = _load(show, reminder_id)
            task_reminders.call_back(session, found, show, access.current_staff())
    except ExhibitionError as refused:
        flash(_too_late(refused), "warn")
    else:
        flash(gettext("Undone. Nobody was told."), "ok")
    return _to(show_slug, reminder_id)


def _references(show: Show, wanted: BoardFilter) -> list[str]:
    """Whom the form means: those it names, or everybody of the filter who lacks something."""
    if request.form.get("all") == "1":
        found = task_board.board(db.session(), show, wanted)
        return [line.reference for line in found.lines if line.lacks][: reminder_queries.MOST]
    texts = request.form.get("seen", "").split() or request.form.getlist("ref")
    parsed = (parse_reference(text) for text in texts[: reminder_queries.MOST])
    return list(dict.fromkeys(one for one in parsed if one))


def _page(
    show: Show, wanted: BoardFilter, references: Sequence[str], status: int = 200
) -> Response:
    planned = task_reminders.plan(db.session(), show, references)
    html = render_template(
        "organizer/task_remind.html",
        show=show,
        wanted=wanted,
        plan=planned,
        left_alone=_left_alone(planned),
        seen=" ".join(references),
        mails=_mails(planned),
        back_address=board_address(show, wanted),
    )
    return make_response(html, status)


def _left_alone(planned: Plan) -> list[tuple[str, list[object]]]:
    groups: tuple[tuple[str, list[object]], ...] = (
        (gettext("No mail address: please call"), [*planned.without_mail]),
        (gettext("Reminded today already"), [*planned.today]),
    )
    return [(why, found) for why, found in groups if found]


def _mails(planned: Plan) -> list[Rendered]:
    """The mail to the first of them, in both languages."""
    if not planned.reminded:
        return []
    one, kind = planned.reminded[0], MailKind.TASKS_DUE
    return [
        mail_views.preview(db.session(), settings(), kind, one, language=language)
        for language in ("zh", "en")
    ]


def _too_late(refused: ExhibitionError) -> str:
    return errors.spoken(refused) if refused.status == 404 else gettext("Too late for that.")


def _load(show: Show, reminder_id: int) -> TaskReminder:
    found = reminder_queries.find(db.session(), show, reminder_id)
    if found is None:
        raise NotFound()
    return found


def _to(show_slug: str, reminder_id: int) -> Response:
    address = url_for("organizer.task_reminder", show_slug=show_slug, reminder_id=reminder_id)
    return make_response(redirect(address, 303))
