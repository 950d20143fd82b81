"""Two-stage review: one recommends, another decides, and no switch leaves anything stuck."""

import pytest
from sqlalchemy import select

from exhibition.domain.errors import MoveRefused, Stale
from exhibition.models import AuditEntry, OutboxMail, Role
from exhibition.queries import recommendations, review_queue
from exhibition.services import bulk, recommending, review, second_review, withdrawing
from exhibition.services.bulk_plan import Order
from exhibition.services.review import Said
from exhibition.services.second_review import OneStageOnly, SecondPersonNeeded
from tests.cast import a_member
from tests.registrants import an_exhibitor, the_first_show

HOST = "expo.example"
A, D, W, N = "accepted", "declined", "waitlisted", "needs_info"


@pytest.fixture
def show(session):
    show = the_first_show(session)
    switch(session, show, True)
    return show


@pytest.fixture
def reviewer(session):
    return a_member(session, Role.REVIEWER)


@pytest.fixture
def manager(session):
    return a_member(session, Role.MANAGER)


@pytest.fixture
def application(session, settings, show):
    return an_exhibitor(session, settings, show)


def switch(session, show, is_on):
    show.switches = {**show.switches, second_review.SWITCH: is_on}
    session.commit()


def recommend(session, one, staff, target=A, reason="老客户", **more):
    version = more.pop("version", one.version)
    made = recommending.recommend(
        session, one, staff, target, reason=reason, version=version, **more
    )
    session.commit()
    return made


def decide(session, one, staff, target=A):
    taken = review.decide(session, one, staff, target, Said(), version=one.version, base_host=HOST)
    session.commit()
    return taken


@pytest.mark.both_databases
def test_it_takes_two_and_the_second_has_the_last_word(session, application, reviewer, manager):
    mails = len(session.scalars(select(OutboxMail)).all())
    with pytest.raises(SecondPersonNeeded):
        decide(session, application, manager)
    session.rollback()
    made = recommend(session, application, reviewer, message="欢迎")
    assert application.status == "submitted"
    assert len(session.scalars(select(OutboxMail)).all()) == mails
    with pytest.raises(SecondPersonNeeded):
        decide(session, application, reviewer)
    session.rollback()
    taken = decide(session, application, manager)
    assert (application.status, taken.alone) == (A, False)
    session.refresh(made)
    assert (made.closed_at is not None, made.decision_id) == (True, taken.id)
    said = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert said[-2:] == ["recommendation.make", "review.accepted"]


def test_whoever_recommended_does_not_decide(session, application, reviewer, manager):
    recommend(session, application, manager)
    with pytest.raises(SecondPersonNeeded):
        decide(session, application, manager, D)
    session.rollback()
    # Another reviewer's recommendation takes its place, so it is not stuck.
    recommend(session, application, reviewer, W)
    assert decide(session, application, manager, D).to_status == D


def test_whoever_is_alone_decides_and_it_is_written_down(session, application, manager):
    assert decide(session, application, manager).alone


def test_a_correction_needs_one_person_only_and_settles_what_was_recommended(
    session, application, reviewer, manager
):
    recommend(session, application, manager)
    decide(session, application, reviewer, N)
    assert recommendations.open_of(session, application) is None


@pytest.mark.both_databases
def test_the_second_to_recommend_is_told(session, application, reviewer, manager):
    seen = application.version
    recommend(session, application, reviewer)
    with pytest.raises(Stale):
        recommend(session, application, manager, D, version=seen)
    session.rollback()
    recommend(session, application, manager, D)
    assert recommendations.open_of(session, application).target == D
    assert len(recommendations.of_registration(session, application)) == 2


def test_switching_leaves_nothing_stuck(session, show, application, reviewer, manager):
    recommend(session, application, reviewer, D)
    switch(session, show, False)
    with pytest.raises(OneStageOnly):
        recommend(session, application, manager)
    session.rollback()
    decide(session, application, reviewer, W)
    switch(session, show, True)
    recommend(session, application, reviewer)
    assert decide(session, application, manager).to_status == A


def test_a_decision_undone_brings_the_recommendation_back(session, application, reviewer, manager):
    made = recommend(session, application, reviewer, D)
    taken = decide(session, application, manager, D)
    with pytest.raises(SecondPersonNeeded):
        review.take_back(session, application, reviewer, taken.id)
    session.rollback()
    review.take_back(session, application, manager, taken.id)
    session.commit()
    session.refresh(made)
    assert (made.closed_at, made.version) == (None, application.version)
    with pytest.raises(MoveRefused):
        recommending.take_back(session, application, manager, made.id)
    recommending.take_back(session, application, reviewer, made.id)
    assert recommendations.open_of(session, application) is None


def test_who_withdraws_leaves_no_recommendation_behind(session, application, reviewer, manager):
    recommend(session, application, reviewer)
    withdrawing.withdraw(session, application, base_host=HOST)
    assert recommendations.open_of(session, application) is None


@pytest.mark.both_databases
def test_the_queue_has_a_part_for_each_stage(session, settings, show, reviewer, manager):
    one, two, three = (
        an_exhibitor(session, settings, show, company_zh=f"第{n}公司", mobile=f"+861390013900{n}")
        for n in (1, 2, 3)
    )
    recommend(session, two, reviewer)
    recommend(session, three, manager)
    kind, second = one.kind, review_queue.second(manager)
    counts = [
        review_queue.count(session, show, kind, part) for part in (second, review_queue.FIRST)
    ]
    assert counts == [1, 1]
    # Not what the manager recommended.
    assert review_queue.next_after(session, show, kind, manager, part=second) == two
    first = review_queue.next_after(session, show, kind, reviewer, part=review_queue.FIRST)
    assert first == one


def test_what_took_two_is_not_put_back_by_the_first(session, show, application, reviewer, manager):
    recommend(session, application, reviewer, D)
    order, seen = Order(D, Said()), {application.reference: application.version}
    batch, _ = bulk.decide(session, show, application.kind, manager, order, seen, base_host=HOST)
    session.commit()
    with pytest.raises(SecondPersonNeeded):
        decide(session, application, reviewer, "in_review")
    session.rollback()
    with pytest.raises(SecondPersonNeeded):
        bulk.undo(session, batch, reviewer)
    session.rollback()
    assert application.status == D
    assert bulk.undo(session, batch, manager) == []
