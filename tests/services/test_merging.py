"""Two registrations become one, and two again."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exhibition.domain.answers import Answer
from exhibition.domain.errors import MoveRefused, Stale
from exhibition.domain.status import BoothStatus, PassState, VisitorStatus
from exhibition.models import AuditEntry, Merge, Registration, Role
from exhibition.queries import merges
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.registrations import totals
from exhibition.services import (
    case,
    consents,
    editing,
    erasing,
    merging,
    passes,
    second_review,
    standing,
)
from exhibition.services.second_review import SecondPersonNeeded
from tests.cast import a_member
from tests.details import MARKETING, NOTICE, a_show, a_visitor_of, an_exhibitor_of

YES = replace(MARKETING, given=True)


@pytest.fixture
def show(session):
    return a_show(session)


@pytest.fixture
def staff(session):
    return a_member(session, Role.REVIEWER)


@pytest.fixture
def two(session, settings, show):
    return [
        a_visitor_of(session, show, settings, email="a@qq.com", consents=(NOTICE, YES)),
        a_visitor_of(session, show, settings, email="b@qq.com", job_title="总监"),
    ]


def merged(session, settings, staff, pair, take=(), both=True):
    stays, goes = pair
    seen = merging.Two(stays, goes, stays.version, goes.version)
    made = merging.merge(
        session, seen, staff, take=take, both_passes=both, pass_key=settings.pass_key
    )
    session.commit()
    return made


def undone(session, settings, staff, made):
    left = merging.undo(session, made, staff, pass_key=settings.pass_key)
    session.commit()
    return left


@pytest.mark.both_databases
def test_what_was_chosen_stands_on_the_one_that_stays(session, settings, show, staff, two):
    stays, goes = two
    assert merging.differences(stays, goes).fields == ("email", "job_title")
    merged(session, settings, staff, two, take=("job_title",))
    assert (stays.job_title, stays.email) == ("总监", "a@qq.com")
    assert (goes.status, stays.status) == (VisitorStatus.CANCELLED, VisitorStatus.REGISTERED)
    assert not stays.is_further
    assert totals(session, RegistrationFilter.of(show, stays.kind)).shown == 1
    log = session.scalars(select(AuditEntry).where(AuditEntry.action.like("registration.merge%")))
    assert {entry.registration_id for entry in log} == {stays.id, goes.id}


@pytest.mark.both_databases
def test_it_is_undone_but_for_what_was_changed_since(session, settings, show, staff, two):
    stays, goes = two
    made = merged(session, settings, staff, two, take=("job_title", "email"))
    editing.edit_contact(
        session,
        stays,
        staff,
        {"email": "c@qq.com"},
        version=stays.version,
        pass_key=settings.pass_key,
    )
    assert undone(session, settings, staff, made) == ["email"]
    assert (stays.job_title, stays.email) == ("研发经理", "c@qq.com")
    assert (goes.status, goes.is_further) == (VisitorStatus.REGISTERED, True)
    assert {one.entry_pass.state for one in two} == {PassState.VALID}
    with pytest.raises(Stale):
        merging.undo(session, made, staff, pass_key=settings.pass_key)


def test_both_codes_are_one_person_and_follow_the_one_that_stays(session, settings, staff, two):
    stays, goes = two
    merged(session, settings, staff, two)
    assert goes.entry_pass.state is PassState.VALID
    assert merges.holder(session, goes.entry_pass) is stays
    passes.revoke(session, stays, staff, "lost")
    assert goes.entry_pass.state is PassState.VOID
    passes.restore(session, stays, staff)
    assert goes.entry_pass.state is PassState.VALID
    standing.cancel(session, stays, staff, "")
    assert goes.entry_pass.state is PassState.VOID


def test_or_the_other_code_ends(session, settings, staff, two):
    made = merged(session, settings, staff, two, both=False)
    assert made.gone.entry_pass.state is PassState.VOID
    assert made.kept.entry_pass.state is PassState.VALID


def test_a_pass_that_staff_revoked_is_not_given_back_by_merging(session, settings, staff, two):
    passes.revoke(session, two[1], staff, "stolen")
    made = merged(session, settings, staff, two)
    assert made.gone.entry_pass.state is PassState.REVOKED


def test_three_become_one_after_the_other(session, settings, show, staff, two):
    third = a_visitor_of(session, show, settings)
    merged(session, settings, staff, two)
    made = merged(session, settings, staff, (third, two[0]), both=False)
    assert merges.holder(session, two[1].entry_pass) is third
    assert len(merges.family(session, third.id)) == 2
    assert two[1].entry_pass.state is PassState.VOID
    undone(session, settings, staff, made)
    assert two[1].entry_pass.state is PassState.VALID


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_no_consent_is_made_by_merging(session, settings, show, staff, mine, theirs, after):
    pair = [
        a_visitor_of(session, show, settings, consents=(NOTICE, replace(MARKETING, given=given)))
        for given in (mine, theirs)
    ]
    made = merged(session, settings, staff, pair)
    assert consents.latest(pair[0])["marketing"].given is after
    # The proofs stay as they were given.
    assert pair[0].consents[1].given is mine
    assert pair[1].consents[1].given is theirs
    undone(session, settings, staff, made)
    session.refresh(pair[0])
    assert consents.latest(pair[0])["marketing"].given is mine


def test_a_consent_taken_back_on_the_other_page_counts_for_the_person(
    session, settings, show, staff
):
    pair = [a_visitor_of(session, show, settings, consents=(NOTICE, YES)) for _ in range(2)]
    merged(session, settings, staff, pair)
    consents.withdraw(session, pair[1], "marketing")
    session.commit()
    assert not consents.latest(pair[0])["marketing"].given


def test_answers_tags_and_follow_up_come_along(session, settings, show, staff):
    pair = [an_exhibitor_of(session, show, settings) for _ in range(2)]
    pair[1].answers = {"why": Answer(("much",)).to_json()}
    case.tag(session, pair[1], staff, "老客户")
    case.change(session, pair[1], staff, case.Case(), case.Case(staff.id, None, "high"))
    session.commit()
    made = merged(session, settings, staff, pair, take=("why",))
    assert pair[0].answers["why"]["values"] == ["much"]
    assert case.of(session, pair[0]) == case.Case(staff.id, None, "high")
    undone(session, settings, staff, made)
    assert (pair[0].answers, case.of(session, pair[0])) == ({}, case.Case())


def test_what_a_booth_hangs_on_is_the_one_that_stays(session, settings, show, staff):
    pair = [an_exhibitor_of(session, show, settings) for _ in range(2)]
    pair[1].application.booth = BoothStatus.HELD
    session.commit()
    assert merging.suggested(session, *pair) is pair[1]
    with pytest.raises(merging.StaysItself):
        merged(session, settings, staff, pair)


def test_one_that_ended_is_merged_no_more_and_comes_back_only_by_undoing(
    session, settings, show, staff, two
):
    merged(session, settings, staff, two)
    third = a_visitor_of(session, show, settings)
    with pytest.raises(MoveRefused):
        merged(session, settings, staff, (third, two[1]))
    session.rollback()
    with pytest.raises(standing.AlreadyMerged):
        standing.reinstate(session, two[1], staff)


def test_when_the_one_that_stayed_is_erased_the_other_code_ends_too(session, settings, staff, two):
    made = merged(session, settings, staff, two)
    goes = made.gone
    erasing.erase(session, made.kept)
    session.commit()
    session.refresh(goes.entry_pass)
    assert goes.entry_pass.state is PassState.VOID


@pytest.mark.both_databases
@pytest.mark.parametrize("swapped", [False, True])
def test_of_two_who_merge_the_same_pair_the_second_is_told(
    app, session, settings, staff, two, swapped
):
    ids = [(one.id, one.version) for one in two]
    orders = [ids, ids[::-1] if swapped else ids]
    bind, start, told = session.get_bind(), threading.Barrier(2), []
    staff_id = staff.id
    session.close()

    def work(order):
        with Session(bind) as own:
            seen = [(own.get(Registration, id), version) for id, version in order]
            by = own.get(type(staff), staff_id)
            own.rollback()
            pair = merging.Two(seen[0][0], seen[1][0], seen[0][1], seen[1][1])
            start.wait()
            try:
                if bind.dialect.name == "sqlite":
                    own.execute(update(Merge).where(Merge.id == 0).values(both_passes=True))
                merging.merge(own, pair, by, take=(), both_passes=True, pass_key=settings.pass_key)
                own.commit()
                told.append("merged")
            except (Stale, MoveRefused):
                told.append("told")

    threads = [threading.Thread(target=work, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["merged", "told"]
    assert session.scalar(select(func.count()).select_from(Merge)) == 1


def test_merging_goes_round_neither_of_two_stages(session, settings, show, staff):
    show.switches = {**show.switches, second_review.SWITCH: True}
    decided, bait = (
        an_exhibitor_of(session, show, settings, company_zh=name) for name in ("甲公司", "乙公司")
    )
    decided.status = "accepted"
    session.commit()
    for pair, take in (((bait, decided), ()), ((decided, bait), ("company_names",))):
        with pytest.raises(SecondPersonNeeded):
            merged(session, settings, staff, pair, take)
        session.rollback()
    manager = a_member(session, Role.MANAGER)
    merged(session, settings, manager, (decided, bait), ("company_names",))
    assert decided.application.company_zh == "乙公司"


def test_a_test_never_stays_for_a_real_one(session, settings, staff, two):
    two[0].is_test = True
    session.commit()
    with pytest.raises(merging.StaysATest):
        merged(session, settings, staff, two)
    session.rollback()
    merged(session, settings, staff, two[::-1])
    assert two[1].status == VisitorStatus.REGISTERED
