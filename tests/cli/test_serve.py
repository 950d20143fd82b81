"""What ``serve`` does before it serves, and what stops it with a sentence."""

import socket
import sqlite3
import stat
from dataclasses import replace

import click
import pytest
from sqlalchemy import func, select, text

from exhibition import create_app, readiness
from exhibition.adapters import fonts
from exhibition.cli import prepare, server
from exhibition.config import load_settings
from exhibition.database import db, expect_writes
from exhibition.models import Installation, Show
from tests.cast import a_member
from tests.details import a_show, a_visitor_of
from tests.next_schema import next_migrations

LINK = "First sign-in (60 minutes, once): http://expo.example/sign-in/link/"


@pytest.fixture
def prepared(app, settings):
    """Prepares the installation of the test once more."""

    def again():
        with app.app_context():
            prepare.prepare(settings)
        expect_writes(False)

    return again


def test_an_empty_folder_becomes_an_installation(tmp_path, capsys):
    settings = load_settings({"EXHIBITION_INSTANCE": str(tmp_path), "BASE_URL": "http://x.example"})
    app = create_app(settings)
    with app.app_context():
        prepare.prepare(settings)
        assert readiness.problem(settings) is None
        show = db.session.scalars(select(Show)).one()
        assert show.window("visitor") == show.window("exhibitor")
        db.session.remove()
        db.engine.dispose()
    expect_writes(False)
    said = capsys.readouterr().out
    for line in (
        "Made the database.",
        f"http://x.example/{show.slug}/visitor",
        f"http://x.example/{show.slug}/exhibitor",
        "http://x.example/organizer/",
        "mails are written to",
        "First sign-in",
    ):
        assert line in said


def test_each_start_prints_a_fresh_link_until_somebody_owns_it(prepared, session, capsys):
    prepared()
    first = capsys.readouterr().out
    prepared()
    second = capsys.readouterr().out
    assert LINK in first
    assert LINK in second
    assert first.partition(LINK)[2] != second.partition(LINK)[2]
    a_member(session)
    prepared()
    assert LINK not in capsys.readouterr().out


def test_a_second_start_changes_nothing(prepared, session):
    prepared()
    prepared()
    assert session.scalar(select(func.count()).select_from(Show)) == 1
    assert session.scalar(select(func.count()).select_from(Installation)) == 1


def test_without_a_chinese_font_nothing_is_served(prepared, monkeypatch):
    def missing():
        raise fonts.FontMissing("No Chinese font found. Install requirements.txt")

    monkeypatch.setattr(fonts, "find", missing)
    with pytest.raises(click.ClickException, match="No Chinese font found"):
        prepared()


def test_the_key_of_another_installation_is_not_used(prepared, session):
    session.add(Installation(id=1, pass_key_fingerprint="0" * 64))
    session.commit()
    with pytest.raises(click.ClickException, match=r"pass\.key .* Put the original file back"):
        prepared()


@pytest.mark.settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
def test_a_database_that_does_not_answer_is_said(prepared):
    with pytest.raises(click.ClickException, match="Check DATABASE_URL"):
        prepared()


def test_a_newer_database_is_left_alone(prepared, session):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    with pytest.raises(click.ClickException, match="newer version"):
        prepared()


def test_an_older_database_is_copied_first_and_keeps_everybody(
    prepared, session, settings, tmp_path, monkeypatch, capsys
):
    a_visitor_of(session, a_show(session), settings)
    session.close()
    monkeypatch.setattr(readiness, "MIGRATIONS", next_migrations(tmp_path))
    prepared()
    said = capsys.readouterr().out
    (copy,) = (settings.instance / "backups").iterdir()
    assert f"is older than this program. A copy is in {copy}." in said
    assert "Schema is now next." in said
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    old = sqlite3.connect(copy)
    assert old.execute("SELECT count(*) FROM entry_pass").fetchone() == (1,)
    assert "badge" not in str(old.execute("SELECT sql FROM sqlite_master").fetchall())
    old.close()
    assert session.execute(text("SELECT count(*) FROM entry_pass")).scalar() == 1
    assert session.execute(text("SELECT badge FROM registration")).scalar() == ""


@pytest.fixture
def taken():
    """A port somebody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_used_port_is_said_before_anything_is_done(settings, taken):
    with pytest.raises(click.ClickException, match=f"Port {taken} is in use.*set PORT"):
        server.refuse_used_port(replace(settings, host="127.0.0.1", port=taken))


@pytest.mark.parametrize("host", ["203.0.113.99", "no such host"])
def test_an_address_of_another_machine_is_said(settings, host):
    with pytest.raises(click.ClickException, match="HOST"):
        server.refuse_used_port(replace(settings, host=host, port=0))


def test_a_free_port_is_left_free(settings, taken):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    server.refuse_used_port(replace(settings, host="127.0.0.1", port=free))
    server.refuse_used_port(replace(settings, host="127.0.0.1", port=free))
