"""What staff do with one registration. Each has a page that asks first, and a line in the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from exhibition.database import transaction
from exhibition.domain import identifiers
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.models import Registration, Staff
from exhibition.services import audit, editing, passes, standing
from exhibition.web import access, links
from exhibition.web.client import client_address
from exhibition.web.organizer import refusals
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.edit import back
from exhibition.web.organizer.loading import ONE, place_of
from exhibition.web.public.blueprint import settings

REASON_MAX = 200

Do = Callable[[Session, Registration, Staff, str], object]


@dataclass(frozen=True)
class Action:
    """One thing to do: what is asked before, what is said after, and the service that does it."""

    title: str
    sentence: str
    button: str
    done: str
    do: Do
    needs_reason: bool = False
    is_bad: bool = False


def _resend(session: Session, found: Registration, staff: Staff, _reason: str) -> None:
    editing.resend_mail(session, found, staff, base_host=links.base_host(settings()))


ACTIONS: Mapping[str, Action] = {
    "cancel": Action(
        N_("Cancel this registration"),
        N_(
            "Its pass stops being valid at once. You can take this back; a review starts anew then."
        ),
        N_("Cancel the registration"),
        N_("Cancelled."),
        lambda session, found, staff, reason: standing.cancel(session, found, staff, reason),
        needs_reason=True,
        is_bad=True,
    ),
    "reinstate": Action(
        N_("Take the cancellation back"),
        N_("It stands again, with the same QR code. Where it is reviewed, the review starts anew."),
        N_("Take it back"),
        N_("The registration stands again."),
        lambda session, found, staff, _: standing.reinstate(session, found, staff),
    ),
    "mark-test": Action(
        N_("Mark as a test"),
        N_("It is not counted and not exported any more."),
        N_("Mark as a test"),
        N_("Marked as a test."),
        lambda session, found, staff, _: standing.mark_test(session, found, staff, True),
    ),
    "unmark-test": Action(
        N_("Not a test"),
        N_("It is counted and exported again."),
        N_("Not a test"),
        N_("Counted again."),
        lambda session, found, staff, _: standing.mark_test(session, found, staff, False),
    ),
    "revoke-pass": Action(
        N_("Revoke the pass"),
        N_("The QR code is refused at the entrance from now on. The registration itself stays."),
        N_("Revoke the pass"),
        N_("Pass revoked."),
        lambda session, found, staff, reason: passes.revoke(session, found, staff, reason),
        needs_reason=True,
        is_bad=True,
    ),
    "restore-pass": Action(
        N_("Restore the pass"),
        N_("The same QR code is accepted again."),
        N_("Restore the pass"),
        N_("Pass restored."),
        lambda session, found, staff, _: passes.restore(session, found, staff),
    ),
}
#: Also for those who may change nothing.
RESEND = Action(
    N_("Send the mail again"),
    N_("It is written afresh and goes to %(email)s."),
    N_("Send"),
    N_("The mail is on its way."),
    _resend,
)
_NAMES = ", ".join(f"'{name}'" for name in ACTIONS)
_RULE = f"{ONE}/<any({_NAMES}):action>"


@blueprint.get(_RULE)
@access.needs(Right.EDIT)
def ask(show_slug: str, listing: str, reference: str, action: str) -> Response:
    """The page that asks before something is done."""
    _, found = load(show_slug, listing, reference)
    return _ask(found, ACTIONS[action], _act_address(found, action))


@blueprint.post(_RULE)
@access.needs(Right.EDIT)
def act(show_slug: str, listing: str, reference: str, action: str) -> Response:
    """Does it."""
    _, found = load(show_slug, listing, reference)
    return _do(found, ACTIONS[action], _act_address(found, action))


@blueprint.get(f"{ONE}/resend-mail")
@access.needs(Right.RESEND)
def ask_resend(show_slug: str, listing: str, reference: str) -> Response:
    """The page that asks before the mail goes out again."""
    _, found = load(show_slug, listing, reference)
    return _ask(found, RESEND, _resend_address(found))


@blueprint.post(f"{ONE}/resend-mail")
@access.needs(Right.RESEND)
def resend(show_slug: str, listing: str, reference: str) -> Response:
    """Sends it."""
    _, found = load(show_slug, listing, reference)
    return _do(found, RESEND, _resend_address(found))


def _act_address(found: Registration, action: str) -> str:
    return url_for("organizer.act", action=action, **place_of(found))


def _resend_address(found: Registration) -> str:
    return url_for("organizer.resend", **place_of(found))


def _do(found: Registration, chosen: Action, address: str) -> Response:
    try:
        reason = identifiers.one_line(request.form.get("reason", ""), REASON_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=REASON_MAX)
        return _ask(found, chosen, address, 422, problem)
    if chosen.needs_reason and not reason:
        return _ask(found, chosen, address, 422, gettext("Please give the reason"))
    try:
        with transaction() as session:
            chosen.do(session, found, access.current_staff(), reason)
    except ExhibitionError as refused:
        place = place_of(found)
        _, found = load(place["show_slug"], place["listing"], place["reference"])
        return _ask(found, chosen, address, refused.status, refusals.spoken(refused))
    flash(gettext(chosen.done), "ok")
    return back(found)


@blueprint.get(f"{ONE}/pass-link")
@access.needs(Right.EDIT)
def ask_pass_link(show_slug: str, listing: str, reference: str) -> Response:
    """Asks to check who is calling before the link to the pass is shown."""
    _, found = load(show_slug, listing, reference)
    return _pass_link(found)


@blueprint.post(f"{ONE}/pass-link")
@access.needs(Right.EDIT)
def show_pass_link(show_slug: str, listing: str, reference: str) -> Response:
    """The link to the registrant's own page, to copy into a chat; logged, because it opens it."""
    _, found = load(show_slug, listing, reference)
    if request.form.get("checked") != "y":
        return _pass_link(found, 422, problem=gettext("Please check the name and the company"))
    with transaction() as session:
        audit.write(
            session,
            "pass.link",
            actor="staff",
            staff=access.current_staff(),
            show=found.show,
            registration=found,
            address=client_address(),
        )
    return _pass_link(found, link=links.owner_url(settings(), found))


def _pass_link(found: Registration, status: int = 200, **more: Any) -> Response:
    if found.status in ("withdrawn", "cancelled"):
        raise NotFound()
    html = render_template(
        "organizer/pass_link.html",
        show=found.show,
        registration=found,
        place=place_of(found),
        **more,
    )
    return make_response(html, status)


def _ask(
    found: Registration, chosen: Action, address: str, status: int = 200, problem: str = ""
) -> Response:
    html = render_template(
        "organizer/confirm.html",
        show=found.show,
        registration=found,
        place=place_of(found),
        address=address,
        title=gettext(chosen.title),
        sentence=gettext(chosen.sentence, email=found.email or "–"),
        button=gettext(chosen.button),
        needs_reason=chosen.needs_reason,
        is_bad=chosen.is_bad,
        reason=request.form.get("reason", ""),
        problem=problem,
        back_address=url_for("organizer.registration", **place_of(found)),
    )
    return make_response(html, status)
