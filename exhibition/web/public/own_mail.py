"""Registrants have the last mail sent to them again, or say where it can go."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from exhibition.database import expect_writes, transaction
from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.domain.status import GONE
from exhibition.models import OutboxMail, OutboxState, Registration
from exhibition.services import changing, resending
from exhibition.web import errors, links
from exhibition.web.extensions import csrf
from exhibition.web.fields import EmailField
from exhibition.web.public import limits, stale
from exhibition.web.public.blueprint import blueprint, load_registration, settings
from exhibition.web.public.own_change import closed_page
from exhibition.web.public.sign_up_form import Problem


class MailboxForm(FlaskForm):
    """Where the pass shall go."""

    email = EmailField(lazy_gettext("E-mail"), missing=lazy_gettext("Enter your e-mail address"))

    def problems(self) -> list[Problem]:
        """What needs attention, for the summary on top."""
        field = self.email
        return [Problem(field.id, field.short_label, str(field.errors[0]))] if field.errors else []


# As on the other forms, a stale token shows the page again instead of an error.
@blueprint.post("/r/<token>/mail")
@csrf.exempt
def own_mail(token: str) -> Response:
    """Sends the mail again; where no address is known, the one that was typed is kept first."""
    # What was typed is read before anybody waits for a lock, and shown again when it is in vain.
    expect_writes(False)
    registration = load_registration(token)
    if registration.status in GONE:
        raise NotFound()
    if limits.over_submits():
        flash(gettext(errors.SENTENCES[429]), "warn")
        return _back(token)
    if registration.email:
        return _send_again(registration, token)
    return _add(registration, token)


# A reader who chooses the other language on the page of a refused address comes by this.
@blueprint.get("/r/<token>/mail")
def own_mailbox(token: str) -> Response:
    """The page where an address can be added."""
    registration = load_registration(token)
    if registration.email or registration.status in GONE:
        return _back(token)
    return _page(registration, token, MailboxForm())


def _send_again(registration: Registration, token: str) -> Response:
    if not stale.token_fits():
        stale.ask_again()
        return _back(token)
    with transaction() as session:
        mail = resending.send_to_me(session, registration, base_host=links.base_host(settings()))
    _say(mail)
    return _back(token)


def _add(registration: Registration, token: str) -> Response:
    form = MailboxForm()
    if not changing.is_open(registration, now()):
        return closed_page(registration, token, [(form.email.short_label, form.email.shown)])
    if not stale.token_fits():
        stale.ask_again()
        return _page(registration, token, form, 422)
    if not form.validate():
        return _page(registration, token, form, 422)
    try:
        _keep(registration, form.email.value)
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        flash(gettext(errors.SENTENCES[503]), "warn")
        return _page(registration, token, form, 503)
    flash(gettext("Saved. The mail is on its way."), "ok")
    return _back(token)


def _keep(registration: Registration, email: str) -> None:
    with transaction() as session:
        changing.change(
            session,
            registration,
            {"email": email},
            {},
            version=registration.version,
            pass_key=settings().pass_key,
            base_host=links.base_host(settings()),
        )


def _say(mail: OutboxMail) -> None:
    if mail.state is OutboxState.HELD:
        flash(
            gettext("This mailbox had several mails already. The next one is sent later."), "warn"
        )
    else:
        flash(gettext("The mail is on its way."), "ok")


def _back(token: str) -> Response:
    return make_response(redirect(url_for("public.owner", token=token), 303))


def _page(registration: Registration, token: str, form: MailboxForm, status: int = 200) -> Response:
    html = render_template(
        "public/own_mailbox.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
    )
    return errors.may_try_again(make_response(html, status))
