"""One-time links: opened as often as a mail scanner likes, used once."""

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy import select

from exhibition.database import db, transaction
from exhibition.domain.errors import AddressTaken
from exhibition.models import Show, StaffLink
from exhibition.services import staff
from exhibition.web import errors
from exhibition.web.auth import limits
from exhibition.web.auth.blueprint import blueprint
from exhibition.web.auth.forms import LinkForm
from exhibition.web.client import client_address


@blueprint.get("/sign-in/link/<token>")
def link(token: str) -> Response:
    """The form behind a link; looking at it changes nothing."""
    found = staff.find_link(db.session(), token)
    return _page(_form(found), found, 200)


@blueprint.post("/sign-in/link/<token>")
@limits.per_address()
def link_sent(token: str) -> Response:
    """Sets the password and ends the link; whoever sent it signs in next."""
    found = staff.find_link(db.session(), token)
    form = _form(found)
    if not form.validate():
        return _page(form, found, 422)
    email = form.email.value if form.email else None
    try:
        with transaction() as session:
            staff.consume_link(session, token, form.password.value, email, address=client_address())
    except AddressTaken as error:
        form.email.errors = [errors.spoken(error)]
        return _page(form, found, 422)
    flash(gettext("Your password is saved. Sign in with it now."), "ok")
    return make_response(redirect(url_for("auth.sign_in"), 303))


def guessable(mailbox: str) -> list[str]:
    """What a password of this person must not be made of."""
    texts = [mailbox.partition("@")[0]]
    for row in db.session.scalars(select(Show.texts)):
        texts += [text for key in ("name", "organizer") for text in row.get(key, {}).values()]
    return texts


def again(token: str, sentence: str) -> Response:
    """The form once more with what was typed but the password. Raises ``LinkSpent``."""
    found = staff.find_link(db.session(), token)
    return _page(_form(found), found, 400, sentence)


def _form(found: StaffLink) -> LinkForm:
    form = LinkForm()
    mailbox = found.staff.email if found.staff is not None else form.email.data or ""
    form.password.context = guessable(mailbox)
    if found.staff is not None:
        del form.email
    return form


def _page(form: LinkForm, found: StaffLink, status: int, sentence: str = "") -> Response:
    html = render_template("auth/link.html", form=form, staff=found.staff, sentence=sentence)
    return make_response(html, status)
