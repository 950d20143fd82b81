"""The migrations make exactly the tables the models describe, and keep child rows."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from exhibition.database import Base, db


@pytest.mark.both_databases
def test_migrations_equal_models(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


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
