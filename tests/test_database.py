"""The database layer: what a transaction promises, on both databases."""

import threading

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from exhibition import create_app, database
from exhibition.config import load_settings
from exhibition.database import db, expect_writes, read_snapshot, transaction
from exhibition.models import Installation
from tests.cast import a_show
from tests.locks import locked


@pytest.fixture
def begun(app):
    """How each transaction began, in words."""
    said = []
    with app.app_context():
        event.listen(
            db.engine,
            "before_cursor_execute",
            lambda *given: said.append(given[2]) if given[2].startswith("BEGIN") else None,
        )
    return said


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0),
        ("mmap_size", 0), ("busy_timeout", 10_000),
    ],
)  # fmt: skip
def test_every_connection_keeps_what_was_acknowledged(app, pragma, value):
    with app.app_context():
        for _ in range(2):
            assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == value
            db.engine.dispose()
            db.session.remove()


def test_reading_takes_no_lock_and_writing_takes_it_first(app, client, session, begun):
    a_show(session)
    begun.clear()
    client.get("/cgt/")
    assert set(begun) == {"BEGIN"}
    begun.clear()
    client.post("/sign-out")
    with app.app_context(), transaction():
        db.session.execute(text("SELECT 1"))
    assert begun[-1] == "BEGIN IMMEDIATE"


@pytest.mark.both_databases
def test_all_of_it_or_nothing(app, session):
    def breaks():
        with transaction() as rows:
            rows.add(Installation(id=1, pass_key_fingerprint="a" * 64))
            rows.flush()
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        breaks()
    assert session.scalar(select(func.count()).select_from(Installation)) == 0


@pytest.mark.both_databases
def test_a_transaction_ends_what_was_only_read_before(app, session):
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Installation)) == 0
        session.add(Installation(id=1, pass_key_fingerprint="a" * 64))
        session.commit()
        with transaction() as rows:
            assert rows.scalar(select(func.count()).select_from(Installation)) == 1


@pytest.mark.both_databases
def test_a_snapshot_sees_one_moment_and_lets_others_write(app, session):
    with app.app_context(), read_snapshot() as frozen:
        assert frozen.scalar(select(func.count()).select_from(Installation)) == 0
        session.add(Installation(id=1, pass_key_fingerprint="a" * 64))
        session.commit()
        assert frozen.scalar(select(func.count()).select_from(Installation)) == 0


def test_nobody_waits_for_the_lock_for_ever(app, session, monkeypatch):
    with app.app_context():
        db.session.execute(text("PRAGMA busy_timeout=50"))
        with locked(session.get_bind()), pytest.raises(OperationalError), transaction() as rows:
            rows.execute(text("SELECT 1"))


def test_who_writes_in_one_thread_does_not_make_another_one_write(app, begun):
    expect_writes(True)

    def read():
        with app.app_context():
            db.session.execute(text("SELECT 1"))

    other = threading.Thread(target=read)
    other.start()
    other.join()
    expect_writes(False)
    assert begun == ["BEGIN"]


@pytest.mark.both_databases
def test_no_error_repeats_what_people_typed(app, session):
    with app.app_context(), pytest.raises(DBAPIError) as failed:
        db.session.execute(text("SELECT :mobile FROM nowhere"), {"mobile": "13812345678"})
    assert "13812345678" not in str(failed.value)


def test_an_sqlite_with_the_wal_defect_is_known(monkeypatch):
    class Old:
        sqlite_version_info = (3, 51, 2)

    monkeypatch.setattr(database, "sqlite_module", lambda: Old)
    assert not database.sqlite_is_good()
    Old.sqlite_version_info = (3, 51, 3)
    assert database.sqlite_is_good()


def test_a_child_cannot_stand_without_its_parent(session):
    with pytest.raises(DBAPIError):
        session.execute(text("INSERT INTO application (registration_id, origin) VALUES (99, 'cn')"))


def test_a_new_database_and_its_log_are_readable_by_their_owner_only(tmp_path):
    open_to_all = tmp_path / "instance"
    open_to_all.mkdir(mode=0o755)
    app = create_app(load_settings({"EXHIBITION_INSTANCE": str(open_to_all)}))
    with app.app_context():
        db.session.execute(text("CREATE TABLE trial (id INTEGER)"))
        made = sorted(path.name for path in open_to_all.glob("exhibition.sqlite*"))
        assert made == ["exhibition.sqlite", "exhibition.sqlite-shm", "exhibition.sqlite-wal"]
        for name in made:
            assert (open_to_all / name).stat().st_mode & 0o077 == 0, name
        db.session.rollback()
        db.engine.dispose()
