"""An installation with the demonstration show at full size."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from exhibition import create_app
from exhibition.config import load_settings
from exhibition.database import db, transaction
from exhibition.models import Show
from exhibition.readiness import MIGRATIONS

VISITORS = 100_000


@contextlib.contextmanager
def filled(visitors: int = VISITORS) -> Iterator[Flask]:
    """An application on SQLite whose show ``demo`` has this many visitors and 500 exhibitors."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {
            "EXHIBITION_INSTANCE": str(Path(folder) / "instance"),
            "BASE_URL": "http://localhost",
            "LIMIT_SIGN_IN": "off",
        }
        app = create_app(load_settings(environ))
        with app.app_context():
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            arguments = ["demo", "--visitors", str(visitors), "--exhibitors", "500"]
            result = app.test_cli_runner().invoke(args=arguments)
            assert result.exit_code == 0, result.output
        yield app
        with app.app_context():
            db.engine.dispose()


def demo_show() -> Show:
    """The show, inside an application context."""
    with transaction() as session:
        return session.scalars(select(Show).where(Show.slug == "demo")).one()
