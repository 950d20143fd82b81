"""What a start clears away, and what it leaves alone."""

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from exhibition.adapters.file_store import FileStore
from exhibition.cli import housekeeping
from exhibition.database import expect_writes
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Draft, Upload
from exhibition.services import drafts, uploads
from tests.adapters.test_file_store import PDF
from tests.details import a_show, an_exhibitor_of


@pytest.fixture
def store(settings):
    return FileStore(settings.uploads)


@pytest.fixture
def applied(session, settings):
    return an_exhibitor_of(session, a_show(session), settings)


@pytest.fixture
def start(app, settings):
    def clear_away():
        with app.app_context():
            housekeeping.clear_away(settings)
        expect_writes(False)

    return clear_away


def kept(settings):
    return sorted(path.name for path in settings.uploads.iterdir())


def an_hour_ago(settings):
    """Makes every mark as old as that of a process that was killed."""
    before = time.time() - housekeeping.TRIAL_SECONDS - 60
    for path in settings.uploads.glob(".*"):
        os.utime(path, (before, before))


def test_a_file_whose_row_never_came_is_discarded(store, settings, start):
    store.accept(BytesIO(PDF), "a.pdf", on_trial=True)
    start()
    assert len(kept(settings)) == 2, "somebody may be at it just now"
    an_hour_ago(settings)
    start()
    assert kept(settings) == []


def test_a_file_whose_row_came_is_kept(session, store, settings, applied, start):
    file = store.accept(BytesIO(PDF), "a.pdf", on_trial=True)
    uploads.add(session, applied, "licence_file", file)
    session.commit()
    an_hour_ago(settings)
    start()
    assert kept(settings) == [file.stored_name]


def test_a_file_that_was_never_on_trial_is_never_judged(store, settings, start):
    file = store.accept(BytesIO(PDF), "a.pdf")
    an_hour_ago(settings)
    start()
    assert kept(settings) == [file.stored_name]


def test_a_file_removed_long_ago_goes_with_its_row(session, store, settings, applied, start):
    file = store.accept(BytesIO(PDF), "a.pdf")
    row = uploads.add(session, applied, "licence_file", file)
    row.removed_at = now() - uploads.UNDO - timedelta(minutes=1)
    session.commit()
    start()
    session.expire_all()
    assert session.scalars(select(Upload)).all() == []
    assert kept(settings) == []


def test_a_draft_goes_when_its_time_is_over(session, applied, start):
    for _ in range(2):
        drafts.save(session, applied.show, Kind.VISITOR, [("name", "张晓明")], None)
    session.scalars(select(Draft)).first().expires_at = now() - timedelta(seconds=1)
    session.commit()
    start()
    session.expire_all()
    assert len(session.scalars(select(Draft)).all()) == 1
