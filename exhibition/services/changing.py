"""Registrants change what they said: within the time the show gives, and only what is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.errors import ChangesClosed
from exhibition.domain.identifiers import fold_company, fold_name
from exhibition.domain.status import GONE, UNDECIDED_REVIEW, Kind, VisitorStatus
from exhibition.models import Registration
from exhibition.services import answers, audit, mailboxes, particulars, record, standing

_CONTACT = frozenset({"contact_name", "mobile", "email"})
_APPLICATION = _CONTACT | {
    *("company_zh", "company_en", "booth_type", "booth_count", "area_sqm"),
    *("province", "city", "remark"),
}


@dataclass(frozen=True)
class Changed:
    """What a change did."""

    #: Whether anything differed at all.
    anything: bool
    #: Whether the owner token was replaced: the old address opens nothing any more.
    new_address: bool = False
    #: Whether an accepted visitor is looked at once more, and the pass waits for it.
    reviewed_again: bool = False


def is_open(registration: Registration, at: datetime) -> bool:
    """Whether its owner may change anything at the aware moment ``at``."""
    return registration.status not in GONE and registration.show.takes_changes(at)


def all_fields(registration: Registration) -> frozenset[str]:
    """The form fields that its owner may change at one time or another."""
    if registration.kind is Kind.VISITOR:
        return frozenset(particulars.CONTACT[Kind.VISITOR])
    return _APPLICATION


def changeable(registration: Registration) -> frozenset[str]:
    """The form fields that its owner may change as long as changes are open.

    Of an application that was decided only the contact is left, and no answer.
    """
    decided = registration.kind is Kind.EXHIBITOR and not is_undecided(registration)
    return _CONTACT if decided else all_fields(registration)


def is_undecided(registration: Registration) -> bool:
    """Whether an application has not been decided yet."""
    return registration.status in UNDECIDED_REVIEW


def may_need_review(registration: Registration) -> bool:
    """Whether another name or company would have to be accepted anew."""
    return (
        registration.kind is Kind.VISITOR
        and registration.status == VisitorStatus.ACCEPTED
        and registration.pass_type.needs_review
    )


def change(
    session: Session,
    registration: Registration,
    values: Mapping[str, Any],
    said: Mapping[str, Answer],
    *,
    version: int,
    pass_key: bytes,
    base_host: str,
) -> Changed:
    """Stores changed fields (by form field, checked) and answers (by slug) of a registrant.

    Raises ``Stale`` when the record has changed since ``version``, ``ChangesClosed`` when it is too
    late, ``TooMany`` for one mailbox after the other.
    """
    record.lock_version(session, registration, version)
    _check(registration, values, said)
    before = particulars.change(session, registration, values, pass_key)
    answered = _answer(session, registration, said)
    if not before and not answered:
        return Changed(anything=False)
    again = _review_again(session, registration, before)
    audit.write(
        session,
        f"{registration.kind}.change",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={
            "before": before,
            "after": {name: values[name] for name in before},
            "answers": answered,
        },
    )
    former = before.get("email")
    moved = former is not None and mailboxes.follow(
        session, registration, former, pass_key=pass_key, base_host=base_host
    )
    session.flush()
    return Changed(anything=True, new_address=moved, reviewed_again=again)


def _check(
    registration: Registration, values: Mapping[str, Any], said: Mapping[str, Answer]
) -> None:
    if not is_open(registration, now()):
        raise ChangesClosed()
    foreign = values.keys() - changeable(registration)
    decided = registration.kind is Kind.EXHIBITOR and not is_undecided(registration)
    if foreign or (said and decided):
        raise ValueError(f"{sorted(foreign) or 'an answer'} is not the registrant's to change")


def _answer(session: Session, registration: Registration, said: Mapping[str, Answer]) -> list[str]:
    """Stores the answers that differ; gives their slugs."""
    stored = registration.answers
    differing = {
        slug: answer
        for slug, answer in said.items()
        if answer != Answer.from_json(stored.get(slug) or Answer().to_json())
    }
    if differing:
        answers.put(session, registration, differing)
    return sorted(differing)


def _review_again(session: Session, registration: Registration, before: Mapping[str, Any]) -> bool:
    # Otherwise an accepted pass could be renamed and handed to anybody.
    if not may_need_review(registration):
        return False
    name, company = before.get("name"), before.get("company")
    other_person = name is not None and fold_name(name) != fold_name(registration.name)
    other_company = company is not None and fold_company(company) != fold_company(
        registration.company
    )
    if not (other_person or other_company):
        return False
    standing.move(session, registration, None, VisitorStatus.PENDING)
    return True
