"""One decision on many: who is met and who is not, the mail in both languages, ten minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from exhibition.database import db, transaction
from exhibition.domain import identifiers
from exhibition.domain.clock import now
from exhibition.domain.errors import ExhibitionError, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.models import Batch, Show
from exhibition.queries import batches, selection
from exhibition.queries.selection import Selection
from exhibition.services import bulk, review
from exhibition.services.bulk import Plan
from exhibition.services.review import Said
from exhibition.web import access, errors, links, mail_views
from exhibition.web.mail_views import Rendered
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.organizer.registrations import read_filter
from exhibition.web.organizer.review import DECISIONS
from exhibition.web.organizer.review_form import MESSAGE_MAX

#: What can be said of many at once; sending back needs words of its own for each.
FOR_MANY = ("accept", "waitlist", "decline", "take-up")
BATCH = "/<show_slug>/review/batches/<int:batch_id>"
_LONGEST = 40 * batches.MOST


@dataclass
class ManyForm:
    """What was sent: the decision, whom it meets with their versions, and the words."""

    decision: str
    seen: Mapping[str, int]
    message: str = ""
    note: str = ""
    also_without_mail: bool = False
    problem: str = ""
    #: How many were chosen beyond what one batch takes.
    beyond: int = 0

    @property
    def target(self) -> str:
        """The status it leads to."""
        return DECISIONS[self.decision].target.value

    @property
    def seen_text(self) -> str:
        """References and versions, for a hidden field."""
        return " ".join(f"{reference}.{version}" for reference, version in self.seen.items())

    def said(self) -> Said:
        """What the service gets."""
        return Said(self.message, self.note)


@blueprint.post(f"{ALL}/decide")
@access.needs(Right.DECIDE)
def decide_many(show_slug: str, listing: str) -> Response:
    """What would happen, before it does; ``confirm`` lets it happen."""
    show = access.load_show(show_slug)
    form = _form(show, listing)
    if not form.seen:
        flash(gettext("Choose at least one first."), "warn")
        return make_response(redirect(_queue(show, listing), 303))
    if "confirm" not in request.form or form.problem:
        return _page(show, listing, form, 422 if form.problem else 200)
    with transaction() as session:
        batch, _ = bulk.decide(
            session,
            show,
            LISTINGS[listing],
            access.current_staff(),
            form.target,
            form.said(),
            form.seen,
            also_without_mail=form.also_without_mail,
            base_host=links.base_host(settings()),
        )
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
        items=batches.items(db.session(), found),
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


def _form(show: Show, listing: str) -> ManyForm:
    decision = request.form.get("decision", "")
    if decision not in FOR_MANY:
        raise NotFound()
    seen = _seen(request.form.get("seen", ""))
    form = ManyForm(decision, seen, also_without_mail=request.form.get("without_mail") == "y")
    if not seen:
        _choose(form, show, listing)
    try:
        form.message = identifiers.paragraph(request.form.get("message", ""), MESSAGE_MAX)
        form.note = identifiers.paragraph(request.form.get("note", ""), MESSAGE_MAX)
    except IdentifierError:
        form.message, form.note = request.form["message"], request.form.get("note", "")
        form.problem = gettext("At most %(max)s characters", max=MESSAGE_MAX)
    return form


def _choose(form: ManyForm, show: Show, listing: str) -> None:
    """The selection of a list, as it stands at this moment."""
    wanted = read_filter(request.form, show, LISTINGS[listing])
    picked = Selection.from_args(request.form, wanted)
    session = db.session()
    ids = selection.ids(session, picked, at_most=batches.MOST)
    form.beyond = max(0, selection.count(session, picked) - batches.MOST)
    form.seen = batches.versions(session, ids)


def _seen(text: str) -> dict[str, int]:
    pairs = (piece.partition(".") for piece in text[:_LONGEST].split()[: batches.MOST])
    return {
        reference: int(version)
        for reference, _, version in pairs
        if version.isascii() and version.isdigit() and len(version) < 10
    }


def _page(show: Show, listing: str, form: ManyForm, status: int) -> Response:
    kind = LISTINGS[listing]
    found = batches.chosen(db.session(), show, kind, list(form.seen))
    planned = bulk.plan(found, form.target, form.seen, also_without_mail=form.also_without_mail)
    html = render_template(
        "organizer/bulk.html",
        show=show,
        listing=listing,
        form=form,
        title=gettext(DECISIONS[form.decision].title),
        plan=planned,
        skipped=_skipped(planned),
        mails=_mails(planned, form),
        back_address=_queue(show, listing),
    )
    return make_response(html, status)


def _skipped(planned: Plan) -> list[tuple[str, Any]]:
    groups = (
        (gettext("Their status does not allow this step"), planned.refused),
        (gettext("Changed since they were chosen"), planned.changed),
        (gettext("No mail address"), planned.without_mail),
    )
    return [(why, found) for why, found in groups if found]


def _mails(planned: Plan, form: ManyForm) -> list[Rendered]:
    """The mail to one of them, in both languages."""
    one = next((one for one in planned.decided if one.email), None)
    if one is None:
        return []
    kind = review.mail_of(one, form.target)
    if kind is None:
        return []
    session, made = db.session(), settings()
    return [
        mail_views.preview(session, made, kind, one, message=form.message, language=language)
        for language in ("zh", "en")
    ]


def _too_late(refused: ExhibitionError) -> str:
    return errors.spoken(refused) if refused.status == 404 else gettext("Too late for that.")


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
