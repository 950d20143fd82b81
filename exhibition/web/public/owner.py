"""The registrant's own page: state, pass, picture, two quick questions, the way on."""

from flask import Response, make_response, redirect, render_template, request, url_for

from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.identifiers import mask_email
from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.queries import questions, review
from exhibition.services import registration as registrations
from exhibition.web import pass_card, remembered
from exhibition.web.public.blueprint import blueprint, load_registration, settings
from exhibition.web.question_fields import QuestionForm
from exhibition.domain.answers import Answer
from exhibition.web.language import page_language


@blueprint.get("/r/<token>")
def owner(token: str) -> str:
    """State and pass of a visitor, or state and progress of an application."""
    registration = load_registration(token)
    return _page(registration, token)


@blueprint.post("/r/<token>/answers")
def owner_answers(token: str) -> Response | tuple[str, int]:
    """Saves the questions of the success page (which days, which function)."""
    registration = load_registration(token)
    if registration.kind is not Kind.VISITOR:
        raise NotFound()
    form = _success_form(registration, request.form)
    if not form.validate():
        return _page(registration, token, form), 422
    with transaction() as session:
        registrations.answer(session, registration, form.answers)
    return make_response(redirect(url_for("public.owner", token=token, saved="1"), 303))


@blueprint.get("/r/<token>/pass.png")
def pass_picture(token: str) -> Response:
    """The pass as one picture, 1080 by 1720."""
    registration = load_registration(token)
    response = make_response(pass_card.picture(registration, settings()))
    response.mimetype = "image/png"
    response.headers["Content-Disposition"] = f'inline; filename="{registration.reference}.png"'
    # The phone may keep its own copy but asks whether it is still the right one.
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _page(registration: Registration, token: str, form: QuestionForm | None = None) -> str:
    session = db.session()
    visitor = registration.kind is Kind.VISITOR
    card = pass_card.build_card(registration, settings())
    return render_template(
        "public/owner_visitor.html" if visitor else "public/owner_exhibitor.html",
        show=registration.show,
        registration=registration,
        application=registration.application,
        token=token,
        card=card,
        pass_url=url_for("public.pass_picture", token=token),
        state=registration.entry_pass.state.value,
        masked_email=mask_email(registration.email) if registration.email else "",
        questions=(form or _success_form(registration)) if visitor else None,
        decision=None if visitor else review.last_told(session, registration),
        correction=None if visitor else review.open_request(session, registration),
        earlier=request.args.get("earlier") == "1",
        saved=request.args.get("saved") == "1",
        remembered_here=remembered.recall(session, request, registration.show) is not None,
        network_only=settings().network_only,
    )


def _success_form(registration: Registration, posted: object = None) -> QuestionForm:
    asked = questions.asked(db.session(), registration.show, "visitor", "success")
    held = {
        slug: Answer.from_json(stored)
        for slug, stored in registration.answers.items()
        if any(question.slug == slug for question in asked)
    }
    return QuestionForm(asked, page_language(), posted, held)
