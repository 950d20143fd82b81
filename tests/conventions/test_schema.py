"""The migrations make exactly the tables the models describe, and keep child rows."""

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, String, func, inspect, select, text

from exhibition.database import Base, db, expect_writes
from exhibition.readiness import MIGRATIONS
from tests.details import MARKETING, NOTICE, a_show, a_visitor_of, an_exhibitor_of
from tests.next_schema import next_migrations

#: Made on PostgreSQL, one of them where it has the extension: no part of the models.
WHERE_POSSIBLE = ("ix_registration_trigrams", "ix_registration_pairs")
CHILDREN = ("entry_pass", "application", "consent", "outbox", "audit")


@pytest.fixture
def people(session, settings):
    """A show with two people and everything that hangs on their registrations."""
    show = a_show(session, notify_emails=["a@org.example"])
    a_visitor_of(session, show, settings, email="x@example.com", consents=(NOTICE, MARKETING))
    an_exhibitor_of(session, show, settings)


def rows(session):
    """How many rows each table holds."""
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Base.metadata.sorted_tables
    }


def migrate(app, step, folder=MIGRATIONS, **where):
    try:
        with app.app_context():
            db.engine.dispose()
            step(directory=str(folder), **where)
    finally:
        expect_writes(False)


def differences(context):
    """What the tables have that the models do not say, or the other way round."""
    found = compare_metadata(context, Base.metadata)
    return [one for one in found if getattr(one[1], "name", "") not in WHERE_POSSIBLE]


@pytest.mark.both_databases
def test_migrations_equal_models(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert differences(context) == []


@pytest.mark.both_databases
def test_every_constraint_has_a_name(app):
    with app.app_context():
        inspector = inspect(db.engine)
        for table in Base.metadata.tables:
            for check in inspector.get_check_constraints(table):
                assert check["name"], table
            for unique in inspector.get_unique_constraints(table):
                assert unique["name"], table
            for key in inspector.get_foreign_keys(table):
                assert key["name"], table


@pytest.mark.both_databases
def test_a_rebuilt_table_keeps_everything_that_hangs_on_it(app, session, people, tmp_path):
    before = rows(session)
    assert all(before[table] for table in CHILDREN)
    session.close()
    folder = next_migrations(tmp_path)
    migrate(app, flask_migrate.upgrade, folder)
    try:
        assert rows(session) == before
        assert session.execute(text("SELECT badge FROM registration")).all() == [("",), ("",)]
        if session.get_bind().dialect.name == "sqlite":
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    finally:
        session.close()
        migrate(app, flask_migrate.downgrade, folder)
    assert rows(session) == before


def test_without_its_guard_the_rebuild_is_seen_to_lose_them(app, session, people):
    before = rows(session)
    session.close()
    expect_writes(True)
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("registration", recreate="always") as batch:
            batch.add_column(Column("badge", String(10), server_default=""))
    after = rows(session)
    assert before["entry_pass"] == 2
    assert after["entry_pass"] == after["application"] == after["consent"] == 0


def test_a_migration_that_leaves_orphans_is_not_committed(app, session, people, tmp_path, caplog):
    before = rows(session)
    session.close()
    folder = next_migrations(tmp_path)
    (file,) = (folder / "versions").glob("next.py")
    upgrade, _, downgrade = file.read_text().partition("def downgrade")
    file.write_text(f'{upgrade}    op.execute("DELETE FROM show")\n\n\ndef downgrade{downgrade}')
    with pytest.raises(SystemExit):
        migrate(app, flask_migrate.upgrade, folder)
    assert "orphan rows" in caplog.text
    assert rows(session) == before


@pytest.mark.both_databases
def test_the_way_back_and_forth_again_ends_where_it_began(app):
    migrate(app, flask_migrate.downgrade, revision="base")
    with app.app_context():
        left = set(inspect(db.engine).get_table_names())
    migrate(app, flask_migrate.upgrade)
    assert left == {"alembic_version"}
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert differences(context) == []


@pytest.mark.both_databases
def test_the_roles_of_before_hold_everywhere(app, session):
    session.close()
    migrate(app, flask_migrate.downgrade, revision="0002")
    for role in ("owner", "manager", "viewer"):
        session.execute(
            text(
                "INSERT INTO staff"
                " (email, email_folded, role, password_hash, is_active, created_at)"
                " VALUES (:role, :role, :role, '', true, '2026-01-01 00:00:00')"
            ),
            {"role": role},
        )
    session.commit()
    session.close()
    migrate(app, flask_migrate.upgrade)
    rows = session.execute(text("SELECT role, show_id, may_export FROM staff_grant ORDER BY id"))
    found = [(row.role, row.show_id, bool(row.may_export)) for row in rows]
    assert found == [("owner", None, True), ("manager", None, True), ("viewer", None, False)]
    session.close()
    migrate(app, flask_migrate.downgrade, revision="0002")
    roles = session.scalars(text("SELECT role FROM staff ORDER BY id")).all()
    session.close()
    migrate(app, flask_migrate.upgrade)
    assert roles == ["owner", "manager", "viewer"]


@pytest.mark.both_databases
def test_everybody_of_before_is_found_by_pinyin(app, session, people):
    written = session.execute(text("SELECT id, search_text FROM registration ORDER BY id")).all()
    session.execute(text("UPDATE registration SET search_text = 'as it was'"))
    session.commit()
    session.close()
    migrate(app, flask_migrate.downgrade, revision="0003")
    migrate(app, flask_migrate.upgrade)
    anew = session.execute(text("SELECT id, search_text FROM registration ORDER BY id")).all()
    assert anew == written
