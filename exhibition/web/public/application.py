"""An exhibitor's task 补充资料: how far it is; and the correction of what staff sent back, which
stays one page with just its fields.
"""

from flask import Response, make_response, render_template, request

from exhibition.database import db, expect_writes
from exhibition.domain.application_steps import STEPS
from exhibition.models import Registration, ReviewDecision
from exhibition.queries import application_steps as progress_queries
from exhibition.queries import questions, review
from exhibition.services import particulars
from exhibition.web import errors
from exhibition.web.extensions import csrf
from exhibition.web.public import application_page
from exhibition.web.public.application_form import TASK_FIELDS, ApplicationForm
from exhibition.web.public.application_step import TITLES
from exhibition.web.public.blueprint import blueprint
from exhibition.web.public.own_change import is_remembered, to_owner_page


@blueprint.get("/r/<token>/application")
def application(token: str) -> Response:
    """The steps of the task and how far they are, or what has to be corrected."""
    registration = application_page.load(token)
    correction = review.open_request(db.session(), registration)
    if correction is None:
        return _overview(registration, token)
    form = application_page.bind(registration, correction.comments.keys())
    return _correction(registration, token, form)


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.post("/r/<token>/application")
@csrf.exempt
def save_application(token: str) -> Response:
    """Saves a correction; what arrives when none is asked for any more is not lost either."""
    # Files are looked into before anything is written; nobody waits for a lock meanwhile.
    expect_writes(False)
    registration = application_page.load(token)
    correction = review.open_request(db.session(), registration)
    names = _sent_names(registration) if correction is None else correction.comments.keys()
    form = application_page.bind(registration, names)
    if correction is None and not _belongs_to_task(registration, form):
        if form.validate() and _says_the_same(registration, form):
            return to_owner_page(registration, saved="1")
        return _overview(registration, token, 409, form)

    def show_again(status: int, trouble: str) -> Response:
        return _correction(registration, token, form, status, trouble)

    remember = is_remembered(registration)
    refused = application_page.receive(registration, form, show_again)
    # Another mailbox has moved the page.
    return refused or to_owner_page(registration, remember=remember, saved="1")


def correction_lines(
    registration: Registration, correction: ReviewDecision
) -> list[tuple[str, str]]:
    """What has to be corrected: the label of each field and the comment on it, in page order."""
    fields = application_page.bind(registration, correction.comments.keys()).in_order()
    return [(str(field.label.text), field.comment) for field in fields if field.comment]


def _sent_names(registration: Registration) -> set[str]:
    """What a page of ours asked, by what it sent; of anything else what belongs to the task."""
    sent = {*request.form, *request.files}
    return sent if "seen_edits" in sent else sent & _names_of_task(registration)


def _names_of_task(registration: Registration) -> set[str]:
    asked = questions.of_show(db.session(), registration.show)
    slugs = {question.slug for question in asked if question.page == "application"}
    return {*TASK_FIELDS, "wechat_same", *slugs}


def _belongs_to_task(registration: Registration, form: ApplicationForm) -> bool:
    """Whether the form asks nothing but what the task asks."""
    return {field.name for field in form.in_order()} <= _names_of_task(registration)


def _says_the_same(registration: Registration, form: ApplicationForm) -> bool:
    """Whether all of it is stored already: a correction whose answer was lost, sent again."""
    said = form.details()
    held = {slug: registration.answers.get(slug) for slug in said.answers}
    values = particulars.read(registration, said.values.keys())
    answers = {slug: answer.to_json() for slug, answer in said.answers.items()}
    return values == dict(said.values) and held == answers


def _overview(
    registration: Registration, token: str, status: int = 200, form: ApplicationForm | None = None
) -> Response:
    html = render_template(
        "public/application.html",
        show=registration.show,
        registration=registration,
        token=token,
        steps=STEPS,
        titles=TITLES,
        progress=progress_queries.progress(db.session(), registration),
        saved=request.args.get("saved") == "1",
        form=form,
    )
    return make_response(html, status)


def _correction(
    registration: Registration,
    token: str,
    form: ApplicationForm,
    status: int = 200,
    trouble: str = "",
) -> Response:
    html = render_template(
        "public/application_correction.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        correction=review.open_request(db.session(), registration),
        trouble=trouble,
    )
    return errors.may_try_again(make_response(html, status))
