"""One step of the task 补充资料: a page with a form of its own, saved by itself."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_pgettext

from exhibition.database import db, expect_writes
from exhibition.domain import application_steps
from exhibition.domain.application_steps import STEPS, Step
from exhibition.domain.errors import NotFound
from exhibition.models import Registration
from exhibition.queries import application_steps as progress_queries
from exhibition.queries import questions, review
from exhibition.web import errors
from exhibition.web.extensions import csrf
from exhibition.web.fields import Sentence
from exhibition.web.public import application_page
from exhibition.web.public.application_form import ApplicationForm, step_names
from exhibition.web.public.blueprint import blueprint

TITLES: Mapping[str, Sentence] = {
    "company": lazy_pgettext("step", "Company"),
    "contact": lazy_pgettext("step", "Contact"),
    "exhibits": lazy_pgettext("step", "Exhibits"),
    "documents": lazy_pgettext("step", "Files"),
}


@blueprint.get("/r/<token>/application/<step>")
def application_step(token: str, step: str) -> Response:
    """The step as it stands. While something has to be corrected, only that is asked."""
    registration, found = application_page.load(token), _step(step)
    if review.open_request(db.session(), registration) is not None:
        return make_response(redirect(url_for("public.application", token=token)))
    return _page(registration, token, found, _bind(registration, found))


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.post("/r/<token>/application/<step>")
@csrf.exempt
def save_application_step(token: str, step: str) -> Response:
    """Saves the step and leads to the next one, or back to the owner page."""
    # Files are looked into before anything is written; nobody waits for a lock meanwhile.
    expect_writes(False)
    registration, found = application_page.load(token), _step(step)
    form = _bind(registration, found)

    def show_again(status: int, trouble: str) -> Response:
        return _page(registration, token, found, form, status, trouble)

    refused = application_page.receive(registration, form, show_again, step=found.name)
    return refused or make_response(redirect(_way_on(token, found), 303))


def _step(name: str) -> Step:
    step = application_steps.step_named(name)
    if step is None:
        raise NotFound()
    return step


def _bind(registration: Registration, step: Step) -> ApplicationForm:
    assert registration.application is not None, "only exhibitors come here"
    asked = questions.of_show(db.session(), registration.show)
    names = step_names(step, registration.application.origin, asked)
    return application_page.bind(registration, names, step=step.name)


def _way_on(token: str, step: Step) -> str:
    if request.form.get("action") == "later":
        return url_for("public.owner", token=token, saved="1")
    following = application_steps.after(step)
    if following is None:
        return url_for("public.application", token=token, saved="1")
    return url_for("public.application_step", token=token, step=following.name)


def _page(
    registration: Registration,
    token: str,
    step: Step,
    form: ApplicationForm,
    status: int = 200,
    trouble: str = "",
) -> Response:
    html = render_template(
        "public/application_step.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        step=step,
        steps=STEPS,
        titles=TITLES,
        preceding=application_steps.before(step),
        following=application_steps.after(step),
        progress=progress_queries.progress(db.session(), registration),
        trouble=trouble,
    )
    return errors.may_try_again(make_response(html, status))
