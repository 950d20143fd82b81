"""The database layer: one base, one handle, and how a transaction begins.

It knows no table and no page. Two settings carry the promise that an acknowledged registration is
never lost: SQLite runs in WAL mode with ``synchronous=FULL``, and every transaction that may write
takes its lock before its first statement (a deferred one that reads and then writes fails at once
when another writer came between, whatever the busy timeout says).
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import ModuleType
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 10_000
#: How long a PostgreSQL server that is out of reach is waited for.
CONNECT_SECONDS = 5
#: The first SQLite release without the WAL-reset defect.
GOOD_SQLITE = (3, 51, 3)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Base(DeclarativeBase):
    """The base of every table; constraints have predictable names, for migrations to alter them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def sqlite_module() -> ModuleType:
    """The SQLite driver to use: ``pysqlite3`` (a current SQLite) where it is installed."""
    try:
        from pysqlite3 import dbapi2  # absent on platforms without a wheel
    except ImportError:
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]


def sqlite_is_good() -> bool:
    """Whether the loaded SQLite is past the WAL-reset defect (fixed in 3.51.3)."""
    version: tuple[int, ...] = sqlite_module().sqlite_version_info
    return version >= GOOD_SQLITE


def engine_options(url: str) -> dict[str, Any]:
    """The options with which the engine of a database address is made."""
    # What people typed is in the parameters: no log and no error message repeats them.
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite"):
        arguments = {"timeout": BUSY_TIMEOUT_MS / 1000}
        return options | {"module": sqlite_module(), "connect_args": arguments}
    pool = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 10}
    return options | pool | {"connect_args": {"connect_timeout": CONNECT_SECONDS}}


def prepare_engine(engine: Engine) -> None:
    """Sets the pragmas of SQLite connections and makes SQLAlchemy, not the driver, begin them."""
    # Where everything is logged to find a fault, it would write down every row it reads.
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
    if engine.dialect.name != "sqlite":
        return
    _make_private(engine.url.database or "")

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "trusted_schema=OFF",
            "mmap_size=0",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _make_private(path: str) -> None:
    """Makes a new database readable by its owner only; SQLite gives its log the same rights."""
    # Where it cannot be made, connecting says so in words.
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def expect_writes(writes: bool) -> None:
    """Says at the start of a request whether its transactions will write."""
    _writing.set(writes)


@contextmanager
def transaction() -> Iterator[Session]:
    """One thing that happens: everything inside is committed together, or nothing of it.

    Only the edge (``web``, ``cli``, the relay) opens one. Inside a request that already writes it
    joins the running transaction; inside one that only reads it ends the read first.
    """
    session = db.session()
    was_writing = _writing.get()
    if not was_writing and session.in_transaction():
        session.commit()
    _writing.set(True)
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.set(was_writing)


@contextmanager
def read_snapshot() -> Iterator[Session]:
    """A session of its own that sees one frozen state of the database and can never write.

    For long reads such as exports: it holds no write lock, so visitors go on registering.
    """
    was_writing = _writing.get()
    _writing.set(False)
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    session = Session(engine, expire_on_commit=False)
    try:
        yield session
    finally:
        session.close()
        _writing.set(was_writing)
