"""The same person again: everything is stored, one of it counts."""

import pytest

from exhibition.domain.details import ApplicationDetails
from exhibition.services import application, people
from tests.details import a_show, a_visitor_of, an_exhibitor_of


def further(session, *registrations):
    for one in registrations:
        session.refresh(one)
    return [one.is_further for one in registrations]


def leave(session, registration, **columns):
    """What staff or the registrant do to a registration, as far as it matters here."""
    for name, value in columns.items():
        setattr(registration, name, value)
    session.flush()
    people.refresh_further(session, registration)
    session.commit()


@pytest.mark.both_databases
def test_the_first_registration_of_a_person_counts(session, settings):
    show = a_show(session)
    all_three = [a_visitor_of(session, show, settings) for _ in range(3)]
    assert further(session, *all_three) == [False, True, True]
    assert {one.entry_pass.state.value for one in all_three} == {"valid"}


def test_a_name_is_the_same_however_it_is_typed(session, settings):
    show = a_show(session)
    first = a_visitor_of(session, show, settings, name="Anna Meyer")
    again = a_visitor_of(session, show, settings, name="ＡＮＮＡ  ｍｅｙｅｒ")
    assert further(session, first, again) == [False, True]


@pytest.mark.parametrize(
    "other", [{"name": "张小明"}, {"mobile": "+8613812345679"}, {"mobile": "+85291234567"}]
)
def test_somebody_else_counts(session, settings, other):
    show = a_show(session)
    first = a_visitor_of(session, show, settings)
    assert further(session, first, a_visitor_of(session, show, settings, **other)) == [False, False]


def test_a_person_counts_once_in_each_show_and_as_each_kind(session, settings):
    one, two = a_show(session, "one"), a_show(session, "two")
    same = {"mobile": "+8613812345678"}
    made = [
        a_visitor_of(session, one, settings, **same),
        a_visitor_of(session, two, settings, **same),
        an_exhibitor_of(session, one, settings, contact_name="张晓明", **same),
    ]
    assert further(session, *made) == [False, False, False]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "gone", [{"status": "withdrawn"}, {"status": "cancelled"}, {"is_test": True}]
)
def test_the_next_one_counts_when_the_first_goes(session, settings, gone):
    show = a_show(session)
    first, second, third = (a_visitor_of(session, show, settings) for _ in range(3))
    leave(session, first, **gone)
    assert further(session, first, second, third) == [False, False, True]


def test_a_trial_by_staff_stands_in_nobodys_way(session, settings):
    show = a_show(session)
    trial = a_visitor_of(session, show, settings, test=True)
    assert further(session, trial, a_visitor_of(session, show, settings)) == [False, False]


def test_an_agent_applies_for_two_companies(session, settings):
    show = a_show(session)
    first = an_exhibitor_of(session, show, settings, company_zh="甲公司")
    other = an_exhibitor_of(session, show, settings, company_zh="乙公司")
    again = an_exhibitor_of(session, show, settings, company_zh="甲 公司")
    assert further(session, first, other, again) == [False, False, True]


def correct(session, settings, registration, **values):
    application.save(
        session,
        registration,
        ApplicationDetails(values),
        pass_key=settings.pass_key,
        base_host="expo.example",
    )
    session.commit()


@pytest.mark.parametrize(
    "correction",
    [{"contact_name": "王芳"}, {"mobile": "+8613700000000"}, {"company_zh": "别的公司"}],
)
def test_a_correction_leaves_the_place_to_the_next_one(session, settings, correction):
    show = a_show(session)
    first = an_exhibitor_of(session, show, settings)
    second = an_exhibitor_of(session, show, settings)
    correct(session, settings, first, **correction)
    assert further(session, first, second) == [False, False]


def test_a_correction_can_make_it_the_further_one(session, settings):
    show = a_show(session)
    first = an_exhibitor_of(session, show, settings)
    second = an_exhibitor_of(session, show, settings, contact_name="王芳")
    correct(session, settings, second, contact_name="李娜")
    assert further(session, first, second) == [False, True]
