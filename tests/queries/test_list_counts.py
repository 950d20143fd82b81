"""The counts above a list: the same however many rows there are, on either database."""

import pytest

from exhibition.domain.status import Kind, PassState
from exhibition.queries import list_counts, registrations
from exhibition.queries.filters import RegistrationFilter
from tests.registrants import a_visitor, the_first_show

pytestmark = pytest.mark.both_databases


@pytest.fixture
def wanted(session, settings):
    """Six visitors of whom two are listed; one is hidden for two reasons."""
    show = the_first_show(session)
    rows = [
        a_visitor(session, settings, show, name=name, mobile=f"+861380013800{at}")
        for at, name in enumerate(("甲", "乙", "丙", "丁", "戊", "己"))
    ]
    rows[0].status = "withdrawn"
    rows[1].entry_pass.state = rows[2].entry_pass.state = PassState.REVOKED
    rows[2].is_test = rows[3].is_test = True
    session.commit()
    return RegistrationFilter.of(show, Kind.VISITOR)


@pytest.mark.parametrize("few", [0, 5, 6, 2_000])
def test_the_counts_do_not_depend_on_how_they_are_found(session, wanted, monkeypatch, few):
    monkeypatch.setattr(list_counts, "FEW", few)
    found = list_counts.counted(session, wanted)
    assert found.totals.shown == 2
    assert found.totals.hidden == {"withdrawn": 1, "revoked": 1, "test": 2}
    assert (found.ids is None) is (few < 6)
    names = [row.name for row in registrations.page(session, wanted, 1, found.ids)]
    assert names == ["己", "戊"]


@pytest.mark.parametrize("few", [0, 2_000])
def test_nothing_at_all_is_counted_too(session, wanted, monkeypatch, few):
    monkeypatch.setattr(list_counts, "FEW", few)
    nobody = list_counts.counted(session, wanted.but(search="nobody"))
    assert (nobody.totals.shown, nobody.totals.hidden, list(nobody.ids or [])) == (0, {}, [])
    everybody = wanted.but(withdrawn=True, revoked=True, test=True, further=True)
    assert list_counts.counted(session, everybody).totals.shown == 6


@pytest.fixture
def large(monkeypatch):
    """Six registrations are a very large installation here, and three hits are enough."""
    for name, value in {"FEW": 1, "ENOUGH": 3, "LARGE": 5}.items():
        monkeypatch.setattr(list_counts, name, value)


def test_of_a_very_large_list_a_page_counts_the_first_hits_only(session, wanted, large):
    narrowed = wanted.but(province="44")
    some = list_counts.counted(session, narrowed, exact=False).totals
    assert some.at_least
    assert some.shown + some.hidden_count == 4
    every = list_counts.counted(session, narrowed).totals
    assert (every.shown, every.hidden_count, every.at_least) == (2, 4, False)


def test_everything_else_is_counted_in_full(session, wanted, large, monkeypatch):
    def counted(asked):
        found = list_counts.counted(session, asked, exact=False).totals
        return found.shown, found.hidden_count, found.at_least

    # Few hits, or a list that nothing narrows, or an installation that is not so large.
    assert counted(wanted.but(search="己")) == (1, 0, False)
    assert counted(wanted) == (2, 4, False)
    monkeypatch.setattr(list_counts, "LARGE", 6)
    assert counted(wanted.but(province="44")) == (2, 4, False)
