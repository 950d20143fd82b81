"""The queue: open one, decide, the next one comes by itself."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from exhibition.database import db, transaction
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Registration, ReviewDecision, Show, Staff
from exhibition.queries import batches, review_queue
from exhibition.services import review
from exhibition.services import review_queue as queue_service
from exhibition.web import access
from exhibition.web.organizer import queue_parts, refusals
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import detail_page, load, log_view
from exhibition.web.organizer.list_cells import short_moment
from exhibition.web.organizer.loading import LISTING, LISTINGS, load_registration, place_of

QUEUE = "/<show_slug>/review"
QUEUED = f"{QUEUE}/<any(visitors, exhibitors):listing>/<reference>"


@blueprint.get(QUEUE)
@access.needs(Right.DECIDE)
def queue(show_slug: str) -> str:
    """What waits, the oldest first."""
    show, kind = access.load_show(show_slug), _kind()
    counts = review_queue.counts(db.session(), show)
    if "kind" not in request.args and not counts[kind]:
        kind = max(counts, key=lambda one: counts[one])
    parts = queue_parts.counted(show, kind, counts[kind])
    part = queue_parts.chosen(parts)
    rows = review_queue.oldest(db.session(), show, kind, part)
    return render_template(
        "organizer/queue.html",
        show=show,
        part=part,
        parts=parts,
        recommended=queue_parts.recommended(show, kind, rows),
        kind=kind.value,
        listing=LISTING[kind],
        counts={one.value: number for one, number in counts.items()},
        rows=rows,
        open_by=_names(rows),
        open_batches=batches.open_ones(db.session(), show),
        short_moment=short_moment,
    )


@blueprint.get(f"{QUEUE}/next")
@access.needs(Right.DECIDE)
def queue_next(show_slug: str) -> Response:
    """On to the next one."""
    show, kind = access.load_show(show_slug), _kind()
    after = request.args.get("after", "")
    seen = load_registration(show, LISTING[kind], after) if after else None
    return to_next(show, kind, seen, request.args.get("part", ""))


@blueprint.get(QUEUED)
@access.needs(Right.DECIDE)
def queued(show_slug: str, listing: str, reference: str) -> Response:
    """One of them, as its page shows it, with the ways to decide above."""
    _, found = load(show_slug, listing, reference)
    if found.kind is Kind.VISITOR:
        log_view(found)
    with transaction() as session:
        queue_service.open_one(session, found, access.current_staff())
    return detail_page(found, queue=_bar(found))


@blueprint.get(f"{QUEUED}/undo/<int:step>")
@access.needs(Right.DECIDE)
def ask_undo(show_slug: str, listing: str, reference: str, step: int) -> Response:
    """Asks before a decision is taken back."""
    _, found = load(show_slug, listing, reference)
    return _ask_undo(found, step)


@blueprint.post(f"{QUEUED}/undo/<int:step>")
@access.needs(Right.DECIDE)
def undo(show_slug: str, listing: str, reference: str, step: int) -> Response:
    """Takes it back; it is open again at once."""
    _, found = load(show_slug, listing, reference)
    try:
        with transaction() as session:
            review.take_back(session, found, access.current_staff(), step)
    except ExhibitionError as refused:
        _, found = load(show_slug, listing, reference)
        return _ask_undo(found, step, refused.status, refusals.spoken(refused))
    flash(gettext("Back in review."), "ok")
    return make_response(redirect(url_for("organizer.queued", **place_of(found)), 303))


def in_queue() -> bool:
    """Whether the decision at hand was begun in the queue."""
    return request.values.get("queue") == "1"


def page_again(found: Registration, status: int, **more: Any) -> Response:
    """The page that a form on it was sent from, with what is wrong."""
    return detail_page(found, status, queue=_bar(found) if in_queue() else None, **more)


def return_to(found: Registration) -> Response:
    """Back to the page that a form on it was sent from."""
    return make_response(redirect(page_here(found), 303))


def page_here(found: Registration) -> str:
    """The address of the page that the step at hand was begun on."""
    endpoint = "organizer.queued" if in_queue() else "organizer.registration"
    return url_for(endpoint, **place_of(found))


def to_next(show: Show, kind: Kind, after: Registration | None, part: str = "") -> Response:
    """To whichever waits next, of the part of this key first, or to the empty queue."""
    found = queue_parts.next_of(show, kind, after, part)
    if found is None:
        address = url_for("organizer.queue", show_slug=show.slug, kind=LISTING[kind])
    else:
        address = url_for("organizer.queued", **place_of(found))
    return make_response(redirect(address, 303))


def say_done(found: Registration, decision: ReviewDecision, done: str) -> None:
    """Says on the next page what was done with this one, and how to take it back."""
    sentence = gettext("%(done)s %(company)s (%(ref)s)", done=done, **_who(found))
    if review.undo_target(found) is None:
        flash(sentence, "ok")
        return
    address = url_for("organizer.ask_undo", step=decision.id, **place_of(found))
    link = Markup(' <a href="{}">{}</a>').format(address, gettext("Undo"))
    flash(Markup("{}{}").format(sentence, link), "ok")


def _who(found: Registration) -> dict[str, str]:
    return {"company": found.company, "ref": found.reference}


def _bar(found: Registration) -> dict[str, Any]:
    session, staff = db.session(), access.current_staff()
    others = review_queue.colleagues(session, staff, [found.id])
    part = queue_parts.part_of(found)
    return {
        "part": part.key,
        "left": review_queue.count(session, found.show, found.kind, part),
        "here": url_for("organizer.queued", **place_of(found)),
        "colleague": _name(others[found.id]) if found.id in others else "",
        "waits": review_queue.is_waiting(found),
    }


def _names(rows: Any) -> dict[int, str]:
    staff = access.current_staff()
    others = review_queue.colleagues(db.session(), staff, [row.id for row in rows])
    return {id: _name(member) for id, member in others.items()}


def _name(member: Staff) -> str:
    return member.name or member.email


def _kind() -> Kind:
    return LISTINGS.get(request.args.get("kind", ""), Kind.EXHIBITOR)


def _ask_undo(found: Registration, step: int, status: int = 200, problem: str = "") -> Response:
    if status == 200 and review.undo_target(found) is None:
        raise NotFound()
    html = render_template(
        "organizer/confirm.html",
        show=found.show,
        registration=found,
        address=url_for("organizer.undo", step=step, **place_of(found)),
        title=gettext("Undo the decision"),
        sentence=gettext(
            "It waits for a decision again. Both steps stay in its history; a mail that has left"
            " is not called back."
        ),
        button=gettext("Undo the decision"),
        problem=problem,
        back_address=url_for("organizer.queued", **place_of(found)),
    )
    return make_response(html, status)
