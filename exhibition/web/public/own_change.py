"""Registrants change what they said, as long as the show lets them."""

from collections.abc import Iterable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.database import db, expect_writes, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import ChangesClosed, Stale, TooMany
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.queries import questions
from exhibition.services import changing
from exhibition.services.changing import Changed
from exhibition.web import errors, links, remembered
from exhibition.web.extensions import csrf
from exhibition.web.public import limits
from exhibition.web.public.blueprint import blueprint, load_registration, settings
from exhibition.web.public.own_change_form import FORMS, ChangeForm
from exhibition.web.public.visitor_form import HEARD_FROM

Typed = list[tuple[str, str]]


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.route("/r/<token>/change", methods=["GET", "POST"])
@csrf.exempt
def own_change(token: str) -> Response:
    """Shows what was said, and saves what is changed."""
    # A form is checked before anybody waits for a lock.
    expect_writes(False)
    registration = load_registration(token)
    form = _form(registration)
    if not changing.is_open(registration, now()):
        return closed_page(registration, token, form.typed())
    if request.method != "POST":
        return _page(registration, token, form)
    if limits.over_submits():
        return _page(registration, token, form, 429, trouble=gettext(errors.SENTENCES[429]))
    if not form.validate():
        return _page(registration, token, form, 422)
    return _save(registration, token, form)


def closed_page(registration: Registration, token: str, typed: Typed) -> Response:
    """Says why nothing can be changed any more, and whom to call; shows what was typed."""
    sent = request.method == "POST"
    html = render_template(
        "public/own_closed.html",
        show=registration.show,
        registration=registration,
        token=token,
        typed=typed if sent else [],
        was_sent=sent,
    )
    return make_response(html, 409 if sent else 200)


def to_owner_page(registration: Registration, *, remember: bool = False, **query: str) -> Response:
    """The way to the registrant's own page at its present address, which this phone remembers
    where it remembered the former one.
    """
    token = links.owner_token(settings(), registration)
    response = make_response(redirect(url_for("public.owner", token=token, **query), 303))
    if remember:
        remembered.remember(response, registration)
    return response


def is_remembered(registration: Registration) -> bool:
    """Whether this very phone remembers this registration."""
    found = remembered.recall(db.session(), request, registration.show)
    return found is not None and found.id == registration.id


def _form(registration: Registration) -> ChangeForm:
    return FORMS[registration.kind](
        registration, _questions(registration), changeable=changing.changeable(registration)
    )


def _questions(registration: Registration) -> Iterable[Question]:
    """What was asked on the form and after it; of a decided application nothing."""
    form = registration.kind.value
    if registration.kind is Kind.EXHIBITOR and not changing.is_undecided(registration):
        return ()
    session, show = db.session(), registration.show
    asked = [
        question
        for page in ("form", "success")
        for question in questions.asked(session, show, form, page)
    ]
    # An entry QR code answered this one.
    return [one for one in asked if one.slug != HEARD_FROM or registration.channel_id is None]


def _save(registration: Registration, token: str, form: ChangeForm) -> Response:
    remember = is_remembered(registration)
    try:
        with transaction() as session:
            changed = changing.change(
                session,
                registration,
                form.values(),
                form.answers(),
                version=form.seen_version,
                pass_key=settings().pass_key,
                base_host=links.base_host(settings()),
            )
    except Stale:
        return _overtaken(token, form)
    except ChangesClosed:
        return closed_page(load_registration(token), token, form.typed())
    except TooMany as error:
        registration = load_registration(token)
        return _page(registration, token, form, error.status, trouble=errors.spoken(error))
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        return _page(registration, token, form, 503, trouble=gettext(errors.SENTENCES[503]))
    _say(changed)
    return to_owner_page(registration, remember=remember and changed.new_address)


def _overtaken(token: str, sent: ChangeForm) -> Response:
    """Staff changed the record meanwhile: all that was typed stands there, beside what is new."""
    registration = load_registration(token)
    if not changing.is_open(registration, now()):
        return closed_page(registration, token, sent.typed())
    form = _form(registration)
    form.version.data = str(registration.version)
    differing = form.differing()
    if not differing:
        # It arrived before; only the answer to it was lost.
        return to_owner_page(registration)
    dropped = _dropped(registration, form)
    return _page(registration, token, form, 409, differing=differing, dropped=dropped)


def _dropped(registration: Registration, form: ChangeForm) -> Typed:
    """What was typed into fields that the page still had and that are closed by now."""
    whole = FORMS[registration.kind](registration, (), changeable=changing.all_fields(registration))
    return [
        (field.short_label, field.shown)
        for field in whole.controls()
        if field.name not in form and field.name in request.form and field.shown
    ]


def _say(changed: Changed) -> None:
    if not changed.anything:
        flash(gettext("Nothing was changed."), "ok")
        return
    flash(gettext("Your changes are saved."), "ok")
    if changed.reviewed_again:
        flash(gettext("Your pass is reviewed again and not valid until then."), "warn")
    if changed.new_address:
        flash(
            gettext("This page has a new address. Links in earlier mails no longer open it."),
            "info",
        )


def _page(
    registration: Registration,
    token: str,
    form: ChangeForm,
    status: int = 200,
    *,
    trouble: str = "",
    differing: Typed | None = None,
    dropped: Typed | None = None,
) -> Response:
    html = render_template(
        "public/own_change.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        trouble=trouble,
        differing=differing or [],
        dropped=dropped or [],
        warns_of_review=changing.may_need_review(registration),
        undecided=changing.is_undecided(registration),
        keeps=False,
    )
    return errors.may_try_again(make_response(html, status))
