"""Review: write, look at the mail, send. Two pages, so that nothing goes out unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain import wording
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import ReviewStatus
from exhibition.models import Recommendation, Registration
from exhibition.queries import questions
from exhibition.services import review
from exhibition.web import access, links, mail_views
from exhibition.web.mail_views import Rendered
from exhibition.web.organizer import history, refusals, two_stages
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.edit import back, seen_version
from exhibition.web.organizer.history import Event
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.organizer.queue import in_queue, page_here, say_done, to_next
from exhibition.web.organizer.review_form import ReviewForm, SendBackForm
from exhibition.web.public.blueprint import settings


@dataclass(frozen=True)
class Decision:
    """One way to decide: where it leads and what it is called."""

    target: ReviewStatus
    title: str
    done: str


#: By the word in the address. A visitor's review knows the first two of them.
DECISIONS: Mapping[str, Decision] = {
    "accept": Decision(ReviewStatus.ACCEPTED, N_("Accept"), N_("Accepted.")),
    "decline": Decision(ReviewStatus.DECLINED, N_("Decline"), N_("Declined.")),
    "waitlist": Decision(
        ReviewStatus.WAITLISTED, N_("Move to the waiting list"), N_("On the waiting list.")
    ),
    "send-back": Decision(
        ReviewStatus.NEEDS_INFO, N_("Send back for correction"), N_("Sent back.")
    ),
    "take-up": Decision(ReviewStatus.IN_REVIEW, N_("Mark as in review"), N_("In review.")),
}
#: Decided without writing anything, most often: the queue shows their mail at once.
WITHOUT_WORDS = frozenset({"accept", "waitlist"})
_NAMES = ", ".join(f"'{name}'" for name in DECISIONS)
_RULE = f"{ONE}/review/<any({_NAMES}):decision>"


@blueprint.get(_RULE)
@access.needs(Right.DECIDE)
def write_decision(show_slug: str, listing: str, reference: str, decision: str) -> Response:
    """Step 1: what to say."""
    _, found = load(show_slug, listing, reference)
    _check_possible(found, decision)
    stages = two_stages.standing(found)
    if DECISIONS[decision].target in stages["recommends"]:
        queue = "1" if in_queue() else None
        address = "organizer.write_recommendation"
        place = place_of(found)
        return make_response(redirect(url_for(address, decision=decision, queue=queue, **place)))
    form = _form(found, decision)
    _take_over(decision, form, stages["recommendation"])
    if "look" in request.args and decision in WITHOUT_WORDS:
        return _preview_page(found, decision, form)
    return _write_page(found, decision, form)


@blueprint.post(_RULE)
@access.needs(Right.DECIDE)
def preview_decision(show_slug: str, listing: str, reference: str, decision: str) -> Response:
    """Step 2: the mail as it will be; or step 1 again with what is wrong."""
    _, found = load(show_slug, listing, reference)
    form = _form(found, decision)
    if "edit" in request.form:
        return _write_page(found, decision, form)
    if not form.validate():
        return _write_page(found, decision, form, 422)
    return _preview_page(found, decision, form)


@blueprint.post(f"{_RULE}/send")
@access.needs(Right.DECIDE)
def send_decision(show_slug: str, listing: str, reference: str, decision: str) -> Response:
    """Step 3: it is decided, and the mail is on its way."""
    _, found = load(show_slug, listing, reference)
    form, chosen = _form(found, decision), DECISIONS[decision]
    if not form.validate():
        return _write_page(found, decision, form, 422)
    try:
        with transaction() as session:
            taken = review.decide(
                session,
                found,
                access.current_staff(),
                chosen.target,
                form.said(),
                version=seen_version(),
                base_host=links.base_host(settings()),
            )
    except ExhibitionError as refused:
        _, found = load(show_slug, listing, reference)
        changes = history.since(found, form.opened_at())
        form.look_again(found)
        problem = refusals.spoken(refused)
        return _preview_page(found, decision, form, refused.status, problem, changes)
    if in_queue():
        say_done(found, taken, gettext(chosen.done))
        return to_next(found.show, found.kind, found, request.form.get("part", ""))
    flash(gettext(chosen.done), "ok")
    return back(found)


def _form(found: Registration, decision: str) -> ReviewForm:
    if decision != "send-back":
        return ReviewForm(found)
    return SendBackForm(found.show, questions.of_show(db.session(), found.show), found)


def _check_possible(found: Registration, decision: str) -> None:
    if DECISIONS[decision].target not in review.moves_from(found):
        raise NotFound()


def _take_over(decision: str, form: ReviewForm, recommended: Recommendation | None) -> None:
    """Begins with the words that a colleague proposed for this very decision."""
    if recommended is not None and recommended.target == DECISIONS[decision].target:
        form.message.data = recommended.message


def _write_page(
    found: Registration, decision: str, form: ReviewForm, status: int = 200
) -> Response:
    html = render_template(
        "organizer/review.html",
        show=found.show,
        registration=found,
        application=found.application,
        place=place_of(found),
        form=form,
        here=page_here(found),
        queue=in_queue(),
        decision=decision,
        title=gettext(DECISIONS[decision].title),
        mail=review.mail_of(found, DECISIONS[decision].target),
        **two_stages.standing(found),
    )
    return make_response(html, status)


def _preview_page(
    found: Registration,
    decision: str,
    form: ReviewForm,
    status: int = 200,
    problem: str = "",
    changes: Sequence[Event] = (),
) -> Response:
    stages = two_stages.standing(found)
    html = render_template(
        "organizer/review_preview.html",
        show=found.show,
        registration=found,
        place=place_of(found),
        form=form,
        title=gettext(DECISIONS[decision].title),
        mail=_mail(found, decision, form),
        here=page_here(found),
        queue=in_queue(),
        problem=problem,
        changes=changes,
        possible=DECISIONS[decision].target in stages["decisions"],
        recommend_address=_recommend_address(found, decision, stages["recommends"]),
        reads_otherwise=wording.reads_otherwise(found.locale, form.words_for_mail()),
        **stages,
        send_address=url_for("organizer.send_decision", decision=decision, **place_of(found)),
        write_address=url_for("organizer.write_decision", decision=decision, **place_of(found)),
    )
    return make_response(html, status)


def _recommend_address(found: Registration, decision: str, recommends: frozenset[str]) -> str:
    """Where the same is recommended instead, with the words; empty where it cannot be."""
    if DECISIONS[decision].target not in recommends:
        return ""
    return url_for("organizer.recommend", decision=decision, **place_of(found))


def _mail(found: Registration, decision: str, form: ReviewForm) -> Rendered | None:
    """The mail of the decision; None where it sends none."""
    kind = review.mail_of(found, DECISIONS[decision].target)
    if kind is None:
        return None
    said = form.said()
    return mail_views.preview(
        db.session(),
        settings(),
        kind,
        found,
        message=said.message,
        comments=said.comments,
        due_on=said.due_on,
    )
