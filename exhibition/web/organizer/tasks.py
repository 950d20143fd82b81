"""资料进度: who has not handed in what; and the decisions on one task of one exhibitor."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Response, flash, render_template, request
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain import identifiers
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.domain.tasks import ON_OFFER, Task
from exhibition.models import Registration, Show
from exhibition.queries import cases, task_board, task_reminders
from exhibition.queries.task_board import BoardFilter
from exhibition.services import tasks
from exhibition.web import access, errors, links
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.loading import ONE
from exhibition.web.organizer.queue import page_again, return_to
from exhibition.web.organizer.task_parts import board_address

#: Companies on one page; all of them stand on one to be printed.
PAGE_SIZE = 100
REASON_MAX = 500


@blueprint.get("/<show_slug>/tasks")
@access.needs(Right.READ)
def task_board_page(show_slug: str) -> str:
    """The accepted companies by the tasks that are in use."""
    show = access.load_show(show_slug)
    wanted = BoardFilter.from_args(request.args)
    found = task_board.board(db.session(), show, wanted)
    pages = max(1, -(-len(found.lines) // PAGE_SIZE))
    number = min(_page_number(), pages)
    everything = request.args.get("all") == "1"
    first = (number - 1) * PAGE_SIZE
    lines = found.lines if everything else found.lines[first : first + PAGE_SIZE]
    open_ones = task_reminders.open_ones(db.session(), show)
    return render_template(
        "organizer/tasks.html",
        show=show,
        wanted=wanted,
        board=found,
        lines=lines,
        everything=everything,
        number=number,
        pages=pages,
        address=lambda **changes: board_address(show, wanted.but(**changes)),
        page_address=lambda page: _with(board_address(show, wanted), page=str(page)),
        whole_address=_with(board_address(show, wanted), all="1"),
        colleagues=cases.colleagues(db.session(), show),
        open_reminders=open_ones,
        sizes=task_reminders.sizes(db.session(), open_ones),
    )


@blueprint.post(f"{ONE}/tasks/<any({','.join(ON_OFFER)}):task>")
@access.needs(Right.DECIDE)
def decide_task(show_slug: str, listing: str, reference: str, task: str) -> Response:
    """Confirms a task, sends it back with a reason, or takes such a decision back."""
    show, found = load(show_slug, listing, reference)
    decisions = {"confirm": _confirm, "send_back": _send_back, "take_back": _take_back}
    decide = decisions.get(request.form.get("action", ""))
    if decide is None:
        raise NotFound()
    return decide(show, found, Task(task))


def _confirm(_show: Show, found: Registration, task: Task) -> Response:
    def act() -> None:
        staff = access.current_staff()
        tasks.confirm(db.session(), found, staff, task, seen=_seen())

    return _decided(found, task, act, gettext("Confirmed."))


def _take_back(_show: Show, found: Registration, task: Task) -> Response:
    def act() -> None:
        staff = access.current_staff()
        tasks.take_back(db.session(), found, staff, task, seen=_seen())

    return _decided(found, task, act, gettext("The decision was taken back."))


def _send_back(_show: Show, found: Registration, task: Task) -> Response:
    try:
        reason = identifiers.paragraph(request.form.get("reason", ""), REASON_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=REASON_MAX)
        return page_again(found, 422, task_problem=(task, problem))
    if not reason:
        problem = gettext("Say what is to be corrected")
        return page_again(found, 422, task_problem=(task, problem))

    def act() -> None:
        tasks.send_back(
            db.session(),
            found,
            access.current_staff(),
            task,
            reason,
            seen=_seen(),
            base_host=links.base_host(settings()),
        )

    said = gettext("Sent back. The applicant is told by mail.")
    unsaid = gettext("Sent back. There is no mail address: please tell the applicant.")
    return _decided(found, task, act, said if found.email else unsaid)


def _decided(found: Registration, task: Task, act: Callable[[], None], done: str) -> Response:
    place = (found.show.slug, "exhibitors", found.reference)
    try:
        with transaction():
            act()
    except ExhibitionError as refused:
        if refused.status == 404:
            raise
        _, found = load(*place)
        return page_again(found, refused.status, task_problem=(task, errors.spoken(refused)))
    flash(done, "ok")
    return return_to(found)


def _seen() -> int:
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _page_number() -> int:
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _with(address: str, **more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"
