"""Rows chosen in a list, ticked one by one or all at once, found again when they are acted on."""

import pytest
from werkzeug.datastructures import MultiDict

from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.queries import selection
from exhibition.queries.filters import RegistrationFilter
from exhibition.queries.selection import Selection, SelectionMoved
from tests.cast import a_show
from tests.registrants import a_visitor, an_exhibitor, the_first_show


@pytest.fixture
def people(session, settings):
    """Three visitors and an exhibitor of one show."""
    show = the_first_show(session)
    visitors = [
        a_visitor(session, settings, show, name=name, mobile=f"+861380013800{at}")
        for at, name in enumerate(("甲", "乙", "丙"))
    ]
    return [*visitors, an_exhibitor(session, settings, show)]


def chosen(session, people, *pairs, **filtered):
    """The names that a form with these fields chooses, and the selection itself."""
    wanted = RegistrationFilter.of(people[0].show, Kind.VISITOR).but(**filtered)
    picked = Selection.from_args(MultiDict(pairs), wanted)
    rows = [session.get(Registration, row_id) for row_id in selection.ids(session, picked)]
    assert selection.count(session, picked) == len(rows)
    return [row.name for row in rows], picked


def test_ticked_rows_are_those_and_no_others(session, people):
    first, _, third, exhibitor = people
    ticks = [("ref", first.reference), ("ref", third.reference.lower()), ("ref", "no-such")]
    assert chosen(session, people, *ticks)[0] == ["丙", "甲"]
    assert chosen(session, people, ("ref", exhibitor.reference))[0] == []
    assert chosen(session, people)[0] == []


def test_all_of_a_filter_but_some(session, people):
    all_but = [("all", "1"), ("but", people[1].reference)]
    assert chosen(session, people, *all_but)[0] == ["丙", "甲"]
    assert chosen(session, people, ("all", "1"), search="甲")[0] == ["甲"]


def test_a_tick_outside_of_the_filter_or_the_show_chooses_nothing(session, people):
    tick = ("ref", people[0].reference)
    assert chosen(session, people, tick, search="乙")[0] == []
    elsewhere = RegistrationFilter.of(a_show(session, "other"), Kind.VISITOR)
    assert selection.count(session, Selection.from_args(MultiDict([tick]), elsewhere)) == 0


def test_all_is_asked_again_when_the_list_has_changed(session, people):
    _, picked = chosen(session, people, ("all", "1"), ("expected", "3"))
    assert len(selection.confirmed(session, picked)) == 3
    people[0].is_test = True
    session.commit()
    with pytest.raises(SelectionMoved):
        selection.confirmed(session, picked)


def test_a_selection_goes_through_a_form_unchanged(session, people):
    pairs = [("all", "1"), ("but", people[1].reference), ("expected", "2")]
    _, picked = chosen(session, people, *pairs)
    assert Selection.from_args(MultiDict(picked.to_args()), picked.wanted) == picked
    _, ticked = chosen(session, people, ("ref", people[0].reference))
    assert Selection.from_args(MultiDict(ticked.to_args()), ticked.wanted) == ticked
