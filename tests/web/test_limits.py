"""Limits per address: shared by Redis where there is one, and still there when it is gone."""

import os

import pytest
import redis

from exhibition import create_app
from exhibition.web.extensions import limiter
from tests.sign_up import a_preset_show, register

SHOW = "cell-gene-therapy"
SHARED = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"


@pytest.fixture(autouse=True)
def a_store_nobody_knows(monkeypatch):
    """The limiter is one for all applications of a process, and remembers that a store is gone."""
    monkeypatch.setattr(limiter, "_storage_dead", False)


def send(client):
    """A form that is counted and not stored."""
    return client.post(f"/{SHOW}/visitor", data={"name": "x"}).status_code


@pytest.mark.settings(limit_submit="2/minute", redis_url="redis://127.0.0.1:1/0")
def test_without_redis_each_process_counts_for_itself(client, session):
    a_preset_show(session)
    assert [send(client) for _ in range(4)] == [422, 422, 429, 429]
    assert client.get(f"/{SHOW}/visitor").status_code == 200


@pytest.mark.settings(limit_lookup="2/minute", redis_url="redis://127.0.0.1:1/0")
def test_without_redis_passes_are_still_checked(client):
    assert [client.get("/p/x").status_code for _ in range(4)] == [404, 404, 429, 429]


@pytest.fixture
def shared():
    """A Redis database that is empty before and after."""
    store = redis.Redis.from_url(SHARED)
    try:
        store.ping()
    except redis.ConnectionError:
        if "redis" in os.environ.get("REQUIRE", ""):
            pytest.fail("Redis is required and does not answer")
        pytest.skip("no Redis answers")
    store.flushdb()
    yield
    store.flushdb()
    store.close()


@pytest.mark.settings(limit_submit="2/minute", redis_url=SHARED)
def test_with_redis_two_processes_count_together(shared, app, session, settings):
    a_preset_show(session)
    first = app.test_client()
    assert [send(first) for _ in range(2)] == [422, 422]
    second = create_app(settings)
    assert send(second.test_client()) == 429


@pytest.mark.settings(limit_submit="off", limit_lookup="off")
def test_off_is_off(client, session):
    a_preset_show(session)
    assert {send(client) for _ in range(30)} == {422}
    assert {client.get("/p/x").status_code for _ in range(30)} == {404}


@pytest.mark.settings(limit_submit="600/10 minutes")
def test_a_hospital_behind_one_address_registers(client, session):
    a_preset_show(session)
    statuses = [register(client, SHOW, mobile=f"138000000{at:02d}").status_code for at in range(40)]
    assert set(statuses) == {303}
