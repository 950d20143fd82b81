"""Two registrations side by side: chosen by hand, seen before it is done, merged, undone."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from exhibition.database import db, transaction
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import GONE, Kind
from exhibition.models import Merge, Registration, Show
from exhibition.queries import look_alikes as alikes
from exhibition.queries import questions
from exhibition.services import merging
from exhibition.web import access
from exhibition.web.organizer import alike_words, masking, refusals
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import log_view
from exhibition.web.organizer.loading import LISTING, place_of
from exhibition.web.organizer.look_alikes import chosen_ones, to_list
from exhibition.web.organizer.merge_effects import effects
from exhibition.web.organizer.merge_form import MergeForm
from exhibition.web.public.blueprint import settings


@blueprint.get("/<show_slug>/look-alikes/pair")
@access.needs(Right.LOOK_UP)
def look_alike_pair(show_slug: str) -> Response:
    """Two registrations side by side, with what differs marked and to be chosen."""
    show = access.load_show(show_slug)
    chosen = chosen_ones(show, request.args.getlist("ref"))
    if len(chosen) != 2:
        flash(gettext("Tick exactly two to compare them."), "warn")
        return to_list(show, chosen[0].kind if chosen else Kind.VISITOR)
    for one in chosen:
        if one.kind is Kind.VISITOR and masking.sees_phones(one.kind):
            log_view(one)
    return _pair_page(MergeForm.fresh(db.session(), *chosen))


@blueprint.post("/<show_slug>/look-alikes/preview")
@access.needs(Right.DECIDE)
def preview_merge(show_slug: str) -> Response:
    """What merging would do, in sentences; or the pair again where something is to be chosen."""
    form = _sent(access.load_show(show_slug))
    if "edit" in request.form:
        return _pair_page(form)
    if problem := form.problem(db.session()):
        return _pair_page(form, 422, problem)
    return _preview_page(form)


@blueprint.post("/<show_slug>/look-alikes/merge")
@access.needs(Right.DECIDE)
def merge_pair(show_slug: str) -> Response:
    """Merges them as chosen; whoever comes second is told."""
    show = access.load_show(show_slug)
    form = _sent(show)
    if problem := form.problem(db.session()):
        return _pair_page(form, 422, problem)
    try:
        with transaction() as session:
            made = merging.merge(
                session,
                form.two(),
                access.current_staff(),
                take=form.taken(),
                both_passes=form.both_passes,
                pass_key=settings().pass_key,
            )
    except ExhibitionError as refused:
        again = _sent(access.load_show(show_slug))
        again.look_again()
        return _pair_page(again, refused.status, refusals.spoken(refused))
    said = gettext("%(gone)s was merged into this registration.", gone=made.gone.reference)
    flash(said, "ok")
    return _to(made.kept)


@blueprint.post("/<show_slug>/merges/<int:merge_id>/undo")
@access.needs(Right.DECIDE)
def undo_merge(show_slug: str, merge_id: int) -> Response:
    """Makes two of them again."""
    show = access.load_show(show_slug)
    found = db.session.scalar(select(Merge).where(Merge.id == merge_id, Merge.show_id == show.id))
    if found is None:
        raise NotFound()
    kept = found.kept
    try:
        with transaction() as session:
            left = merging.undo(
                session, found, access.current_staff(), pass_key=settings().pass_key
            )
    except ExhibitionError as refused:
        flash(refusals.spoken(refused), "warn")
        return _to(kept)
    flash(gettext("Undone: both registrations stand by themselves again."), "ok")
    if left:
        asked = questions.of_show(db.session(), show)
        names = gettext(", ").join(alike_words.name_of(name, asked) for name in left)
        flash(gettext("Changed since and left as it is: %(names)s", names=names), "warn")
    return _to(kept)


def _sent(show: Show) -> MergeForm:
    chosen = chosen_ones(show, request.form.getlist("ref"))
    if len(chosen) != 2:
        raise NotFound()
    return MergeForm.sent(chosen[0], chosen[1], request.form)


def _to(registration: Registration) -> Response:
    address = url_for("organizer.registration", **place_of(registration))
    return make_response(redirect(address, 303))


def _shared(form: MergeForm) -> dict[str, Any]:
    one, other = form.one, form.other
    return {
        "show": one.show,
        "form": form,
        "one": one,
        "other": other,
        "kind": one.kind,
        "listing": LISTING[one.kind],
        "place_of": place_of,
        "phone": masking.on_page,
        "seen": masking.in_text,
    }


def _pair_page(form: MergeForm, status: int = 200, problem: str = "") -> Response:
    session, one, other = db.session(), form.one, form.other
    lines: Sequence[alike_words.PairLine] = list(
        alike_words.lines(one, other, questions.of_show(session, one.show))
    )
    html = render_template(
        "organizer/look_alike_pair.html",
        lines=lines,
        reasons=[alike_words.reason(each) for each in alikes.reasons_between(one, other)],
        apart=alikes.apart(session, one, other),
        stands=not GONE.intersection((one.status, other.status)),
        problem=problem,
        **_shared(form),
    )
    return make_response(html, status)


def _preview_page(form: MergeForm) -> Response:
    html = render_template(
        "organizer/merge_preview.html",
        effects=effects(db.session(), form),
        **_shared(form),
    )
    return make_response(html)
