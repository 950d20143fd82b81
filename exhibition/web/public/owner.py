"""The registrant's own page: state, pass, picture, two quick questions, the way on."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from exhibition.database import db, expect_writes, transaction
from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.domain.identifiers import mask_email
from exhibition.domain.status import GONE, Kind
from exhibition.domain.tasks import Task
from exhibition.models import Registration
from exhibition.queries import application_steps, merges, questions, review, tasks
from exhibition.services import answers, changing, withdrawing
from exhibition.services.task_words import STATES, TASKS
from exhibition.web import errors, formats, pass_card
from exhibition.web.extensions import csrf
from exhibition.web.language import page_language
from exhibition.web.public import invoice, own_progress, stale
from exhibition.web.public.application import correction_lines
from exhibition.web.public.blueprint import blueprint, load_registration, settings
from exhibition.web.public.own_change import closed_page
from exhibition.web.question_fields import QuestionForm


@blueprint.get("/r/<token>")
def owner(token: str) -> str:
    """State and pass of a visitor, or state and progress of an application."""
    return _page(load_registration(token), token)


# As on the sign-up forms, a stale token shows the page again with what was tapped.
@blueprint.post("/r/<token>/answers")
@csrf.exempt
def owner_answers(token: str) -> Response | tuple[str, int]:
    """Saves the questions of the success page (which days, which function)."""
    # What was tapped is read before anybody waits for a lock, and shown again when it is in vain.
    expect_writes(False)
    registration = load_registration(token)
    if registration.kind is not Kind.VISITOR or registration.status in GONE:
        raise NotFound()
    form = _success_form(registration, request.form)
    if not changing.is_open(registration, now()):
        typed = [(str(field.label.text), field.shown) for field in form if field.shown]
        return closed_page(registration, token, typed)
    if not stale.token_fits():
        stale.ask_again()
        return _page(registration, token, form), 422
    if not form.validate():
        return _page(registration, token, form), 422
    try:
        with transaction() as session:
            answers.answer(session, registration, {field.name: field.answer for field in form})
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        flash(gettext(errors.SENTENCES[503]), "warn")
        return errors.may_try_again(make_response(_page(registration, token, form), 503))
    return make_response(redirect(url_for("public.owner", token=token, saved="1"), 303))


def _page(registration: Registration, token: str, form: QuestionForm | None = None) -> str:
    if registration.kind is Kind.EXHIBITOR:
        return _exhibitor_page(registration, token)
    return _render(
        "public/owner_visitor.html",
        registration,
        token,
        questions=form or _success_form(registration),
    )


def _exhibitor_page(registration: Registration, token: str) -> str:
    session = db.session()
    correction = review.open_request(session, registration)
    return _render(
        "public/owner_exhibitor.html",
        registration,
        token,
        application=registration.application,
        details_progress=application_steps.progress(session, registration),
        tasks=tasks.of_application(session, registration),
        invoice_task=invoice.task(registration),
        task_urls=_task_urls(token),
        task_names={task: formats.localized(word) for task, word in TASKS.items()},
        task_states={state: formats.localized(word) for state, word in STATES.items()},
        is_over=registration.show.is_over(now()),
        decision=review.last_told(session, registration),
        correction=correction,
        correction_lines=correction_lines(registration, correction) if correction else [],
    )


def _task_urls(token: str) -> Mapping[Task, str]:
    """Where each task is done."""
    return {
        Task.DETAILS: url_for("public.application", token=token),
        Task.FASCIA: url_for("public.fascia_page", token=token),
        Task.PAYMENT: url_for("public.invoice", token=token),
    }


def _render(template: str, registration: Registration, token: str, **words: Any) -> str:
    looked_after = _is_looked_after(registration)
    return render_template(
        template,
        show=registration.show,
        registration=registration,
        token=token,
        card=pass_card.build_card(registration, settings()),
        pass_url=url_for("public.pass_picture", token=token),
        state=registration.entry_pass.state.value,
        masked_email=mask_email(registration.email) if registration.email else "",
        may_change=changing.is_open(registration, now()),
        may_withdraw=withdrawing.may_withdraw(registration),
        # What staff did with it is told by the pass alone: that there is another registration is
        # nobody's business who merely knows a name and a number.
        looked_after=looked_after,
        steps=[] if looked_after else own_progress.steps(db.session(), registration),
        earlier=request.args.get("earlier") == "1",
        saved=request.args.get("saved") == "1",
        network_only=settings().network_only,
        **words,
    )


def _is_looked_after(registration: Registration) -> bool:
    """Whether it was merged into another one and its pass goes on with that."""
    if registration.status not in GONE:
        return False
    merge = merges.of_gone(db.session(), registration.id)
    return merge is not None and merge.both_passes


def _success_form(
    registration: Registration, posted: MultiDict[str, str] | None = None
) -> QuestionForm:
    asked = questions.asked(db.session(), registration.show, "visitor", "success")
    held = {
        question.slug: Answer.from_json(registration.answers[question.slug])
        for question in asked
        if question.slug in registration.answers
    }
    return QuestionForm(asked, page_language(), posted, held)
