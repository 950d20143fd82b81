"""What the page of one registration shows besides the registration itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import Application, AuditEntry, Consent, Registration

MOST_LOOK_ALIKES = 20
MOST_ENTRIES = 200


@dataclass(frozen=True)
class LookAlike:
    """Another registration of what seems to be the same person or the same company."""

    registration: Registration
    same_company: bool


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
        names = [Application.company_folded == application.company_folded]
        if application.uscc:
            names.append(Application.uscc == application.uscc)
        same_company = session.scalars(others.join(Application).where(or_(*names))).all()
    companies = {other.id for other in same_company}
    found = {other.id: other for other in (*same_person, *same_company)}
    return [LookAlike(found[id], id in companies) for id in sorted(found)]


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
