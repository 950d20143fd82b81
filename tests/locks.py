"""Somebody else who holds the database while a test asks for something."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, text

from exhibition.database import expect_writes


@contextmanager
def locked(engine: Engine, table: str = "registration") -> Iterator[None]:
    """Nobody else can write: to the whole database on SQLite, to one table on PostgreSQL."""
    expect_writes(True)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE'))
        else:
            connection.execute(text("SELECT 1"))
        expect_writes(False)
        yield
        connection.rollback()
