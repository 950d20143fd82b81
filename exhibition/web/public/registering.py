"""The two forms behind the entry QR codes: shown, sent, shown again, or answered with a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from exhibition.database import db, expect_writes, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, TooMany, UnknownChoice, WindowClosed
from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import questions
from exhibition.services import drafts as draft_service
from exhibition.services import registration as registrations
from exhibition.services import submission as submissions
from exhibition.services.drafts import DraftTooLong, NoRoomForDrafts
from exhibition.services.submission import Submission, Submitted, form_state
from exhibition.web import access, errors, links, remembered
from exhibition.web.extensions import csrf
from exhibition.web.language import page_language
from exhibition.web.public import drafts, fresh_form, limits, stale
from exhibition.web.public.blueprint import blueprint, load_show, settings
from exhibition.web.public.exhibitor_form import ExhibitorForm
from exhibition.web.public.visitor_form import VisitorForm
from exhibition.web.staff_session import signed_in

PREVIEW_ENDED = N_(
    "You are no longer signed in. Sign in again in another tab, then send this preview."
)

SignUp = VisitorForm | ExhibitorForm


@dataclass(frozen=True)
class FormPage:
    """What differs between the two forms."""

    kind: Kind
    form: type[VisitorForm] | type[ExhibitorForm]
    submit: Callable[..., Submitted]
    template: str

    def bind(self, show: Show, typed: MultiDict[str, str] | None = None) -> SignUp:
        """The form with the show's questions, filled with what was sent, else with ``typed``."""
        asked = questions.asked(db.session(), show, self.kind.value, "form")
        return self.form(show, asked, typed=typed)


VISITOR = FormPage(
    Kind.VISITOR, VisitorForm, registrations.submit_visitor, "public/visitor_form.html"
)
EXHIBITOR = FormPage(
    Kind.EXHIBITOR, ExhibitorForm, registrations.submit_exhibitor, "public/exhibitor_form.html"
)


# The form checks its own token, so that a stale one shows the form again instead of an error page.
@blueprint.route("/<show_slug>/visitor", methods=["GET", "POST"])
@csrf.exempt
def visitor_form(show_slug: str) -> Response:
    """参观预登记."""
    return _answer(VISITOR, show_slug)


@blueprint.route("/<show_slug>/exhibitor", methods=["GET", "POST"])
@csrf.exempt
def exhibitor_form(show_slug: str) -> Response:
    """参展申请."""
    return _answer(EXHIBITOR, show_slug)


def _answer(page: FormPage, show_slug: str) -> Response:
    if request.method != "POST":
        return _open(page, load_show(show_slug))
    # Reading and checking a form takes longer than storing it: others may store meanwhile.
    expect_writes(False)
    try:
        return _receive(page, load_show(show_slug))
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        return _ask_to_wait(page, show_slug)


def _open(page: FormPage, show: Show) -> Response:
    if _wants_preview() and not _may_preview():
        return _without_preview()
    state = form_state(show, page.kind, now())
    if state != WindowState.OPEN and not _wants_preview():
        return closed(page, show, state)
    if fresh_form.is_common(show) and signed_in() is None:
        html = fresh_form.page(
            show,
            page.kind.value,
            bind=lambda: page.bind(show),
            render=lambda form: _html(page, show, form),
        )
        return make_response(html)
    return show_form(page, show, page.bind(show))


def _receive(page: FormPage, show: Show) -> Response:
    form, session = page.bind(show), db.session()
    submission = Submission(
        submission_id=form.sent_id,
        body_hash=form.body_hash(),
        pass_key=settings().pass_key,
        base_host=links.base_host(settings()),
        is_test=_wants_preview(),
    )
    # What was stored already is answered first, whatever else is wrong with this request.
    if (earlier := submissions.find(session, show, submission)) is not None:
        return _to_owner_page(earlier)
    if _wants_preview() and not _may_preview():
        # A real registration in place of a trial would be worse than one more click.
        return show_form(page, show, form, 422, trouble=gettext(PREVIEW_ENDED))
    state = form_state(show, page.kind, now())
    if state != WindowState.OPEN and not _wants_preview():
        return closed(page, show, state, form)
    if limits.over_submits():
        return show_form(page, show, form, 429, trouble=gettext(errors.SENTENCES[429]))
    if drafts.is_wanted():
        return _put_aside(page, show, form)
    if not form.validate():
        return show_form(page, show, form, 422)
    return _submit(page, show, form, submission)


def _submit(page: FormPage, show: Show, form: SignUp, submission: Submission) -> Response:
    details = form.details(page_language())
    try:
        with transaction() as session:
            submitted = page.submit(session, show, details, submission)
            if (token := drafts.sent_token()) is not None:
                draft_service.discard(session, token)
    except WindowClosed as error:
        return closed(page, show, str(error.params["state"]), form)
    except (TooMany, UnknownChoice) as error:
        return show_form(page, show, form, error.status, trouble=errors.spoken(error))
    return _to_owner_page(submitted)


def _put_aside(page: FormPage, show: Show, form: SignUp) -> Response:
    if not stale.token_fits() or form.trapped:
        trouble = "" if form.trapped else gettext(stale.SENTENCE)
        return show_form(page, show, form, 422, trouble=trouble)
    try:
        token = drafts.put_aside(show, page.kind, form)
    except (DraftTooLong, NoRoomForDrafts) as error:
        return show_form(page, show, form, error.status, trouble=errors.spoken(error))
    return make_response(redirect(url_for("public.draft", token=token, saved="1"), 303))


def _to_owner_page(submitted: Submitted) -> Response:
    registration = submitted.registration
    words = {} if submitted.same_body else {"earlier": "1"}
    token = links.owner_token(settings(), registration)
    response = make_response(redirect(url_for("public.owner", token=token, **words), 303))
    # A desk's own device must not open the pass of whoever it registered last.
    if signed_in() is None:
        remembered.remember(response, registration)
    return response


def show_form(
    page: FormPage, show: Show, form: SignUp, status: int = 200, *, trouble: str = "", **more: Any
) -> Response:
    """The page of a form; ``more`` goes to the template."""
    return errors.may_try_again(make_response(_html(page, show, form, trouble, **more), status))


def _html(page: FormPage, show: Show, form: SignUp, trouble: str = "", **more: Any) -> str:
    words: dict[str, Any] = {"draft": drafts.sent_token(), **more}
    return render_template(
        page.template,
        show=show,
        form=form,
        form_address=url_for(f"public.{page.kind.value}_form", show_slug=show.slug),
        **words,
        preview=_wants_preview(),
        # On a desk's own device the next person must not find what the last one typed.
        keeps=signed_in() is None,
        trouble=trouble,
        from_earlier_edition=request.args.get("earlier") == "1",
        remembered=None if _wants_preview() else remembered.recall(db.session(), request, show),
    )


def closed(
    page: FormPage, show: Show, state: str, form: SignUp | None = None, status: int = 409
) -> Response:
    """The page of a form that takes nothing now; with a form, what was typed into it."""
    html = render_template(
        "public/closed.html",
        show=show,
        kind=page.kind,
        state=state,
        form=form,
        remembered=remembered.recall(db.session(), request, show),
    )
    return make_response(html, 200 if form is None else status)


def _ask_to_wait(page: FormPage, show_slug: str) -> Response:
    """The form with every word while the database only reads; a page that keeps them while it is
    out of reach and sends them again by itself.
    """
    try:
        show = load_show(show_slug)
        sentence = gettext(errors.SENTENCES[503])
        return show_form(page, show, page.bind(show), 503, trouble=sentence)
    except errors.BUSY as error:
        errors.give_up_transaction(error)
    html = render_template(
        "public/queue.html",
        sent=list(request.form.items(multi=True)),
        retry_seconds=errors.RETRY_SECONDS,
    )
    return errors.may_try_again(make_response(html, 503))


def _wants_preview() -> bool:
    return bool(request.args.get("preview") or request.form.get("preview"))


def _may_preview() -> bool:
    return access.manager_or_nobody() is not None


def _without_preview() -> Response:
    # Somebody passed the address of a preview on: whoever opens it gets the form itself.
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "preview"]
    address = f"{request.path}?{urlencode(rest)}" if rest else request.path
    return make_response(redirect(address, 302))
