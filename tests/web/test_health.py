"""Alive, and ready: what a monitor asks."""

import pytest
from sqlalchemy import text

from exhibition.models import Installation
from exhibition.readiness import head_revision


@pytest.mark.both_databases
def test_a_whole_installation_is_ready(client, settings):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["status"] == "ready"
    assert answer.json["database"].split()[0] in ("sqlite", "postgresql")


@pytest.mark.both_databases
def test_an_older_schema_is_not(client, session):
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    session.commit()
    try:
        answer = client.get("/readyz")
    finally:
        session.execute(text(f"UPDATE alembic_version SET version_num = '{head_revision()}'"))
        session.commit()
    assert answer.status_code == 503
    assert "0000" in answer.json["reason"]


def test_an_empty_database_is_not(client, settings):
    (settings.instance / "exhibition.sqlite").unlink()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "empty" in answer.json["reason"]


@pytest.mark.settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
def test_a_database_out_of_reach_is_said_without_its_address(client):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "does not answer" in answer.json["reason"]
    assert "nobody" not in answer.text
    assert client.get("/healthz").status_code == 200


def test_the_key_of_another_installation_is_not_used(client, session, settings):
    session.add(Installation(id=1, pass_key_fingerprint="0" * 64))
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "pass.key" in answer.json["reason"]
    assert str(settings.instance) not in answer.text


def test_the_process_is_alive_whatever_the_database_does(client, settings):
    (settings.instance / "exhibition.sqlite").unlink()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.settings(limit_lookup="1/minute", limit_submit="1/minute")
def test_a_monitor_is_never_limited(client):
    for path in ("/healthz", "/readyz"):
        assert {client.get(path).status_code for _ in range(5)} == {200}


def test_an_old_sqlite_is_warned_of(client, monkeypatch):
    monkeypatch.setattr("exhibition.readiness.sqlite_is_good", lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "pysqlite3" in answer.json["warning"]
