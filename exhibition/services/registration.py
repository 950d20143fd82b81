"""Submitting: one visitor registration or exhibitor application, in one transaction.

Registration, entry pass, answers, consents, mail and audit row are added together. The edge
commits; until then nothing of it exists, afterwards all of it does.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain import codes, keys
from exhibition.domain.details import ExhibitorDetails, VisitorDetails
from exhibition.domain.errors import UnknownChoice
from exhibition.domain.identifiers import fold_company
from exhibition.domain.mail import MailKind
from exhibition.domain.preset_parts import EXHIBITOR_TYPE
from exhibition.domain.search import document
from exhibition.domain.status import Kind, ReviewStatus, VisitorStatus
from exhibition.models import Application, Channel, PassType, Registration, Show
from exhibition.services import (
    answers,
    audit,
    case,
    consents,
    identity,
    likeness,
    outbox,
    passes,
    people,
)
from exhibition.services import submission as submissions
from exhibition.services.submission import Submission, Submitted

#: Six random characters are a thousand million; of a hundred thousand references two may meet.
ATTEMPTS = 5

Details = VisitorDetails | ExhibitorDetails


def submit_visitor(
    session: Session, show: Show, details: VisitorDetails, submission: Submission
) -> Submitted:
    """Registers a visitor; the same submission again gives the first result.

    Raises ``WindowClosed``, ``TooMany`` (per mobile number) or ``UnknownChoice`` (pass type).
    """
    if earlier := submissions.begin(session, show, Kind.VISITOR, details.mobile, submission):
        return earlier
    pass_type = _visitor_pass_type(show, details.pass_type)
    status = VisitorStatus.PENDING if pass_type.needs_review else VisitorStatus.REGISTERED

    def build() -> Registration:
        return _new(
            session,
            show,
            details,
            submission,
            kind=Kind.VISITOR,
            reference=codes.new_reference("V"),
            status=status,
            pass_type=pass_type,
            name=details.name,
            company=details.company,
            job_title=details.job_title,
        )

    submitted = _store(session, show, submission, build, details)
    if details.document is not None and not submitted.repeated:
        identity.keep(session, submitted.registration, details.document, submission.pass_key)
    return submitted


def submit_exhibitor(
    session: Session, show: Show, details: ExhibitorDetails, submission: Submission
) -> Submitted:
    """Files an exhibitor application; the same submission again gives the first result.

    Raises ``WindowClosed``, ``TooMany`` (per mobile number) or ``UnknownChoice`` (booth type).
    """
    if earlier := submissions.begin(session, show, Kind.EXHIBITOR, details.mobile, submission):
        return earlier
    pass_type = next((row for row in show.pass_types if row.slug == EXHIBITOR_TYPE), None)
    on_offer = {row.slug for row in show.booth_types if row.on_offer}
    if pass_type is None or details.booth_type not in on_offer:
        raise UnknownChoice()

    def build() -> Registration:
        return _new(
            session,
            show,
            details,
            submission,
            kind=Kind.EXHIBITOR,
            reference=codes.new_reference("E"),
            status=ReviewStatus.SUBMITTED,
            pass_type=pass_type,
            name=details.contact_name,
            company=details.company_zh or details.company_en,
            application=_application(details),
        )

    return _store(session, show, submission, build, details)


def refresh_search_text(registration: Registration) -> None:
    """Brings the searchable text up to date with what the registration says now."""
    application = registration.application
    companies = (
        (application.company_zh, application.company_en) if application else (registration.company,)
    )
    registration.search_text = document(
        registration.name,
        companies,
        registration.email,
        registration.mobile,
        registration.reference,
    )


def _visitor_pass_type(show: Show, slug: str) -> PassType:
    offered = [row for row in show.pass_types if row.on_offer and row.slug != EXHIBITOR_TYPE]
    for row in offered:
        if row.slug == slug or (not slug and len(offered) == 1):
            return row
    raise UnknownChoice()


def _application(details: ExhibitorDetails) -> Application:
    return Application(
        origin=details.origin,
        company_zh=details.company_zh,
        company_en=details.company_en,
        company_folded=fold_company(details.company_zh or details.company_en),
        booth_type=details.booth_type,
        booth_count=details.booth_count,
        area_sqm=details.area_sqm,
        remark=details.remark,
    )


def _new(
    session: Session, show: Show, details: Details, submission: Submission, **own: Any
) -> Registration:
    """A registration; ``own`` are the columns that the two kinds fill differently."""
    uid = passes.new_uid()
    token = keys.owner_token(submission.pass_key, uid, 1)
    registration = Registration(
        uid=uid,
        show=show,
        show_id=show.id,
        submission_hash=submission.hash,
        body_hash=submission.body_hash,
        owner_token_hash=keys.lookup_hash(token),
        person_key=keys.person_key(submission.pass_key, details.mobile, own["name"]),
        locale=details.locale,
        channel_id=_channel_id(session, details.channel),
        mobile=details.mobile,
        email=details.email,
        country=details.country,
        province=details.province,
        city=details.city,
        answers={slug: answer.to_json() for slug, answer in details.answers.items() if answer},
        chosen=[],
        is_test=submission.is_test,
        **own,
    )
    refresh_search_text(registration)
    return registration


def _channel_id(session: Session, slug: str) -> int | None:
    if not slug:
        return None
    return session.scalar(select(Channel.id).where(Channel.slug == slug))


def _store(
    session: Session,
    show: Show,
    submission: Submission,
    build: Callable[[], Registration],
    details: Details,
) -> Submitted:
    """Adds everything; when another thread stored the same submission first, gives that one."""
    for _ in range(ATTEMPTS):
        registration = build()
        # Before anything of it is in the session: all of it then goes to the database at once.
        answers.store_choices(session, registration, details.answers.keys())
        consents.keep(session, registration, details.consents)
        try:
            with session.begin_nested():
                session.add(registration)
                session.add(passes.make(registration, submission.pass_key))
            break
        except IntegrityError:
            if earlier := submissions.find(session, show, submission):
                return earlier
    else:
        raise RuntimeError("the registration could not be stored")
    people.refresh_further(session, registration)
    if registration.kind is Kind.EXHIBITOR:
        case.begin(session, registration)
    _tell(session, show, registration, submission)
    audit.write(
        session,
        f"{registration.kind}.submit",
        actor="registrant",
        show=show,
        registration=registration,
        details={"reference": registration.reference, "test": registration.is_test},
    )
    session.flush()
    # Last: a statement before would make the session write the rest in two rounds.
    likeness.keep(session, registration)
    return Submitted(registration, repeated=False)


def _tell(session: Session, show: Show, registration: Registration, submission: Submission) -> None:
    visitor = registration.kind is Kind.VISITOR
    if registration.email:
        outbox.enqueue(
            session,
            kind=MailKind.VISITOR_PASS if visitor else MailKind.EXHIBITOR_RECEIVED,
            show=show,
            registration=registration,
            recipient=registration.email,
            locale=registration.locale,
            base_host=submission.base_host,
        )
    if not visitor and not registration.is_test:
        for mailbox in show.notify_emails:
            outbox.enqueue(
                session,
                kind=MailKind.STAFF_NOTICE,
                show=show,
                registration=registration,
                recipient=mailbox,
                locale=show.default_locale,
                base_host=submission.base_host,
            )
