"""Submitting: one visitor registration or exhibitor application, in one transaction.

Registration, entry pass, answers, consents, mail and audit row are added together. The edge
commits; until then nothing of it exists, afterwards all of it does.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain import codes, keys
from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.details import ConsentGiven, ExhibitorDetails, VisitorDetails
from exhibition.domain.errors import TooMany, UnknownChoice, WindowClosed
from exhibition.domain.identifiers import fold_company
from exhibition.domain.mail import MailKind
from exhibition.domain.search import document
from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind, ReviewStatus, VisitorStatus
from exhibition.models import (
    Answered,
    Application,
    BoothType,
    Channel,
    Consent,
    ConsentText,
    PassType,
    Registration,
    Show,
    ShowChoice,
    ShowQuestion,
)
from exhibition.services import audit, outbox, passes, people

#: Stored registrations per mobile number: (how many, within).
MOBILE_LIMITS = ((10, timedelta(hours=1)), (30, timedelta(days=1)))
EXHIBITOR_PASS = "exhibitor"
REFERENCE_LETTER = {Kind.VISITOR: "V", Kind.EXHIBITOR: "E"}
ATTEMPTS = 5


@dataclass(frozen=True)
class Submission:
    """How a form arrived, besides what it says."""

    #: The form's own id, at least 128 bits; empty where it carried none.
    submission_id: str
    #: SHA-256 of what the form said.
    body_hash: str
    pass_key: bytes
    #: The host that Message-IDs name.
    base_host: str
    is_test: bool = False


@dataclass(frozen=True)
class Submitted:
    """The registration a submission led to: new, or the one it had already made."""

    registration: Registration
    repeated: bool
    same_body: bool = True


def find_submission(session: Session, show: Show, submission: Submission) -> Submitted | None:
    """What this very submission already made, or None."""
    if not submission.submission_id:
        return None
    registration = session.scalar(
        select(Registration).where(
            Registration.show_id == show.id,
            Registration.submission_hash == _hash(submission.submission_id),
        )
    )
    if registration is None:
        return None
    same = registration.body_hash == submission.body_hash
    return Submitted(registration, repeated=True, same_body=same)


def submit_visitor(
    session: Session, show: Show, details: VisitorDetails, submission: Submission
) -> Submitted:
    """Registers a visitor; the same submission again gives the first result.

    Raises ``WindowClosed``, ``TooMany`` (per mobile number) or ``UnknownChoice`` (pass type).
    """
    if (earlier := find_submission(session, show, submission)) is not None:
        return earlier
    _check_window(show, Kind.VISITOR, submission)
    _check_mobile_limit(session, show, details.mobile)
    pass_type = _visitor_pass_type(show, details.pass_type)
    status = VisitorStatus.PENDING if pass_type.needs_review else VisitorStatus.REGISTERED

    def build() -> Registration:
        registration = _new(session, show, Kind.VISITOR, status, details, submission)
        registration.pass_type = pass_type
        registration.name = details.name
        registration.company = details.company
        registration.job_title = details.job_title
        registration.country = details.country
        _finish_identity(registration, submission, details.company)
        return registration

    return _store(session, show, submission, build, details)


def submit_exhibitor(
    session: Session, show: Show, details: ExhibitorDetails, submission: Submission
) -> Submitted:
    """Files an exhibitor application; the same submission again gives the first result.

    Raises ``WindowClosed``, ``TooMany`` (per mobile number) or ``UnknownChoice`` (booth type).
    """
    if (earlier := find_submission(session, show, submission)) is not None:
        return earlier
    _check_window(show, Kind.EXHIBITOR, submission)
    _check_mobile_limit(session, show, details.mobile)
    pass_type = next((row for row in show.pass_types if row.slug == EXHIBITOR_PASS), None)
    if pass_type is None or not _booth_on_offer(show.booth_types, details.booth_type):
        raise UnknownChoice()

    def build() -> Registration:
        registration = _new(
            session, show, Kind.EXHIBITOR, ReviewStatus.SUBMITTED, details, submission
        )
        registration.pass_type = pass_type
        registration.name = details.contact_name
        registration.company = details.company_zh or details.company_en
        registration.country = details.country
        registration.application = Application(
            origin=details.origin,
            company_zh=details.company_zh,
            company_en=details.company_en,
            company_folded=fold_company(registration.company),
            booth_type=details.booth_type,
            booth_count=details.booth_count,
            area_sqm=details.area_sqm,
            remark=details.remark,
        )
        _finish_identity(registration, submission, details.company_zh, details.company_en)
        return registration

    return _store(session, show, submission, build, details)


def refresh_search_text(registration: Registration) -> None:
    """Brings the searchable text up to date after somebody edited the registration."""
    application = registration.application
    companies = (
        (application.company_zh, application.company_en) if application else (registration.company,)
    )
    registration.search_text = document(
        registration.name,
        *companies,
        registration.email,
        registration.mobile,
        registration.reference,
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _check_window(show: Show, kind: Kind, submission: Submission) -> None:
    state = show.window_state(kind, now())
    if not show.takes(kind):
        state = WindowState.CLOSED
    # Staff try the form before it opens.
    if state is not WindowState.OPEN and not submission.is_test:
        raise WindowClosed(state=state)


def _check_mobile_limit(session: Session, show: Show, mobile: str) -> None:
    moment = now()
    for most, within in MOBILE_LIMITS:
        stored = session.scalar(
            select(func.count(Registration.id)).where(
                Registration.show_id == show.id,
                Registration.mobile == mobile,
                Registration.created_at > moment - within,
            )
        )
        if (stored or 0) >= most:
            raise TooMany(phone=show.contact_phone)


def _visitor_pass_type(show: Show, slug: str) -> PassType:
    offered = [row for row in show.pass_types if row.on_offer and row.slug != EXHIBITOR_PASS]
    for row in offered:
        if row.slug == slug or (not slug and len(offered) == 1):
            return row
    raise UnknownChoice()


def _booth_on_offer(booth_types: list[BoothType], slug: str) -> bool:
    return any(row.on_offer and row.slug == slug for row in booth_types)


def _new(
    session: Session,
    show: Show,
    kind: Kind,
    status: str,
    details: VisitorDetails | ExhibitorDetails,
    submission: Submission,
) -> Registration:
    uid = passes.new_uid()
    token = keys.owner_token(submission.pass_key, uid, 1)
    channel_id = session.scalar(select(Channel.id).where(Channel.slug == details.channel))
    return Registration(
        uid=uid,
        show=show,
        kind=kind,
        status=status,
        reference=_free_reference(session, kind),
        submission_hash=_hash(submission.submission_id) if submission.submission_id else None,
        body_hash=submission.body_hash,
        owner_token_hash=keys.lookup_hash(token),
        locale=details.locale,
        channel_id=channel_id,
        mobile=details.mobile,
        email=details.email,
        province=details.province,
        city=details.city,
        answers={slug: answer.to_json() for slug, answer in details.answers.items() if answer},
        is_test=submission.is_test,
    )


def _free_reference(session: Session, kind: Kind) -> str:
    # Six random characters are a thousand million; two of a hundred thousand may still meet.
    for _ in range(ATTEMPTS):
        reference = codes.new_reference(REFERENCE_LETTER[kind])
        taken = session.scalar(select(Registration.id).where(Registration.reference == reference))
        if taken is None:
            return reference
    raise RuntimeError("no free reference found")


def _finish_identity(registration: Registration, submission: Submission, *companies: str) -> None:
    registration.person_key = keys.person_key(
        submission.pass_key, registration.mobile, registration.name
    )
    registration.search_text = document(
        registration.name,
        *companies,
        registration.email,
        registration.mobile,
        registration.reference,
    )


def _store(
    session: Session,
    show: Show,
    submission: Submission,
    build: Callable[[], Registration],
    details: VisitorDetails | ExhibitorDetails,
) -> Submitted:
    """Adds everything; when another thread stored the same submission first, gives that one."""
    for _ in range(ATTEMPTS):
        try:
            with session.begin_nested():
                registration = build()
                session.add(registration)
                session.add(passes.make(registration, submission.pass_key))
                session.flush()
            break
        except IntegrityError:
            earlier = find_submission(session, show, submission)
            if earlier is not None:
                return earlier
    else:
        raise RuntimeError("the registration could not be stored")
    _add_answers(session, show, registration, details)
    _add_consents(session, registration, details.consents, details.locale)
    people.refresh_further(session, registration)
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
    return Submitted(registration, repeated=False)


def _add_answers(
    session: Session,
    show: Show,
    registration: Registration,
    details: VisitorDetails | ExhibitorDetails,
) -> None:
    store_choices(session, show, registration, set(details.answers))


def store_choices(
    session: Session, show: Show, registration: Registration, slugs: set[str]
) -> None:
    """Makes the filter rows of these questions say what ``registration.answers`` says."""
    wanted = {
        (slug, value)
        for slug in slugs
        for value in registration.answers.get(slug, {}).get("values", ())
    }
    rows = session.execute(
        select(ShowChoice.id, ShowQuestion.slug, ShowChoice.slug)
        .join(ShowQuestion)
        .where(
            ShowQuestion.show_id == show.id,
            ShowQuestion.form == registration.kind.value,
            ShowQuestion.slug.in_(slugs),
        )
    )
    ids = {choice_id: (question, choice) for choice_id, question, choice in rows}
    stored = {row.choice_id: row for row in registration.chosen}
    for choice_id, pair in ids.items():
        if pair in wanted and choice_id not in stored:
            registration.chosen.append(Answered(choice_id=choice_id))
        elif pair not in wanted and choice_id in stored:
            registration.chosen.remove(stored[choice_id])


def _add_consents(
    session: Session, registration: Registration, consents: tuple[ConsentGiven, ...], locale: str
) -> None:
    for consent in consents:
        text_hash = _consent_text(session, consent, locale)
        session.add(
            Consent(
                registration_id=registration.id,
                kind=consent.kind,
                given=consent.given,
                text_hash=text_hash,
            )
        )


def _consent_text(session: Session, consent: ConsentGiven, locale: str) -> str:
    text_hash = _hash(f"{consent.kind}\n{consent.version}\n{consent.text}")
    if session.get(ConsentText, text_hash) is None:
        try:
            with session.begin_nested():
                session.add(
                    ConsentText(
                        hash=text_hash,
                        kind=consent.kind,
                        version=consent.version,
                        locale=locale,
                        text=consent.text,
                    )
                )
        except IntegrityError:
            # Somebody else agreed to these words for the first time at the same moment.
            pass
    return text_hash


def _tell(
    session: Session, show: Show, registration: Registration, submission: Submission
) -> None:
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


def answer(session: Session, registration: Registration, answers: Mapping[str, Answer]) -> None:
    """Stores answers given after the registration, such as those of the success page."""
    registration.answers = dict(registration.answers) | {
        slug: given.to_json() for slug, given in answers.items()
    }
    store_choices(session, registration.show, registration, set(answers))
    audit.write(
        session,
        f"{registration.kind}.answer",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"questions": sorted(answers)},
    )
    session.flush()
