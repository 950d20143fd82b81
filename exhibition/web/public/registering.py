"""The two forms, opened from an entry QR code: shown, sent, shown again, or answered with a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_limiter.errors import RateLimitExceeded

from exhibition.database import db, transaction
from exhibition.domain.errors import N_, TooMany, UnknownChoice, WindowClosed
from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind
from exhibition.models import Show, Staff
from exhibition.queries import questions
from exhibition.services import registration as registrations
from exhibition.services.registration import Submission, Submitted
from exhibition.web import access, errors, links, remembered
from exhibition.web.extensions import csrf, limiter
from exhibition.web.language import page_language
from exhibition.web.public.blueprint import blueprint, load_show, settings
from exhibition.web.public.exhibitor_form import ExhibitorForm
from exhibition.web.public.landing import form_state
from exhibition.web.public.visitor_form import VisitorForm

PREVIEW_ENDED = N_("You are no longer signed in. Sign in again in another tab, then send this preview.")

SignUp = VisitorForm | ExhibitorForm


@dataclass(frozen=True)
class FormPage:
    """What differs between the two forms."""

    kind: Kind
    form: type[VisitorForm] | type[ExhibitorForm]
    submit: Callable[..., Submitted]
    template: str


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
    return _answer(VISITOR, load_show(show_slug))


@blueprint.route("/<show_slug>/exhibitor", methods=["GET", "POST"])
@csrf.exempt
def exhibitor_form(show_slug: str) -> Response:
    """参展申请."""
    return _answer(EXHIBITOR, load_show(show_slug))


def _answer(page: FormPage, show: Show) -> Response:
    previewer = _previewer()
    asked = questions.asked(db.session(), show, page.kind.value, "form")
    form = page.form(show, asked)
    state = form_state(show, page.kind)
    if request.method != "POST":
        if state != WindowState.OPEN and previewer is None:
            return _closed(page, show, state)
        return _show(page, show, form, preview=previewer is not None)
    return _receive(page, show, form, previewer)


def _receive(page: FormPage, show: Show, form: SignUp, previewer: Staff | None) -> Response:
    session = db.session()
    submission = Submission(
        submission_id=form.sent_id,
        body_hash=form.body_hash(),
        pass_key=settings().pass_key,
        base_host=links.base_host(settings()),
        is_test=previewer is not None,
    )
    # What was stored already is answered first, whatever else is wrong with this request.
    if (earlier := registrations.find_submission(session, show, submission)) is not None:
        return _to_owner_page(earlier, previewer)
    if _over_limit():
        return _show(page, show, form, 429, trouble=gettext(errors.SENTENCES[429]))
    if request.form.get("preview") and previewer is None:
        # A real registration in place of a trial would be worse than one more click.
        return _show(page, show, form, 422, trouble=gettext(PREVIEW_ENDED))
    if not form.validate():
        return _show(page, show, form, 422, preview=previewer is not None)
    try:
        with transaction() as session:
            submitted = page.submit(session, show, form.details(page_language()), submission)
    except WindowClosed as error:
        return _closed(page, load_show(show.slug), str(error.params["state"]), form)
    except TooMany as error:
        return _show(page, show, form, 429, trouble=errors.spoken(error))
    except UnknownChoice as error:
        return _show(page, show, form, 422, trouble=errors.spoken(error))
    return _to_owner_page(submitted, previewer)


def _to_owner_page(submitted: Submitted, previewer: Staff | None) -> Response:
    registration = submitted.registration
    words: dict[str, Any] = {} if submitted.same_body else {"earlier": "1"}
    token = links.owner_token(settings(), registration)
    response = make_response(redirect(url_for("public.owner", token=token, **words), 303))
    if previewer is None:
        remembered.remember(response, registration)
    return response


def _show(
    page: FormPage,
    show: Show,
    form: SignUp,
    status: int = 200,
    *,
    preview: bool = False,
    trouble: str = "",
) -> Response:
    html = render_template(
        page.template,
        show=show,
        form=form,
        preview=preview,
        trouble=trouble,
        from_earlier_edition=request.args.get("earlier") == "1",
        remembered=None if preview else remembered.recall(db.session(), request, show),
    )
    return make_response(html, status)


def _closed(page: FormPage, show: Show, state: str, form: SignUp | None = None) -> Response:
    html = render_template(
        "public/closed.html",
        show=show,
        kind=page.kind,
        state=state,
        form=form,
        remembered=remembered.recall(db.session(), request, show),
    )
    return make_response(html, 200 if form is None else 409)


def _previewer() -> Staff | None:
    """The member of staff who tries the form; None for everybody else."""
    if not (request.args.get("preview") or request.form.get("preview")):
        return None
    return access.manager_or_nobody()


def _over_limit() -> bool:
    """Counts this submit for the address it came from."""
    try:
        if settings().limit_submit != "off":
            with limiter.limit(settings().limit_submit, scope="submit"):
                pass
    except RateLimitExceeded:
        return True
    return False
