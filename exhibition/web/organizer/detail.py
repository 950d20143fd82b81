"""The page of one registration: all it says, where it stands, what happened to it."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.adapters.file_store import FileStore
from exhibition.database import db, transaction
from exhibition.domain.application_steps import SLIP
from exhibition.domain.errors import NotFound
from exhibition.domain.rights import Right
from exhibition.domain.status import GONE, BoothStatus, Kind, PassState, VisitorStatus
from exhibition.models import Registration, Show
from exhibition.queries import cases, details, merges, questions, recommendations, uploads
from exhibition.queries import review as reviews
from exhibition.services import audit, case, standing
from exhibition.web import access, errors, identity_shown, pass_card
from exhibition.web.client import client_address
from exhibition.web.organizer import alike_words, facts, history, masking, merged, two_stages
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.list_place import way_back
from exhibition.web.organizer.loading import ONE, load_registration, place_of
from exhibition.web.public.blueprint import settings

#: A file may hold a script (a PDF does); opened from here it can do nothing.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blueprint.get(ONE)
@access.needs(Right.LOOK_UP)
def registration(show_slug: str, listing: str, reference: str) -> Response:
    """All there is to know about one registration."""
    found = load_registration(access.load_show(show_slug), listing, reference)
    merge = merges.of_gone(db.session(), found.id)
    if merge is not None and request.args.get("own") != "1":
        words = {"gone": found.reference, "kept": merge.kept.reference}
        flash(gettext("%(gone)s was merged into %(kept)s, which you see here.", **words), "info")
        return make_response(redirect(url_for("organizer.registration", **place_of(merge.kept))))
    if found.kind is Kind.VISITOR and masking.sees_phones(found.kind):
        log_view(found)
    return detail_page(found)


@blueprint.get(f"{ONE}/pass.png")
@access.needs(Right.PRINT)
def pass_picture(show_slug: str, listing: str, reference: str) -> Response:
    """The pass as its holder has it; opening it is logged, because it admits."""
    found = load_registration(access.load_show(show_slug), listing, reference)
    with transaction() as session:
        audit.write(
            session,
            "pass.picture",
            actor="staff",
            staff=access.current_staff(),
            show=found.show,
            registration=found,
            address=client_address(),
        )
    response = make_response(pass_card.picture(found, settings()))
    response.mimetype = "image/png"
    response.headers["Content-Disposition"] = f'inline; filename="{found.reference}.png"'
    return response


@blueprint.get(f"{ONE}/files/<int:upload_id>")
@access.needs(Right.READ)
def uploaded_file(show_slug: str, listing: str, reference: str, upload_id: int) -> Response:
    """A file that was handed in, only ever as a download."""
    found = load_registration(access.load_show(show_slug), listing, reference)
    present = {upload.id: upload for upload in uploads.present(db.session(), found)}
    upload = present.get(upload_id)
    if upload is None:
        raise NotFound()
    if upload.field == SLIP and not access.may(Right.DECIDE):
        # Whose account it was paid from is the business of whoever deals with the money.
        return errors.error_page(403)
    try:
        with FileStore(settings().uploads).open(upload.stored_name) as file:
            response = make_response(file.read())
    except FileNotFoundError as gone:
        raise NotFound() from gone
    response.mimetype = upload.media_type
    response.headers.set("Content-Disposition", "attachment", filename=upload.original_name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def detail_page(found: Registration, status: int = 200, **more: Any) -> Response:
    """The page; ``more`` goes to the template, such as a form that has to be corrected."""
    session, show = db.session(), found.show
    asked = questions.of_show(session, show)
    entries = details.audit_entries(session, found)
    others = merged.into(found)
    case_of = _case(found)
    case_of["notes"] = merged.notes(case_of["notes"], others)
    document = identity_shown.masked(found) if found.kind is Kind.VISITOR else None
    shown: dict[str, Any] = {**case_of, **_possible(found), "document": document, **more}
    html = render_template(
        "organizer/registration.html",
        show=show,
        registration=found,
        application=found.application,
        place=place_of(found),
        sections=facts.sections(found, asked),
        consents=details.consents(session, found),
        files=[one for one in uploads.present(session, found) if one.field != SLIP],
        look_alikes=details.look_alikes(session, found),
        alike_reason=alike_words.reason,
        events=merged.events(
            history.events(
                entries,
                reviews.decisions(session, found),
                asked,
                found.kind,
                reviews.mails(session, found),
                recommendations.of_registration(session, found),
            ),
            others,
            asked,
        ),
        merged=others,
        merged_into=merges.of_gone(session, found.id) if found.status in GONE else None,
        views=history.views(entries),
        booths=list(BoothStatus),
        way=way_back(found),
        **shown,
    )
    return make_response(html, status)


def load(show_slug: str, listing: str, reference: str) -> tuple[Show, Registration]:
    """The show and the registration of an address. Raises ``NotFound``."""
    show = access.load_show(show_slug)
    return show, load_registration(show, listing, reference)


def _case(found: Registration) -> dict[str, Any]:
    """What staff keep about it among themselves."""
    session = db.session()
    return {
        "case": case.of(session, found),
        "case_form": None,
        "case_file": cases.file_of(session, found),
        "notes": cases.notes(session, found),
        "tags": cases.tags(session, found),
        "tag_words": cases.tag_words(session, found.show),
        "colleagues": cases.colleagues(session, found.show),
    }


def _possible(found: Registration) -> dict[str, Any]:
    """What may be done with it now."""
    state = found.entry_pass.state
    return {
        **two_stages.standing(found),
        "may_cancel": standing.may_move(found, VisitorStatus.CANCELLED),
        "may_reinstate": found.status == VisitorStatus.CANCELLED,
        "is_revoked": state is PassState.REVOKED,
        "has_link": state in (PassState.VALID, PassState.PENDING),
    }


def log_view(found: Registration) -> None:
    """Writes down that somebody saw a visitor's contacts."""
    with transaction() as session:
        audit.write(
            session,
            history.VIEW,
            actor="staff",
            staff=access.current_staff(),
            show=found.show,
            registration=found,
            address=client_address(),
        )
