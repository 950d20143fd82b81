"""Databases that outlive the server under test."""

import os
import secrets

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from tests.conftest import LOCAL_SERVER


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """A database of its own, first as a file and then on a PostgreSQL server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'exhibition.sqlite'}"
        return
    server = make_url(os.environ.get("TEST_DATABASE_URL") or LOCAL_SERVER)
    server = server.set(drivername="postgresql+psycopg")
    administration = create_engine(
        server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    name = f"exhibition_fault_{secrets.token_hex(6)}"
    try:
        with administration.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError:
        if "postgres" in os.environ.get("REQUIRE", ""):
            pytest.fail("PostgreSQL is required and does not answer")
        pytest.skip("no PostgreSQL answers")
    yield server.set(database=name).render_as_string(hide_password=False)
    with administration.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administration.dispose()
