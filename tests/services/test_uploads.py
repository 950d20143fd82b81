"""Files of an application: handed in, replaced, removed, taken back, forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from exhibition.adapters.file_store import StoredFile
from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.models import Upload
from exhibition.queries import application_steps
from exhibition.queries import uploads as queries
from exhibition.services import uploads
from exhibition.services.uploads import MOST_REMOVED, UNDO, TooManyFiles
from tests.details import a_show, a_visitor_of, an_exhibitor_of

LICENCE, OTHERS = "licence_file", "qualification_files"


@pytest.fixture
def applied(session, settings):
    return an_exhibitor_of(session, a_show(session), settings)


def a_file(name, same_as=""):
    digest = (same_as or name).rjust(64, "0")
    return StoredFile(name, f"{name}.pdf", "application/pdf", 1000, digest)


def add(session, applied, field, name, same_as=""):
    upload = uploads.add(session, applied, field, a_file(name, same_as))
    session.commit()
    return upload


def held(session, applied):
    return [row.stored_name for row in queries.present(session, applied)]


@pytest.mark.both_databases
def test_a_new_licence_replaces_the_old_one_and_qualifications_add_up(session, settings):
    applied = an_exhibitor_of(session, a_show(session), settings)
    for field, name in ((LICENCE, "a"), (OTHERS, "b"), (LICENCE, "c"), (OTHERS, "d")):
        add(session, applied, field, name)
    assert held(session, applied) == ["b", "c", "d"]
    assert applied.application.details_saved_at is not None
    assert application_steps.progress(session, applied).done_names == {"documents"}


@pytest.mark.both_databases
def test_the_same_bytes_again_are_the_same_row(session, settings):
    applied = an_exhibitor_of(session, a_show(session), settings)
    first = add(session, applied, OTHERS, "a")
    again = add(session, applied, OTHERS, "b", same_as="a")
    assert (again.id, again.stored_name, again.original_name) == (first.id, "a", "b.pdf")
    assert len(session.scalars(select(Upload)).all()) == 1


def test_the_same_bytes_in_another_field_are_another_file(session, applied):
    add(session, applied, OTHERS, "a")
    add(session, applied, LICENCE, "b", same_as="a")
    assert held(session, applied) == ["a", "b"]


def test_more_than_a_field_takes_is_refused(session, applied):
    for name in "abcde":
        add(session, applied, OTHERS, name)
    with pytest.raises(TooManyFiles):
        add(session, applied, OTHERS, "f")
    assert held(session, applied) == list("abcde")


def test_a_removed_file_can_be_taken_back(session, applied):
    upload = add(session, applied, OTHERS, "a")
    uploads.remove(session, applied, upload.id)
    assert held(session, applied) == []
    uploads.restore(session, applied, upload.id)
    assert held(session, applied) == ["a"]


def test_a_replaced_licence_taken_back_replaces_the_new_one(session, applied):
    old = add(session, applied, LICENCE, "a")
    add(session, applied, LICENCE, "b")
    uploads.restore(session, applied, old.id)
    assert held(session, applied) == ["a"]


def test_what_was_removed_long_ago_is_forgotten_and_nothing_else(session, applied):
    for name in "abc":
        add(session, applied, OTHERS, name)
    rows = queries.present(session, applied)
    rows[0].removed_at = now() - UNDO - timedelta(minutes=1)
    rows[1].removed_at = now() - UNDO + timedelta(minutes=1)
    assert uploads.sweep(session) == ["a"]
    assert {row.stored_name for row in session.scalars(select(Upload))} == {"b", "c"}


def test_whoever_replaces_all_day_fills_no_disk(session, applied):
    for at in range(MOST_REMOVED + 5):
        add(session, applied, LICENCE, f"file{at}")
    assert uploads.sweep(session, applied) == ["file3", "file2", "file1", "file0"]
    assert len(session.scalars(select(Upload)).all()) == MOST_REMOVED + 1


def test_only_the_owner_of_a_live_application_hands_in(session, settings, applied):
    other = an_exhibitor_of(session, applied.show, settings, mobile="+8613900139000")
    visitor = a_visitor_of(session, applied.show, settings)
    upload = add(session, applied, LICENCE, "a")
    for refused in (
        lambda: uploads.remove(session, other, upload.id),
        lambda: uploads.restore(session, other, upload.id),
        lambda: uploads.add(session, visitor, LICENCE, a_file("b")),
        lambda: uploads.add(session, applied, "payment_slip_file", a_file("b")),
    ):
        with pytest.raises(NotFound):
            refused()
    applied.status = "withdrawn"
    session.commit()
    with pytest.raises(NotFound):
        uploads.add(session, applied, LICENCE, a_file("c"))
