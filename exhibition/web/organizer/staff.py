"""员工: who may sign in and what they may do. Only owners come here."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.database import db, transaction
from exhibition.domain.errors import AddressTaken, ExhibitionError, LastOwner, NoGrant, NotFound
from exhibition.domain.rights import Right
from exhibition.models import Show, Staff
from exhibition.queries import staff as staff_queries
from exhibition.services import grants, second_factors, staff, staff_sessions
from exhibition.web import access, devices, errors, shown_once, staff_mail
from exhibition.web.client import client_address
from exhibition.web.fields import TextField
from exhibition.web.organizer import grants_form
from exhibition.web.organizer.blueprint import blueprint, settings

LINK = "staff_link"
STEPS = ("link", "end-sessions", "reset-second-factor", "disable", "enable")
_NAMES = ", ".join(f"'{name}'" for name in STEPS)


class InviteForm(FlaskForm):
    """Whom to invite; what they may do is read by ``grants_form``."""

    email = TextField(
        lazy_gettext("E-mail"),
        staff.mailbox,
        missing=lazy_gettext("Enter an e-mail address"),
        attrs={"type": "email", "inputmode": "email", "autocomplete": "off", "maxlength": 254},
    )


@blueprint.get("/staff")
@access.needs(Right.STAFF)
def staff_list() -> Response:
    """Everybody, and the form to invite somebody."""
    return _list(InviteForm(formdata=None), grants_form.present((), _shows()))


@blueprint.post("/staff")
@access.needs(Right.STAFF)
def invite() -> Response:
    """Adds somebody and makes the link they sign in with first."""
    form, shows = InviteForm(), _shows()
    try:
        wanted = grants_form.read(request.form, shows)
    except NoGrant as error:
        form.validate()
        return _list(form, grants_form.sent(request.form, shows, errors.spoken(error)), 422)
    if not form.validate():
        return _list(form, grants_form.sent(request.form, shows, ""), 422)
    try:
        with transaction() as session:
            member = staff.add(
                session,
                form.email.value,
                wanted,
                actor="staff",
                by=access.current_staff(),
                address=client_address(),
            )
            _make_link(session, member)
    except AddressTaken as error:
        form.email.errors = [errors.spoken(error)]
        return _list(form, grants_form.sent(request.form, _shows(), ""), 422)
    flash(gettext("%(email)s is invited.", email=member.email), "ok")
    return _to(member)


@blueprint.get("/staff/<int:staff_id>")
@access.needs(Right.STAFF)
def staff_member(staff_id: int) -> Response:
    """One person; a link that was just made is shown this once."""
    found = _load(staff_id)
    return _page(found, grants_form.present(grants.of(db.session(), found), _shows()))


@blueprint.post("/staff/<int:staff_id>/rights")
@access.needs(Right.STAFF)
def change_rights(staff_id: int) -> Response:
    """Another role, other shows; the person is signed out and comes back with them."""
    found, shows = _load(staff_id), _shows()
    try:
        wanted = grants_form.read(request.form, shows)
        with transaction() as session:
            changed = grants.change(
                session, found, wanted, by=access.current_staff(), address=client_address()
            )
    except (NoGrant, LastOwner) as error:
        part = grants_form.sent(request.form, _shows(), errors.spoken(error))
        return _page(_load(staff_id), part, error.status)
    if changed:
        flash(gettext("Saved. Whoever it is has to sign in again."), "ok")
    return _to(found)


@blueprint.post(f"/staff/<int:staff_id>/<any({_NAMES}):step>")
@access.needs(Right.STAFF)
def staff_step(staff_id: int, step: str) -> Response:
    """One of the things an owner does with an account."""
    found = _load(staff_id)
    try:
        with transaction() as session:
            sentence = _do(session, found, step)
    except ExhibitionError as error:
        found = _load(staff_id)
        part = grants_form.present(grants.of(db.session(), found), _shows())
        return _page(found, part, error.status, sentence=errors.spoken(error))
    flash(sentence, "ok")
    return _to(found)


def _do(session: Session, found: Staff, step: str) -> str:
    by, address = access.current_staff(), client_address()
    if step == "link":
        _make_link(session, found)
        return gettext("A new link is made; earlier ones end.")
    if step == "end-sessions":
        ended = staff.end_sessions_of(session, found, by=by, address=address)
        return ngettext("%(num)s browser signed out.", "%(num)s browsers signed out.", ended)
    if step == "reset-second-factor":
        second_factors.reset(session, found, by=by, address=address)
        return gettext("The second factor is reset.")
    staff.set_active(session, found, step == "enable", by=by, address=address)
    return gettext("May sign in again.") if step == "enable" else gettext("May not sign in.")


def _make_link(session: Session, member: Staff) -> None:
    token = staff.new_link_for(
        session, member.email, actor="staff", by=access.current_staff(), address=client_address()
    )
    link = f"{settings().base_url}/sign-in/link/{token}"
    shown_once.keep(LINK, f"{member.id} {link}")
    if settings().mail.is_configured:
        staff_mail.enqueue_link(session, settings(), member, link)


def _shows() -> list[Show]:
    wanted = select(Show).order_by(Show.created_at.desc(), Show.id.desc())
    return list(db.session.scalars(wanted))


def _load(staff_id: int) -> Staff:
    found = staff_queries.find(db.session(), staff_id)
    if found is None:
        raise NotFound()
    return found


def _list(form: InviteForm, part: grants_form.GrantsPart, status: int = 200) -> Response:
    html = render_template(
        "organizer/staff.html",
        show=None,
        lines=staff_queries.everybody(db.session()),
        form=form,
        part=part,
        words=grants_form,
        is_open=status != 200,
        by_mail=settings().mail.is_configured,
    )
    return make_response(html, status)


def _page(
    found: Staff, part: grants_form.GrantsPart, status: int = 200, sentence: str = ""
) -> Response:
    whose, _, link = shown_once.take(LINK).partition(" ")
    html = render_template(
        "organizer/staff_member.html",
        show=None,
        member=found,
        part=part,
        words=grants_form,
        link=link if whose == str(found.id) else "",
        by_mail=settings().mail.is_configured,
        sessions=staff_sessions.lasting(db.session(), found),
        device=devices.named,
        sentence=sentence,
        is_me=found.id == access.current_staff().id,
    )
    return make_response(html, status)


def _to(member: Staff) -> Response:
    return make_response(redirect(url_for("organizer.staff_member", staff_id=member.id), 303))
