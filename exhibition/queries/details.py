"""What the page of one registration shows besides the registration itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain import mail
from exhibition.models import Application, AuditEntry, CaseFile, Consent, Registration, Staff

MOST_LOOK_ALIKES = 20
MOST_ENTRIES = 200


@dataclass(frozen=True)
class LookAlike:
    """Another registration of what seems to be the same person or the same company."""

    registration: Registration
    same_company: bool
    #: Whose customer it is; empty where nobody's.
    owner: str = ""


def look_alikes(session: Session, registration: Registration) -> list[LookAlike]:
    """The others of this show and kind by the same person or company, oldest first."""
    others = (
        select(Registration)
        .where(
            Registration.show_id == registration.show_id,
            Registration.kind == registration.kind,
            Registration.id != registration.id,
        )
        .options(joinedload(Registration.entry_pass))
        .order_by(Registration.id)
        .limit(MOST_LOOK_ALIKES)
    )
    same_person = session.scalars(
        others.where(Registration.person_key == registration.person_key)
    ).all()
    same_company: Sequence[Registration] = ()
    if (application := registration.application) is not None:
        same = _same_company(registration, application)
        same_company = session.scalars(others.join(Application).where(or_(*same))).all()
    companies = {other.id for other in same_company}
    found = {other.id: other for other in (*same_person, *same_company)}
    owners = _owners(session, found)
    return [LookAlike(found[id], id in companies, owners.get(id, "")) for id in sorted(found)]


def _same_company(
    registration: Registration, application: Application
) -> list[ColumnElement[bool]]:
    """Company number, folded name, telephone, or a mail domain that is the company's own."""
    same = [
        Application.company_folded == application.company_folded,
        Registration.mobile == registration.mobile,
    ]
    if application.uscc:
        same.append(Application.uscc == application.uscc)
    domain = registration.email.rpartition("@")[2].casefold()
    if domain and domain not in mail.FREE_DOMAINS:
        same.append(func.lower(Registration.email).endswith(f"@{domain}", autoescape=True))
    return same


def _owners(session: Session, ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(CaseFile.registration_id, Staff.name, Staff.email)
        .join(Staff, Staff.id == CaseFile.owner_id)
        .where(CaseFile.registration_id.in_(ids))
    )
    return {id: name or email for id, name, email in rows}


def audit_entries(session: Session, registration: Registration) -> list[AuditEntry]:
    """The last lines of the audit log about a registration, newest first, with who."""
    return list(
        session.scalars(
            select(AuditEntry)
            .where(AuditEntry.registration_id == registration.id)
            .options(joinedload(AuditEntry.staff))
            .order_by(AuditEntry.id.desc())
            .limit(MOST_ENTRIES)
        )
    )


def consents(session: Session, registration: Registration) -> list[Consent]:
    """Every box that was ticked or left empty, with the words beside it, oldest first."""
    return list(
        session.scalars(
            select(Consent)
            .where(Consent.registration_id == registration.id)
            .options(joinedload(Consent.text))
            .order_by(Consent.id)
        )
    )
