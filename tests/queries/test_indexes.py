"""The indexes a list is read from: each is asked for by the database's own plan.

With six rows any plan is quick. What is proved is that the index fits the statement, so that a
million rows have it; docs/decisions/0011 says what that took, measured.
"""

import pytest
from sqlalchemy import event, text

from exhibition.domain.status import Kind
from exhibition.queries import list_counts, neighbours, registrations, review_queue
from exhibition.queries.filters import ChosenOption, Quick, RegistrationFilter
from tests.registrants import a_visitor, the_first_show

#: Without these, PostgreSQL reads so small a table through, or sorts it.
ORDERED = ("enable_seqscan", "enable_sort", "enable_bitmapscan")
FOUND = ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan")


@pytest.fixture
def show(session, settings):
    show = the_first_show(session)
    a_visitor(session, settings, show)
    return show


def plan(session, work, index, off=ORDERED):
    """How the database would run what ``work`` asks of it; PostgreSQL with this index alone."""
    connection, asked = session.connection(), []
    postgresql = connection.dialect.name == "postgresql"

    def note(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    work()
    event.remove(connection, "before_cursor_execute", note)
    if postgresql:
        leave_only(session, index, off)
    explain = "EXPLAIN" if postgresql else "EXPLAIN QUERY PLAN"
    found = [
        str(row)
        for statement, parameters in asked
        for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
    ]
    session.rollback()
    return "\n".join(found)


def leave_only(session, index, off):
    """Takes the other indexes of the list away, until the transaction is rolled back."""
    names = session.scalars(
        text("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'ix_registration_%'")
    )
    for name in names.all():
        if name != index:
            session.execute(text(f"DROP INDEX {name}"))
    # It begins with the show too.
    unique = "uq_registration_show_id_submission_hash"
    session.execute(text(f"ALTER TABLE registration DROP CONSTRAINT {unique}"))
    for name in off:
        session.execute(text(f"SET LOCAL {name} = off"))


def page_of(session, show, **asked):
    wanted = RegistrationFilter.of(show, Kind.VISITOR).but(**asked)
    return lambda: registrations.page(session, wanted, 1)


@pytest.mark.both_databases
def test_each_order_has_an_index_with_its_filters(session, show):
    for asked, index in (
        ({}, "ix_registration_list"),
        ({"quick": Quick.TODAY, "search": "8000"}, "ix_registration_list"),
        ({"sort": "name"}, "ix_registration_name"),
        ({"sort": "-name", "search": "qq.com"}, "ix_registration_name"),
        ({"sort": "company", "province": "44"}, "ix_registration_company"),
    ):
        found = plan(session, page_of(session, show, **asked), index)
        covers = (f"COVERING INDEX {index}", "Index Only Scan", index)
        assert covers[0] in found or all(words in found for words in covers[1:]), asked


@pytest.mark.both_databases
def test_counts_queues_and_options_have_indexes_of_their_own(session, show, monkeypatch):
    monkeypatch.setattr(list_counts, "FEW", 0)
    wanted = RegistrationFilter.of(show, Kind.VISITOR)
    counts = plan(session, lambda: list_counts.counted(session, wanted), "ix_registration_status")
    # SQLite may take the other narrow one.
    assert "ix_registration_status" in counts or "INDEX ix_registration_channel (" in counts
    assert "ix_entry_pass_revoked" in counts
    queue = plan(
        session,
        lambda: review_queue.oldest(session, show, Kind.VISITOR),
        "ix_registration_status",
    )
    assert "ix_registration_status" in queue
    chosen = (ChosenOption("interests", "atmp_cell", frozenset({"atmp_cell"})),)
    option = plan(session, page_of(session, show, options=chosen), "ix_registration_list")
    assert "ix_answer_choice_filter" in option


@pytest.mark.both_databases
def test_the_neighbours_of_a_record_are_read_from_the_order_of_the_list(session, settings, show):
    found = a_visitor(session, settings, show, name="甲", mobile="+8613800138001")
    wanted = RegistrationFilter.of(show, Kind.VISITOR).but(sort="name")
    ways = plan(
        session, lambda: neighbours.neighbours(session, wanted, found), "ix_registration_name"
    )
    assert ways.count("ix_registration_name") == 2


@pytest.mark.both_databases
def test_words_have_an_index_on_postgresql_and_are_found_without_it(session, show, backend):
    for typed, index in (
        ("陈晓", "ix_registration_pairs"),
        ("公司", "ix_registration_pairs"),
        ("陈晓雯", "ix_registration_trigrams"),
        ("chenxiaowen", "ix_registration_trigrams"),
        ("8000", "ix_registration_trigrams"),
        ("cx", "ix_registration_trigrams"),
        ("雯", ""),
    ):
        search = page_of(session, show, search=typed)
        if backend == "postgresql":
            assert index in plan(session, search, index, FOUND), typed
            leave_only(session, "", ())
        assert [row.name for row in search()] == ["陈晓雯"], typed
        session.rollback()

    # The last character of the name and the first of the company are no pair.
    assert page_of(session, show, search="雯广")() == []
