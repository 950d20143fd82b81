"""Recommending, where a show decides in two stages: one page, and nothing leaves the house."""

from collections.abc import Sequence

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from exhibition.database import transaction
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.second_review import WEIGHTY
from exhibition.models import Registration
from exhibition.services import recommending, review, second_review
from exhibition.services.second_review import OneStageOnly
from exhibition.web import access
from exhibition.web.fields import ParagraphField
from exhibition.web.organizer import history, refusals, two_stages
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.edit import back, seen_version
from exhibition.web.organizer.history import Event
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.organizer.queue import in_queue, page_again, page_here, return_to, to_next
from exhibition.web.organizer.review import DECISIONS
from exhibition.web.organizer.review_form import MESSAGE_MAX, ReviewForm

_NAMES = ", ".join(f"'{name}'" for name, one in DECISIONS.items() if one.target in WEIGHTY)
_RULE = f"{ONE}/recommend/<any({_NAMES}):decision>"
#: Agreeing needs no words, and is what happens most.
_WITHOUT_REASON = frozenset({"accept"})


class RecommendForm(ReviewForm):
    """Why, for the colleague who decides; and words that they may take over."""

    note = ParagraphField(lazy_gettext("Reason (for colleagues, not sent)"), MESSAGE_MAX)
    message = ParagraphField(
        lazy_gettext("Proposed message to the applicant"),
        MESSAGE_MAX,
        hint=lazy_gettext("Whoever decides can take it over, change it or leave it out"),
    )

    def __init__(self, registration: Registration | None, decision: str) -> None:
        super().__init__(registration)
        if decision not in _WITHOUT_REASON:
            self.note.missing = gettext("Say why: somebody else decides on it")


@blueprint.get(_RULE)
@access.needs(Right.DECIDE)
def write_recommendation(show_slug: str, listing: str, reference: str, decision: str) -> Response:
    """What to recommend and why."""
    _, found = load(show_slug, listing, reference)
    possible = DECISIONS[decision].target in review.moves_from(found)
    if not possible or not second_review.is_on(found.show, found.kind):
        raise NotFound()
    return _page(found, decision, RecommendForm(found, decision))


@blueprint.post(_RULE)
@access.needs(Right.DECIDE)
def recommend(show_slug: str, listing: str, reference: str, decision: str) -> Response:
    """Recommends it; in the queue the next one comes."""
    _, found = load(show_slug, listing, reference)
    form = RecommendForm(found, decision)
    if "edit" in request.form:
        return _page(found, decision, form)
    if not form.validate():
        return _page(found, decision, form, 422)
    try:
        with transaction() as session:
            recommending.recommend(
                session,
                found,
                access.current_staff(),
                DECISIONS[decision].target,
                reason=form.note.value,
                message=form.message.value,
                version=seen_version(),
            )
    except ExhibitionError as refused:
        return _refused(found, decision, form, refused)
    if not in_queue():
        flash(gettext("Recommended. Somebody else decides."), "ok")
        return back(found)
    sentence = gettext(
        "Recommended: %(company)s (%(ref)s)", company=found.company, ref=found.reference
    )
    flash(sentence, "ok")
    return to_next(found.show, found.kind, found, request.form.get("part", ""))


@blueprint.post(f"{ONE}/recommend/<int:number>/take-back")
@access.needs(Right.DECIDE)
def take_back_recommendation(show_slug: str, listing: str, reference: str, number: int) -> Response:
    """One's own recommendation does not count any more."""
    _, found = load(show_slug, listing, reference)
    try:
        with transaction() as session:
            recommending.take_back(session, found, access.current_staff(), number)
    except ExhibitionError:
        _, found = load(show_slug, listing, reference)
        flash(gettext("Too late for that."), "warn")
        return page_again(found, 409)
    flash(gettext("Recommendation taken back."), "ok")
    return return_to(found)


def _refused(
    found: Registration, decision: str, form: RecommendForm, refused: ExhibitionError
) -> Response:
    place = place_of(found)
    _, found = load(**place)
    changes = history.since(found, form.opened_at())
    form.look_again(found)
    return _page(
        found,
        decision,
        form,
        refused.status,
        problem=refusals.spoken(refused),
        changes=() if isinstance(refused, OneStageOnly) else changes,
    )


def _page(
    found: Registration,
    decision: str,
    form: RecommendForm,
    status: int = 200,
    problem: str = "",
    changes: Sequence[Event] = (),
) -> Response:
    place = place_of(found)
    html = render_template(
        "organizer/recommend.html",
        show=found.show,
        registration=found,
        place=place,
        form=form,
        here=page_here(found),
        queue=in_queue(),
        decision=decision,
        title=gettext("Recommend: %(what)s", what=gettext(DECISIONS[decision].title)),
        problem=problem,
        changes=changes,
        is_on=second_review.is_on(found.show, found.kind),
        decide_address=url_for("organizer.write_decision", decision=decision, **place),
        **two_stages.standing(found),
    )
    return make_response(html, status)
