"""Two-stage review: whose word counts, and what becomes of a recommendation once it is settled."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError
from exhibition.domain.rights import Right, rights_in
from exhibition.domain.second_review import SWITCH, WEIGHTY, Word, word_of
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.models import Recommendation, Registration, ReviewDecision, Show, Staff
from exhibition.queries import cases, recommendations


class SecondPersonNeeded(ExhibitionError):
    """The show decides in two stages, and this is not the word that counts."""

    code = "second_person"
    sentence = N_(
        "This show decides in two stages: one person recommends, and somebody else with the right"
        " to it decides."
    )
    status = 409


class OneStageOnly(ExhibitionError):
    """The show decides in one step, so there is nothing to recommend."""

    code = "one_stage"
    sentence = N_("This show no longer decides in two stages: you can decide right away.")
    status = 409


def is_on(show: Show, kind: Kind) -> bool:
    """Whether registrations of this kind need two people: applications only."""
    return kind is Kind.EXHIBITOR and bool(show.switch(SWITCH))


def has_last_word(show: Show, staff: Staff) -> bool:
    """Whether somebody has the right to the last word in a show."""
    grants = [row.as_grant() for row in staff.grants]
    return Right.DECIDE_FINALLY in rights_in(grants, show.id)


def is_alone(session: Session, show: Show, staff: Staff) -> bool:
    """Whether nobody else may review in a show."""
    return all(one.id == staff.id for one in cases.colleagues(session, show))


def word_on(
    session: Session,
    registration: Registration,
    staff: Staff,
    open_one: Recommendation | None,
) -> Word:
    """What the word of ``staff`` on a registration is worth; ``open_one`` is what is recommended
    for it now.
    """
    show = registration.show
    two_stages = is_on(show, registration.kind)
    return word_of(
        staff.id,
        two_stages=two_stages,
        has_last_word=has_last_word(show, staff),
        alone=two_stages and is_alone(session, show, staff),
        recommended_by=open_one.staff_id if open_one else None,
    )


def check(session: Session, registration: Registration, staff: Staff, target: str) -> Word:
    """What the word is worth for a step to ``target``, of a registration that is locked.

    Raises ``SecondPersonNeeded`` where it does not count.
    """
    if target == ReviewStatus.IN_REVIEW:
        check_undo(registration, staff, registration.status)
    if target not in WEIGHTY:
        return Word.FINAL
    open_one = recommendations.open_of(session, registration)
    word = word_on(session, registration, staff, open_one)
    if not word.counts:
        raise SecondPersonNeeded()
    return word


def may_undo(show: Show, kind: Kind, staff: Staff, status: str) -> bool:
    """Whether somebody may put what was decided as ``status`` back into review: where that took two
    people, whoever has the last word.
    """
    return status not in WEIGHTY or not is_on(show, kind) or has_last_word(show, staff)


def check_undo(registration: Registration, staff: Staff, status: str) -> None:
    """Raises ``SecondPersonNeeded`` for somebody who may not take a decision for it back."""
    if not may_undo(registration.show, registration.kind, staff, status):
        raise SecondPersonNeeded()


def settle(session: Session, registration: Registration, decision: ReviewDecision) -> None:
    """Closes what was recommended: a step came after it, whatever it was."""
    if decision.to_status in (ReviewStatus.SUBMITTED, ReviewStatus.IN_REVIEW):
        return
    close(session, registration, decision.id)


def reopen(session: Session, registration: Registration, decision_id: int) -> None:
    """What the decision settled waits again, unless something else was recommended since."""
    if recommendations.open_of(session, registration) is not None:
        return
    session.execute(
        update(Recommendation)
        .where(
            Recommendation.registration_id == registration.id,
            Recommendation.decision_id == decision_id,
        )
        .values(closed_at=None, decision_id=None, version=registration.version)
    )


def close(session: Session, registration: Registration, decision_id: int | None = None) -> None:
    """Closes what was recommended: settled by a decision, or making room for another one."""
    session.execute(
        update(Recommendation)
        .where(Recommendation.registration_id == registration.id, recommendations.is_open())
        .values(closed_at=now(), decision_id=decision_id)
    )
