"""Lists, counts and exports: one filter, the same rows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.domain.status import Kind, PassState
from exhibition.models import Channel, Show
from exhibition.presets import read_preset
from exhibition.queries import export_rows, questions, registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import people, shows
from tests.registrants import a_visitor, an_exhibitor, the_first_show


@pytest.fixture
def show(session) -> Show:
    return the_first_show(session)


def found(session, show, query="", kind=Kind.VISITOR):
    """The names a filter lists, newest first, once all three ways to ask agree."""
    pairs = [tuple(pair.split("=", 1)) for pair in query.split("&") if pair]
    wanted = RegistrationFilter.from_args(
        MultiDict(pairs),
        show,
        kind,
        questions=questions.of_show(session, show),
        channels=registrations.channel_names(session, show),
    )
    names = [row.name for row in registrations.page(session, wanted, 1)]
    name = "name" if kind is Kind.VISITOR else "contact_name"
    exported = [
        value for batch in export_rows.export_batches(session, wanted) for value in batch[name]
    ]
    assert names == exported
    assert registrations.totals(session, wanted).shown == len(names)
    assert export_rows.count(session, wanted) == len(names)
    return names


def another(session, settings, show):
    """Somebody nobody asks for."""
    unlike = {"name": "无关", "mobile": "+8613911112222", "company": "别的单位", "email": ""}
    a_visitor(session, settings, show, **unlike)


@pytest.mark.parametrize("typed", ["xw", "mm", "hx"])
def test_two_letters_are_looked_for_where_a_word_begins(session, settings, show, typed):
    a_visitor(session, settings, show)
    assert found(session, show, f"q={typed}") == []


def test_everybody_is_listed_newest_first(session, settings, show):
    a_visitor(session, settings, show, name="甲", mobile="+8613800138001")
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    an_exhibitor(session, settings, show)
    assert found(session, show) == ["乙", "甲"]
    assert found(session, show, kind=Kind.EXHIBITOR) == ["王芳"]


@pytest.mark.parametrize(
    "typed",
    [
        "陈晓雯",
        "晓雯",
        "陈 晓雯",
        "某某生物",
        "8000",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "0086 13800138000",
        "VISITOR@example.org",
        "chenxiaowen",
        "CXW",
        "chen xiaowen",
        "cx",
        "moumoushengwu",
        "gzmmsw",
    ],
)
def test_somebody_is_found_by_what_is_known_of_them(session, settings, show, typed):
    a_visitor(session, settings, show)
    another(session, settings, show)
    assert found(session, show, f"q={typed}") == ["陈晓雯"]


@pytest.mark.both_databases
def test_a_reference_finds_its_registration_however_it_is_typed(session, settings, show):
    one = a_visitor(session, settings, show)
    another(session, settings, show)
    for typed in (one.reference, one.reference.lower(), one.reference.replace("-", "")):
        assert found(session, show, f"q={typed}") == ["陈晓雯"]


@pytest.mark.both_databases
def test_a_percent_sign_is_a_percent_sign(session, settings, show):
    a_visitor(session, settings, show, company="100% 健康")
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002", company="1000 健康")
    assert found(session, show, "q=100%") == ["陈晓雯"]
    assert found(session, show, "q=_") == []


@pytest.mark.both_databases
def test_filters_narrow_the_list(session, settings, show):
    poster = Channel(slug="poster", name="海报", kind="poster", show_id=show.id, form="visitor")
    session.add(poster)
    session.commit()
    pharma = {"business_nature": Answer(("pharma",))}
    a_visitor(session, settings, show, channel="poster", answers=pharma)
    a_visitor(
        session,
        settings,
        show,
        name="乙",
        mobile="+85291234567",
        country="HK",
        province="",
        answers={"business_nature": Answer(("cro",)), "interests": Answer(("lab_pcr",))},
    )
    assert found(session, show, "channel=poster") == ["陈晓雯"]
    assert found(session, show, "channel=-") == ["乙"]
    assert found(session, show, "place=44") == ["陈晓雯"]
    assert found(session, show, "place=HK") == ["乙"]
    assert found(session, show, "business_nature=cro") == ["乙"]
    assert found(session, show, "interests=lab") == ["乙"]
    assert found(session, show, "interests=quality") == []
    assert found(session, show, "business_nature=pharma&place=HK") == []
    assert found(session, show, "pass_type=trade") == ["乙", "陈晓雯"]
    assert found(session, show, "sort=submitted") == ["陈晓雯", "乙"]


def test_those_without_a_mailbox_are_one_tap_away(session, settings, show):
    a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002", email="")
    assert found(session, show, "quick=no_email") == ["乙"]


@pytest.mark.both_databases
def test_days_are_those_of_the_show(session, settings, show):
    old = a_visitor(session, settings, show)
    old.created_at = now() - timedelta(days=9)
    session.commit()
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    assert found(session, show, "quick=today") == ["乙"]
    last = (now() - timedelta(days=8)).date().isoformat()
    assert found(session, show, f"to={last}") == ["陈晓雯"]


@pytest.mark.both_databases
def test_what_does_not_count_is_missing_and_said(session, settings, show):
    usual = a_visitor(session, settings, show)
    withdrawn = a_visitor(session, settings, show, name="撤回", mobile="+8613800138002")
    withdrawn.status = "withdrawn"
    tried = a_visitor(session, settings, show, name="测试", mobile="+8613800138003")
    tried.is_test = True
    revoked = a_visitor(session, settings, show, name="撤证", mobile="+8613800138004")
    revoked.entry_pass.state = PassState.REVOKED
    a_visitor(session, settings, show)
    session.commit()

    assert found(session, show) == [usual.name]
    totals = registrations.totals(session, RegistrationFilter.of(show, Kind.VISITOR))
    assert totals.hidden == {"withdrawn": 1, "revoked": 1, "test": 1, "further": 1}
    assert totals.hidden_count == 4
    assert found(session, show, "test=1") == ["测试", usual.name]
    assert found(session, show, "status=withdrawn") == ["撤回"]
    assert len(found(session, show, "withdrawn=1&revoked=1&test=1&further=1")) == 5


@pytest.mark.both_databases
def test_look_alikes_show_the_first_and_the_further_ones(session, settings, show):
    first = a_visitor(session, settings, show)
    a_visitor(session, settings, show, company="另一家单位")
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    people.refresh_further(session, first)
    assert found(session, show, "quick=duplicates") == ["陈晓雯", "陈晓雯"]


def test_a_person_who_also_exhibits_is_no_look_alike(session, settings, show):
    a_visitor(session, settings, show, name="王芳", mobile="+8613900139000")
    an_exhibitor(session, settings, show)
    assert found(session, show, "quick=duplicates") == []


def test_nothing_of_another_show_is_ever_listed(session, settings, show):
    other = shows.load_preset(session, replace(read_preset("cell-gene-therapy"), slug="other"))
    session.commit()
    a_visitor(session, settings, other, name="别届", mobile="+8613800138009")
    a_visitor(session, settings, show)
    for query in ("", "q=别届", "withdrawn=1&revoked=1&test=1&further=1", "quick=no_email"):
        assert "别届" not in found(session, show, query)
    assert found(session, other) == ["别届"]


def test_a_page_has_fifty_rows_and_the_last_one_the_rest(session, settings, show):
    for number in range(53):
        a_visitor(session, settings, show, name=f"甲{number}", mobile=f"+86138001{number:05d}")
    wanted = RegistrationFilter.of(show, Kind.VISITOR)
    assert registrations.totals(session, wanted).pages == 2
    assert len(registrations.page(session, wanted, 1)) == 50
    assert [row.name for row in registrations.page(session, wanted, 2)] == ["甲2", "甲1", "甲0"]


def test_a_page_is_two_statements_however_many_rows(session, settings, show):
    for number in range(3):
        mobile = f"+8613800{number:06d}"
        an_exhibitor(session, settings, show, company_zh=f"公司{number}", mobile=mobile)
    session.commit()
    wanted = RegistrationFilter.of(show, Kind.EXHIBITOR)
    statements = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    registrations.totals(session, wanted)
    rows = registrations.page(session, wanted, 1)
    assert [row.area_sqm for row in rows] == [72, 72, 72]
    assert len(statements) == 2


@pytest.mark.both_databases
def test_every_sort_key_sorts(session, settings, show):
    an_exhibitor(session, settings, show, company_zh="乙公司", mobile="+8613800138001")
    an_exhibitor(session, settings, show, company_zh="甲公司", mobile="+8613800138002")
    for key in ("submitted", "reference", "company", "status", "booth", "payment"):
        for sort in (key, f"-{key}"):
            assert len(found(session, show, f"sort={sort}", Kind.EXHIBITOR)) == 2
