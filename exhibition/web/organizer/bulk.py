"""One decision on many: who is met and who is not, the mail in both languages, ten minutes."""

from collections.abc import Mapping

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from exhibition.database import db, transaction
from exhibition.domain import wording
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, AlreadyDecided, ExhibitionError, NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Batch, Registration, Show
from exhibition.queries import batches
from exhibition.queries.batches import Chosen
from exhibition.services import bulk, bulk_plan, review
from exhibition.services.bulk_plan import Plan, Why
from exhibition.web import access, errors, links, mail_views
from exhibition.web.mail_views import Rendered
from exhibition.web.organizer import bulk_form
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.bulk_form import ManyForm
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.review import DECISIONS

BATCH = "/<show_slug>/review/batches/<int:batch_id>"
#: Of those a batch met, how many its page names.
NAMED = 200
REASONS: Mapping[Why, str] = {
    Why.REFUSED: N_("Their status does not allow this step"),
    Why.CHANGED: N_("Changed since they were chosen"),
    Why.WITHOUT_MAIL: N_("No mail address"),
    Why.AWAITS_MAIL: N_("The mail of an earlier decision still waits: send or undo that one first"),
    Why.NO_FIELD: N_("None of the ticked fields is on their form"),
    Why.NOT_RECOMMENDED: N_("Nobody has recommended anything yet"),
    Why.OWN: N_("Recommended by you: somebody else decides"),
    Why.NO_LAST_WORD: N_("A manager or an owner decides"),
    Why.OTHERWISE: N_("Something else was recommended: decide these one by one"),
    Why.RECOMMENDED: N_("Recommended already"),
}


@blueprint.post(f"{ALL}/decide")
@access.needs(Right.DECIDE)
def decide_many(show_slug: str, listing: str) -> Response:
    """What would happen, before it does; ``confirm`` lets it happen."""
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    form = bulk_form.read(show, kind)
    if not form.seen:
        flash(gettext("Choose at least one first."), "warn")
        return make_response(redirect(_queue(show, listing), 303))
    if not form.is_fresh and not form.words.validate():
        return _page(show, listing, form, 422)
    if "confirm" not in request.form:
        return _page(show, listing, form)
    try:
        batch = _decide(show, kind, form)
    except ExhibitionError as refused:
        return _page(show, listing, form, refused.status, errors.spoken(refused))
    if batch is None:
        return _page(show, listing, form, 409)
    return make_response(redirect(_address(show, batch), 303))


@blueprint.get(BATCH)
@access.needs(Right.DECIDE)
def batch(show_slug: str, batch_id: int) -> str:
    """What was decided, when its mails leave, and the way back while there is one."""
    show = access.load_show(show_slug)
    found = _load(show, batch_id)
    return render_template(
        "organizer/batch.html",
        show=show,
        batch=found,
        count=batches.count(db.session(), found),
        items=batches.met(db.session(), found, NAMED),
        waiting=batches.mails_waiting(db.session(), found),
        is_open=found.is_open(now()),
    )


@blueprint.post(f"{BATCH}/send")
@access.needs(Right.DECIDE)
def send_batch(show_slug: str, batch_id: int) -> Response:
    """Its mails go now."""
    show = access.load_show(show_slug)
    try:
        with transaction() as session:
            bulk.send_now(session, _load(show, batch_id), access.current_staff())
    except ExhibitionError as refused:
        flash(_too_late(refused), "warn")
    else:
        flash(gettext("The mails leave now."), "ok")
    return _to(show_slug, batch_id)


@blueprint.post(f"{BATCH}/undo")
@access.needs(Right.DECIDE)
def undo_batch(show_slug: str, batch_id: int) -> Response:
    """Takes it back, and says for whom that was not possible."""
    show = access.load_show(show_slug)
    try:
        with transaction() as session:
            kept = bulk.undo(session, _load(show, batch_id), access.current_staff())
    except ExhibitionError as refused:
        flash(_too_late(refused), "warn")
        return _to(show_slug, batch_id)
    flash(gettext("Undone. Nobody was told."), "ok")
    if kept:
        stay = ngettext(
            "%(num)s stays as it is, because it was changed since or its mail had left: %(refs)s",
            "%(num)s stay as they are, because they were changed since or their mails had left:"
            " %(refs)s",
            len(kept),
            refs=gettext(", ").join(one.reference for one in kept[:20]),
        )
        flash(stay, "warn")
    return _to(show_slug, batch_id)


def _decide(show: Show, kind: Kind, form: ManyForm) -> Batch | None:
    with transaction() as session:
        made, _ = bulk.decide(
            session,
            show,
            kind,
            access.current_staff(),
            form.order(),
            form.seen,
            base_host=links.base_host(settings()),
        )
    return made


def _page(
    show: Show, listing: str, form: ManyForm, status: int = 200, problem: str = ""
) -> Response:
    session, kind = db.session(), LISTINGS[listing]
    judged = bulk_plan.judge(session, show, kind, access.current_staff())
    found = batches.chosen(session, show, kind, list(form.seen))
    planned = bulk_plan.plan(found, form.order(), form.seen, judged)
    html = render_template(
        "organizer/bulk.html",
        show=show,
        listing=listing,
        form=form,
        words=form.words,
        title=_title(form),
        plan=planned,
        left=[(gettext(REASONS[why]), some) for why, some in planned.left.items()],
        asks_for_mail=Why.WITHOUT_MAIL in planned.left or form.also_without_mail,
        most=batches.MOST,
        mails=_mails(session, planned, form),
        foreign=_foreign(planned.decided, form),
        problem=problem,
        back_address=_queue(show, listing),
    )
    return make_response(html, status)


def _title(form: ManyForm) -> str:
    title = gettext(DECISIONS[form.decision].title)
    return gettext("Recommend: %(what)s", what=title) if form.recommends else title


def _mails(session: Session, planned: Plan, form: ManyForm) -> list[Rendered]:
    """The mail to one of them, in both languages."""
    one = next((one for one in planned.decided if one.email), None)
    found = session.get(Registration, one.id) if one else None
    order = form.order()
    if found is None or one is None or order.recommends:
        return []
    kind = review.mail_of(found, order.target)
    if kind is None:
        return []
    said = order.said
    return [
        mail_views.preview(
            session,
            settings(),
            kind,
            found,
            message=said.message,
            comments=bulk_plan.comments_for(one, said),
            due_on=said.due_on,
            language=language,
        )
        for language in ("zh", "en")
    ]


def _foreign(decided: list[Chosen], form: ManyForm) -> int:
    """How many of them read another language than the words are written in."""
    typed = form.words.words_for_mail()
    return sum(bool(one.email) and wording.reads_otherwise(one.locale, typed) for one in decided)


def _too_late(refused: ExhibitionError) -> str:
    late = isinstance(refused, AlreadyDecided)
    return gettext("Too late for that.") if late else errors.spoken(refused)


def _load(show: Show, batch_id: int) -> Batch:
    found = batches.find(db.session(), show, batch_id)
    if found is None:
        raise NotFound()
    return found


def _address(show: Show, found: Batch) -> str:
    return url_for("organizer.batch", show_slug=show.slug, batch_id=found.id)


def _queue(show: Show, listing: str) -> str:
    return url_for("organizer.queue", show_slug=show.slug, kind=listing)


def _to(show_slug: str, batch_id: int) -> Response:
    address = url_for("organizer.batch", show_slug=show_slug, batch_id=batch_id)
    return make_response(redirect(address, 303))
