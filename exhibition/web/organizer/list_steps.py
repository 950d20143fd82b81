"""A step with many rows of a list: looked at, taken, and taken back for ten minutes."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext, ngettext

from exhibition.database import db, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.list_steps import NEEDED, UNDO_WITHIN, ListStep, can_be_undone
from exhibition.domain.rights import Right
from exhibition.models import Show, StepTaken
from exhibition.queries import cases, selection
from exhibition.queries import list_steps as steps
from exhibition.queries.selection import Selection
from exhibition.services import list_steps
from exhibition.services.list_steps import Plan
from exhibition.services.step_run import Run
from exhibition.web import access, errors, links
from exhibition.web.organizer import refusals, view_address
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.export import let_go_of_the_lock
from exhibition.web.organizer.list_step_form import StepForm
from exhibition.web.organizer.list_step_words import ENDPOINTS, TITLES, WHY
from exhibition.web.organizer.loading import ALL, LISTING, LISTINGS
from exhibition.web.organizer.registrations import read_filter

TAKEN = "/<show_slug>/list-steps/<int:step_id>"
#: Names that a page shows of those met and of those left alone; the numbers say how many there are.
MET_SHOWN, SKIPPED_SHOWN = 200, 50


def _rule(right: Right) -> str:
    names = ", ".join(f"'{step.value}'" for step in ListStep if NEEDED[step] is right)
    return f"{ALL}/steps/<any({names}):step>"


@blueprint.post(_rule(Right.RESEND), endpoint="list_step_mail")
@access.needs(Right.RESEND)
def step_with_mail(show_slug: str, listing: str, step: str) -> Response:
    """The mail once more."""
    return _step(show_slug, listing, ListStep(step))


@blueprint.post(_rule(Right.DECIDE), endpoint="list_step_case")
@access.needs(Right.DECIDE)
def step_with_case(show_slug: str, listing: str, step: str) -> Response:
    """Tags, and whose they are."""
    return _step(show_slug, listing, ListStep(step))


@blueprint.post(_rule(Right.EDIT), endpoint="list_step_standing")
@access.needs(Right.EDIT)
def step_with_standing(show_slug: str, listing: str, step: str) -> Response:
    """Tests, and cancelling."""
    return _step(show_slug, listing, ListStep(step))


def address_of_step(show: Show, listing: str, step: ListStep) -> str:
    """Where a step is looked at and taken."""
    endpoint = ENDPOINTS[NEEDED[step]]
    return url_for(endpoint, show_slug=show.slug, listing=listing, step=step.value)


@blueprint.get(TAKEN)
@access.needs(Right.LOOK_UP)
def list_step(show_slug: str, step_id: int) -> str:
    """What was done, and the way back while there is one."""
    show = access.load_show(show_slug)
    taken = _load(show, step_id)
    return render_template(
        "organizer/list_step_taken.html",
        show=show,
        taken=taken,
        listing=LISTING[steps.kind_of(taken)],
        title=gettext(TITLES[steps.step_of(taken)]),
        met=steps.met(db.session(), taken, MET_SHOWN),
        is_open=taken.is_open(now()) and access.may(NEEDED[steps.step_of(taken)]),
        open_until=taken.at + UNDO_WITHIN,
        has_way_back=can_be_undone(steps.step_of(taken)),
        arguments=_back_arguments(show, taken),
        back_address=_back(show, taken),
    )


@blueprint.post(f"{TAKEN}/undo")
@access.needs(Right.RESEND)
def undo_list_step(show_slug: str, step_id: int) -> Response:
    """Takes it back, for whoever may take such a step."""
    show = access.load_show(show_slug)
    taken = _load(show, step_id)
    if not access.may(NEEDED[steps.step_of(taken)]):
        return errors.error_page(403)
    try:
        with transaction() as session:
            host = links.base_host(settings())
            kept = list_steps.undo(session, show, taken, access.current_staff(), host)
    except ExhibitionError as refused:
        said = errors.spoken(refused) if refused.status == 404 else gettext("Too late for that.")
        flash(said, "warn")
        return _to(show, taken)
    flash(gettext("Undone."), "ok")
    if kept:
        stay = ngettext(
            "%(num)s stays as it is, because it was changed since.",
            "%(num)s stay as they are, because they were changed since.",
            kept,
        )
        flash(stay, "warn")
    return _to(show, taken)


def _step(show_slug: str, listing: str, step: ListStep) -> Response:
    show = access.load_show(show_slug)
    picked = Selection.from_args(request.form, read_filter(request.form, show, LISTINGS[listing]))
    form = StepForm.sent(show, step, picked)
    if not (picked.everything or picked.ticked):
        flash(gettext("Choose at least one first."), "warn")
        address = view_address.full(show, LISTINGS[listing], picked.wanted.to_args(), ())
        return make_response(redirect(address, 303))
    if "confirm" not in request.form or not form.can_look:
        return _page(show, listing, form, 422 if form.problem else 200)
    if not form.check_reason():
        return _page(show, listing, form, 422)
    try:
        with transaction() as session:
            run = _run(show, listing, form)
            taken = list_steps.take(session, run, picked, request.form.get("seal", ""))
    except ExhibitionError as refused:
        form.problem = refusals.spoken(refused)
        return _page(show, listing, form, refused.status)
    flash(_done(taken), "ok")
    return _to(show, taken, picked)


def _done(taken: StepTaken) -> str:
    return ngettext(
        "Done with %(shown)s record.",
        "Done with %(shown)s records.",
        taken.count,
        shown=format_decimal(taken.count),
    )


def _run(show: Show, listing: str, form: StepForm) -> Run:
    host = links.base_host(settings())
    staff = access.current_staff()
    return Run(show, LISTINGS[listing], staff, form.step, form.what(), host)


def _page(show: Show, listing: str, form: StepForm, status: int = 200) -> Response:
    # Looking at thousands of rows must not keep a visitor's registration waiting.
    let_go_of_the_lock()
    session = db.session()
    chosen = selection.count(session, form.picked)
    planned: Plan | None = None
    if form.can_look:
        planned = list_steps.plan(session, _run(show, listing, form), form.picked)
    html = render_template(
        "organizer/list_step.html",
        show=show,
        listing=listing,
        form=form,
        chosen=chosen,
        moved=_has_moved(form.picked, chosen),
        plan=planned,
        skipped=_skipped(planned),
        most=list_steps.most_of(form.step),
        has_way_back=can_be_undone(form.step),
        arguments=form.picked.expecting(chosen).to_args(),
        address=address_of_step(show, listing, form.step),
        tag_words=cases.tag_words(session, show) if form.asks_tag else (),
        back_address=view_address.full(show, LISTINGS[listing], form.picked.wanted.to_args(), ()),
        met_shown=MET_SHOWN,
        skipped_shown=SKIPPED_SHOWN,
    )
    return make_response(html, status)


def _has_moved(picked: Selection, chosen: int) -> bool:
    """Whether "all" stands for other rows than it did where it was ticked, and somebody counted."""
    told = picked.expected if "at_least" not in request.form else None
    return picked.everything and told not in (None, chosen)


def _skipped(planned: Plan | None) -> list[tuple[str, Any]]:
    if planned is None:
        return []
    return [(gettext(WHY[why]), rows) for why, rows in planned.skipped.items()]


def _load(show: Show, step_id: int) -> StepTaken:
    found = steps.find(db.session(), show, step_id)
    if found is None:
        raise NotFound()
    return found


def _back_arguments(show: Show, taken: StepTaken) -> list[tuple[str, str]]:
    return read_filter(request.args, show, steps.kind_of(taken)).to_args()


def _back(show: Show, taken: StepTaken) -> str:
    return view_address.full(show, steps.kind_of(taken), _back_arguments(show, taken), ())


def _to(show: Show, taken: StepTaken, picked: Selection | None = None) -> Response:
    """To its page, which knows the way back to the list."""
    pairs = picked.wanted.to_args() if picked is not None else _back_arguments(show, taken)
    address = url_for("organizer.list_step", show_slug=show.slug, step_id=taken.id)
    return make_response(redirect(f"{address}?{urlencode(pairs)}" if pairs else address, 303))
