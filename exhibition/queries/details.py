"""What the page of one registration shows besides the registration itself."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.likeness import Reason
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, CaseFile, Consent, Registration, Staff
from exhibition.queries import look_alikes as alikes
from exhibition.queries import merges

MOST_LOOK_ALIKES = 20
MOST_ENTRIES = 200


@dataclass(frozen=True)
class LookAlike:
    """Another registration of what seems to be the same person or the same company."""

    registration: Registration
    #: Why, the strongest first; empty where the person is the same and nothing else.
    reasons: tuple[Reason, ...]
    #: Whose customer it is; empty where nobody's.
    owner: str = ""

    @property
    def same_company(self) -> bool:
        """Whether it is the company that stands twice, rather than a person or a mail domain."""
        return not {Reason.USCC, Reason.COMPANY}.isdisjoint(self.reasons)

    @property
    def only_domain(self) -> bool:
        """Whether no more than the mail domain speaks for it."""
        return self.reasons == (Reason.DOMAIN,)

    @property
    def same_person(self) -> bool:
        """Whether it is a visitor who stands twice."""
        return self.registration.kind is Kind.VISITOR


def look_alikes(session: Session, registration: Registration) -> list[LookAlike]:
    """The others of this show and kind by the same person or company, the most alike first.

    Without those that staff told apart from it or merged into it; of visitors without those who
    share a number only, as assistants do who register their bosses.
    """
    others = alikes.others(session, registration, 3 * MOST_LOOK_ALIKES)
    if not others:
        return []
    known = alikes.apart_from(session, registration)
    known |= {merge.gone_id for merge in merges.family(session, registration.id)}
    found = {
        id: reasons
        for id, other in others.items()
        if id not in known and (reasons := _telling(registration, other))
    }
    chosen = sorted(found, key=lambda one: (_strength(found[one]), one))[:MOST_LOOK_ALIKES]
    owners = _owners(session, chosen)
    return [LookAlike(others[id], found[id], owners.get(id, "")) for id in chosen]


def _telling(one: Registration, other: Registration) -> tuple[Reason, ...]:
    reasons = alikes.reasons_between(one, other)
    just_number = reasons == (Reason.MOBILE,) and one.kind is Kind.VISITOR
    return () if just_number and one.person_key != other.person_key else reasons


def _strength(reasons: tuple[Reason, ...]) -> int:
    """The place of the best reason among all there are: 0 the strongest, the last a domain."""
    return min(map(tuple(Reason).index, reasons), default=0)


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
