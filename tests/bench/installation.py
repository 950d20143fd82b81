"""An installation with the demonstration show at full size."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select, text

from exhibition import create_app
from exhibition.config import load_settings
from exhibition.database import db, transaction
from exhibition.models import Show
from exhibition.readiness import MIGRATIONS
from tests.bench.crowd import multiply

VISITORS = 100_000


@contextlib.contextmanager
def filled(visitors: int = VISITORS, database_url: str = "") -> Iterator[Flask]:
    """An application whose show ``demo`` has this many visitors and 500 exhibitors, on SQLite or
    on the empty database of an address.
    """
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "EXHIBITION_INSTANCE": str(Path(folder) / "instance"),
            "BASE_URL": "http://localhost",
            "LIMIT_SIGN_IN": "off",
            "DATABASE_URL": database_url,
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            arguments = ["demo", "--visitors", str(min(visitors, VISITORS)), "--exhibitors", "500"]
            result = app.test_cli_runner().invoke(args=[*arguments, "--seed", "1"])
            assert result.exit_code == 0, result.output
            with transaction() as session:
                multiply(session, visitors)
            tidy()
        yield app
        with app.app_context():
            db.engine.dispose()


def tidy() -> None:
    """What PostgreSQL does by itself within minutes: statistics, and what is visible to all."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def demo_show() -> Show:
    """The show, inside an application context."""
    with transaction() as session:
        return session.scalars(select(Show).where(Show.slug == "demo")).one()
