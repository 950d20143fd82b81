"""What staff do with a registration besides reviewing it, each with a line in the audit log."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, MoveRefused
from exhibition.domain.identifiers import fold_company
from exhibition.domain.mail import MailKind
from exhibition.domain.status import BoothStatus, Kind, PaymentStatus
from exhibition.models import Application, OutboxMail, OutboxState, Registration, Staff
from exhibition.services import outbox, people, record
from exhibition.services import registration as registrations

_PERSON = ("mobile", "email", "country", "province", "city")
#: form field -> column of the registration, for each kind; the rest stands on the application.
CONTACT: Mapping[Kind, Mapping[str, str]] = {
    Kind.VISITOR: {name: name for name in ("name", "company", "job_title", *_PERSON)},
    Kind.EXHIBITOR: {"contact_name": "name", **{name: name for name in _PERSON}},
}
COMPANY = ("company_zh", "company_en", "contact_title")


class NoMailbox(ExhibitionError):
    """There is no address that a mail could go to."""

    code = "no_mailbox"
    sentence = N_("This registration has no e-mail address.")


def edit_contact(
    session: Session,
    registration: Registration,
    staff: Staff,
    values: Mapping[str, str],
    *,
    version: int,
    pass_key: bytes,
) -> bool:
    """Changes the contact fields in ``values`` (checked, ``mobile`` in E.164), by form field.

    Gives whether anything differed. Raises ``Stale`` when the record has changed since ``version``.
    """
    record.lock_version(session, registration, version)
    person = registration.person_key
    before = _write(registration, values)
    if not before:
        return False
    _refresh(session, registration, pass_key)
    # Where this was the first registration of a person it no longer is of, the next one counts.
    people.refresh_person(session, registration, person)
    record.log(
        session,
        "registration.edit",
        registration,
        staff,
        {"before": before, "after": {name: values[name] for name in before}},
    )
    return True


def resend_mail(
    session: Session, registration: Registration, staff: Staff, *, base_host: str
) -> MailKind:
    """Sends the registrant's last mail once more; gives which. Raises ``NoMailbox``.

    It is written afresh from the registration as it is now, to the mailbox it has now.
    """
    if not registration.email:
        raise NoMailbox()
    kind, params = last_mail(session, registration)
    mail = outbox.enqueue(
        session,
        kind=kind,
        show=registration.show,
        registration=registration,
        recipient=registration.email,
        locale=registration.locale,
        params=params,
        base_host=base_host,
    )
    if mail.state is OutboxState.HELD:
        # The share of a mailbox holds back strangers, not the staff.
        outbox.requeue(session, mail.id)
    record.log(session, "mail.resend", registration, staff, {"mail": kind.value})
    return kind


def last_mail(session: Session, registration: Registration) -> tuple[MailKind, dict[str, Any]]:
    """What a registrant should have in the mailbox now, with the decision it announces."""
    if registration.kind is Kind.VISITOR:
        return MailKind.VISITOR_PASS, {}
    found = session.scalar(
        select(OutboxMail)
        .where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.kind.not_in([MailKind.STAFF_NOTICE.value, MailKind.PASS_LINK.value]),
        )
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )
    if found is None:
        return MailKind.EXHIBITOR_RECEIVED, {}
    decision = found.param("decision_id")
    return MailKind(found.kind), {"decision_id": decision} if decision else {}


def set_tracks(
    session: Session,
    registration: Registration,
    staff: Staff,
    *,
    booth: BoothStatus,
    booth_no: str,
    payment: PaymentStatus,
    version: int,
) -> bool:
    """Moves an exhibitor's booth and payment tracks, which depend on nothing else.

    Gives whether anything differed. Raises ``Stale``, and ``MoveRefused`` for a visitor.
    """
    application = registration.application
    if application is None:
        raise MoveRefused(current=registration.status, target=booth)
    record.lock_version(session, registration, version)
    wanted = {"booth": booth, "booth_no": booth_no, "payment": payment}
    before = {
        name: str(getattr(application, name))
        for name, value in wanted.items()
        if getattr(application, name) != value
    }
    if not before:
        return False
    for name in before:
        setattr(application, name, wanted[name])
    # The tracks stand in a row of their own; the registration's version has to count them too.
    registration.updated_at = now()
    session.flush()
    after = {name: str(wanted[name]) for name in before}
    record.log(
        session, "application.tracks", registration, staff, {"before": before, "after": after}
    )
    return True


def _write(registration: Registration, values: Mapping[str, str]) -> dict[str, str]:
    """Writes the values that differ; gives what they were before, by form field."""
    columns, before = CONTACT[registration.kind], {}
    for name, value in values.items():
        if name not in columns and name not in COMPANY:
            raise ValueError(f"{name} is no contact field")
        owner: Registration | Application | None = (
            registration if name in columns else registration.application
        )
        column = columns.get(name, name)
        if owner is not None and (old := getattr(owner, column)) != value:
            before[name] = str(old)
            setattr(owner, column, value)
    return before


def _refresh(session: Session, registration: Registration, pass_key: bytes) -> None:
    """Brings all that derives from the contact fields up to date."""
    application = registration.application
    if application is not None:
        registration.company = application.company_zh or application.company_en
        application.company_folded = fold_company(registration.company)
        registration.updated_at = now()
    registration.person_key = keys.person_key(pass_key, registration.mobile, registration.name)
    registrations.refresh_search_text(registration)
    session.flush()
    people.refresh_further(session, registration)
