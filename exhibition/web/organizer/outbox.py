"""发件箱: every mail of a show, where it stands, and what the mail server answered."""

from collections.abc import Callable

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.identifiers import mask_email
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import OutboxMail, Show
from exhibition.queries import batches
from exhibition.queries import outbox as outbox_queries
from exhibition.queries.outbox_filter import MailFilter, count_failed
from exhibition.services import audit
from exhibition.services import outbox as outbox_service
from exhibition.web import access, mail_views
from exhibition.web.client import client_address
from exhibition.web.mail_words import mail_label
from exhibition.web.organizer import kept_mail, mail_preview, masking, outbox_filter
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.list_cells import short_moment


@blueprint.get("/<show_slug>/outbox")
@access.needs(Right.READ)
def outbox(show_slug: str) -> str:
    """The mails of the show, newest first, narrowed by the address."""
    show = access.load_show(show_slug)
    wanted = outbox_filter.read(show)
    state = wanted.state
    counts = outbox_queries.counts(db.session(), wanted)
    shown = counts.get(state, 0) if state else sum(counts.values())
    pages = max(1, -(-shown // outbox_queries.PAGE_SIZE))
    number = min(max(request.args.get("page", 1, int), 1), pages)
    return render_template(
        "organizer/outbox.html",
        show=show,
        state=state,
        counts=counts,
        open_batches=batches.open_ones(db.session(), show),
        wanted=wanted,
        kinds=outbox_filter.kinds(),
        failed=count_failed(db.session(), wanted)[0],
        mails=outbox_queries.page(db.session(), wanted, number),
        number=number,
        pages=pages,
        recipient=recipient,
        answer=answer,
        kind_label=mail_label,
        short_moment=short_moment,
        writes_files=not settings().mail.is_configured,
    )


@blueprint.get("/<show_slug>/outbox/<int:mail_id>")
@access.needs(Right.EDIT)
def outbox_mail(show_slug: str, mail_id: int) -> str:
    """One mail, with its words where they are kept. An owner sees its links, and is logged."""
    show = access.load_show(show_slug)
    mail = _load_mail(show, mail_id)
    kept = kept_mail.read(settings().mail_folder, mail.message_id)
    with_links = access.may(Right.MAIL_LINKS) and kept is not None
    fresh = None if kept is not None else mail_preview.afresh(db.session(), mail, settings())
    if kept is not None and with_links:
        _log_reading(show, mail)
    return render_template(
        "organizer/outbox_mail.html",
        show=show,
        mail=mail,
        kept=kept if with_links or kept is None else kept.without_links(),
        fresh=fresh,
        with_links=with_links,
        recipient=recipient,
        answer=answer,
        kind_label=mail_label,
        writes_files=not settings().mail.is_configured,
    )


@blueprint.post("/<show_slug>/outbox/<int:mail_id>/send")
@access.needs(Right.RESEND)
def send_again(show_slug: str, mail_id: int) -> Response:
    """Puts a failed or held mail back in line, at once."""
    _act(show_slug, mail_id, "mail.resend", outbox_service.requeue)
    flash(gettext("In line again. It goes out within a minute."), "ok")
    return make_response(redirect(url_for("organizer.outbox", show_slug=show_slug), 303))


@blueprint.post("/<show_slug>/outbox/<int:mail_id>/cancel")
@access.needs(Right.RESEND)
def cancel_mail(show_slug: str, mail_id: int) -> Response:
    """Takes a mail that waits out of the line."""
    _act(show_slug, mail_id, "mail.cancel", outbox_service.cancel)
    flash(gettext("The mail does not go out."), "ok")
    return make_response(redirect(url_for("organizer.outbox", show_slug=show_slug), 303))


@blueprint.get("/<show_slug>/outbox/resend")
@access.needs(Right.RESEND)
def ask_resend_failed(show_slug: str) -> Response:
    """How many would be sent again, to be confirmed."""
    show = access.load_show(show_slug)
    wanted = outbox_filter.read(show)
    number, highest = count_failed(db.session(), wanted)
    if not number:
        return _to_outbox(show, wanted)
    html = render_template(
        "organizer/outbox_resend.html",
        show=show,
        wanted=wanted,
        number=number,
        highest=highest,
        kind_label=mail_label,
    )
    return make_response(html)


@blueprint.post("/<show_slug>/outbox/resend")
@access.needs(Right.RESEND)
def resend_failed(show_slug: str) -> Response:
    """Sends the failed ones of the filter again that were counted."""
    with transaction() as session:
        show = access.load_show(show_slug)
        wanted = outbox_filter.read(show)
        highest = min(request.form.get("highest", 0, int), outbox_queries.HIGHEST_ID)
        number = outbox_service.requeue_failed(session, wanted, highest)
        audit.write(
            session,
            "mail.resend",
            actor="staff",
            staff=access.current_staff(),
            show=show,
            details={"mails": number},
            address=client_address(),
        )
    flash(
        ngettext("%(num)s mail is in line again.", "%(num)s mails are in line again.", number),
        "ok",
    )
    return _to_outbox(show, wanted.in_state(None))


def _to_outbox(show: Show, wanted: MailFilter) -> Response:
    page = url_for("organizer.outbox", show_slug=show.slug, **wanted.to_args())
    return make_response(redirect(page, 303))


def recipient(mail: OutboxMail) -> str:
    """The mailbox of a mail, as much of it as the reader may see."""
    return mail.recipient if masking.sees_phones(Kind.EXHIBITOR) else mask_email(mail.recipient)


def answer(mail: OutboxMail) -> str:
    """Why a mail waits or failed: our own reason, or what the server said, which may name whom."""
    return mail_views.reason_sentence(mail.last_error).replace(mail.recipient, recipient(mail))


def _act(show_slug: str, mail_id: int, action: str, step: Callable[[Session, int], object]) -> None:
    """Takes one step with one mail, and a line in the log under ``action``."""
    with transaction() as session:
        show = access.load_show(show_slug)
        mail = _load_mail(show, mail_id)
        step(session, mail.id)
        audit.write(
            session,
            action,
            actor="staff",
            staff=access.current_staff(),
            show=show,
            registration=mail.registration,
            details={"mail": mail.kind, "id": mail.id},
            address=client_address(),
        )


def _load_mail(show: Show, mail_id: int) -> OutboxMail:
    mail = outbox_queries.find(db.session(), show, mail_id)
    if mail is None:
        raise NotFound()
    return mail


def _log_reading(show: Show, mail: OutboxMail) -> None:
    with transaction() as session:
        audit.write(
            session,
            "mail.read",
            actor="staff",
            staff=access.current_staff(),
            show=show,
            registration=mail.registration,
            details={"mail": mail.kind, "id": mail.id},
            address=client_address(),
        )
