"""The test house: an application of its own for every test, on a database of its own.

Tests run on SQLite; those marked ``both_databases`` on PostgreSQL as well. What a test arranged
with ``session`` is committed before a client or a command speaks, and read afresh after it: an
open transaction would hold the lock, or show the state of its beginning.
"""

import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from hypothesis import settings as examples
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from exhibition import create_app
from exhibition.config import Settings, load_settings
from exhibition.database import Base, db, expect_writes
from exhibition.readiness import MIGRATIONS
from exhibition.services import passwords
from tools.translations import compile_catalogue, stale

# How long one example takes says more about the machine than about the code.
examples.register_profile("house", deadline=None)
examples.load_profile("house")

_builders: dict[tuple[str, ...], Any] = {}
_compile_builder = Rule._compile_builder


def _compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
    """What builds the addresses of a rule, which is the same in every application of a run: it is
    two thirds of what making one costs.
    """
    key = (rule.rule, rule.endpoint, repr(rule.defaults), str(append_unknown))
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compiled_once  # type: ignore[method-assign]

# A password costs what it does on purpose, and a test says how much; paid for everybody who signs
# in, it was a tenth of a run.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1)

LOCAL_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
HIGH = "100000/minute"


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a run: half of what a test would cost."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives a template somebody compiled before."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a template that was just compiled."""
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def pytest_sessionstart() -> None:
    """Pages are read in both languages, so the catalogues are compiled first."""
    for catalogue in stale():
        compile_catalogue(catalogue)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs what is marked for both databases on both."""
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("backend", ("sqlite", "postgresql"), indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The database under the application."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, backend: str) -> Settings:
    """A fresh installation; ``@pytest.mark.settings(limit_submit="3/minute")`` changes values."""
    instance = tmp_path / "instance"
    environ = {"EXHIBITION_INSTANCE": str(instance), "BASE_URL": "http://expo.example"}
    environ |= {f"LIMIT_{name}": HIGH for name in ("SUBMIT", "SIGN_IN", "LOOKUP")}
    if backend == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("empty_postgresql")
    else:
        instance.mkdir()
        shutil.copy(request.getfixturevalue("blank_sqlite"), instance / "exhibition.sqlite")
    marker = request.node.get_closest_marker("settings")
    return replace(load_settings(environ), **(marker.kwargs if marker else {}))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application of these settings."""
    made = create_app(settings)
    made.jinja_env.bytecode_cache = COMPILED
    made.test_client_class = Browser
    made.test_cli_runner_class = CommandLine
    yield made
    _close(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    """Somebody at the command line."""
    return app.test_cli_runner()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session beside the application's own, outside of any request."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        app.extensions["session_of_the_test"] = session
        yield session


class Browser(FlaskClient):
    """A client that takes turns with the test's own session."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Sends one request."""
        with turn_of(self.application):
            return super().open(*args, **kwargs)


class CommandLine(FlaskCliRunner):
    """A command line that takes turns with the test's own session."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        """Runs one command."""
        with turn_of(self.app):
            return super().invoke(*args, **kwargs)


@contextmanager
def turn_of(app: Flask) -> Iterator[None]:
    """While the application works, the test's session holds nothing and remembers nothing."""
    session = app.extensions.get("session_of_the_test")
    if session is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    session.commit()
    try:
        yield
    finally:
        expect_writes(False)
        session.expire_all()


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and nothing in it, to copy."""
    folder = tmp_path_factory.mktemp("blank")
    _migrate({"EXHIBITION_INSTANCE": str(folder)})
    return folder / "exhibition.sqlite"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of our own on the server of ``TEST_DATABASE_URL``, or of this machine."""
    server = make_url(os.environ.get("TEST_DATABASE_URL") or LOCAL_SERVER)
    server = server.set(drivername="postgresql+psycopg")
    name = f"exhibition_test_{secrets.token_hex(6)}"
    administration = create_engine(
        server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    try:
        with administration.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            # Nobody pulls the plug of a test; waiting for the disk would be most of a commit.
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit TO off"))
    except OperationalError:
        if "postgres" in os.environ.get("REQUIRE", ""):
            pytest.fail("PostgreSQL is required and does not answer")
        pytest.skip("no PostgreSQL answers")
    url = server.set(database=name)
    instance = str(tmp_path_factory.mktemp("postgresql"))
    engine = create_engine(url)
    try:
        _migrate(
            {
                "EXHIBITION_INSTANCE": instance,
                "DATABASE_URL": url.render_as_string(hide_password=False),
            }
        )
        yield engine
    finally:
        engine.dispose()
        with administration.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        administration.dispose()


@pytest.fixture
def empty_postgresql(postgresql: Engine) -> str:
    """The address of the PostgreSQL database, with nothing in its tables."""
    with postgresql.begin() as connection:
        _empty(connection)
    return postgresql.url.render_as_string(hide_password=False)


def _empty(connection: Connection) -> None:
    """Deletes the few rows there are and lets every number begin with 1 again.

    TRUNCATE makes each table and each index anew: most of a second for sixty tables, whatever they
    hold. Without the right to pass over foreign keys and triggers it has to do.
    """
    tables = Base.metadata.sorted_tables
    names = ", ".join(f'"{table.name}"' for table in tables)
    if not connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        return
    filled = " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")" for table in tables
    )
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for name in connection.scalars(text(filled)).all():
        connection.execute(text(f'DELETE FROM "{name}"'))
    numbered = (table.name for table in tables if "id" in table.columns)
    anew = (f"setval(pg_get_serial_sequence('\"{name}\"', 'id'), 1, false)" for name in numbered)
    connection.execute(text(f"SELECT {', '.join(anew)}"))


def _migrate(environ: dict[str, str]) -> None:
    app = create_app(load_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
    _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
    expect_writes(False)
