"""Runs migrations on the application's own engine, one transaction for all of them.

SQLite rebuilds a table to change it. With foreign keys enforced, dropping the old table deletes
every child row by its cascade, so they are off during a migration and checked before the commit.
"""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from exhibition import models  # noqa: F401 -- registers the tables
from exhibition.database import Base, db, expect_writes
from exhibition.models.types import UTCDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Writes our own column types by their import."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen_context.imports.add("from exhibition.models.types import UTCDateTime")
        return "UTCDateTime()"
    return False


def run(connection: Connection) -> None:
    """Migrates on one open connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        # Alembic believes that SQLite cannot take tables back and would commit each statement.
        transactional_ddl=True,
    )
    sqlite = connection.dialect.name == "sqlite"
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall()):
            raise RuntimeError(f"the migration would leave orphan rows: {broken[:5]}")


expect_writes(True)
with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=OFF")
        # While a table is rebuilt its name is missing, and the log's triggers ask for one.
        raw.execute("PRAGMA legacy_alter_table=ON")
    try:
        run(connection)
        connection.commit()
    finally:
        connection.rollback()
        if connection.dialect.name == "sqlite":
            raw.execute("PRAGMA legacy_alter_table=OFF")
            raw.execute("PRAGMA foreign_keys=ON")
