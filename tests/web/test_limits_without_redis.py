"""Redis goes away while people are at it: each process counts for itself, and nobody notices."""

import pytest
from redis.exceptions import ConnectionError as Gone

from exhibition.models import Role
from exhibition.web.extensions import limiter
from tests import cast

pytestmark = pytest.mark.settings(redis_url="redis://127.0.0.1:1/0", limit_lookup="3/minute")


@pytest.fixture(autouse=True)
def another_request_found_out_first(app, monkeypatch):
    """Every call fails, and by then some other request has noticed already."""
    monkeypatch.setattr(limiter, "_storage_dead", False)
    monkeypatch.setattr(limiter, "_in_memory_fallback_enabled", True)

    def down(*_args, **_more):
        limiter._storage_dead = True
        raise Gone

    for name in ("get", "incr"):
        monkeypatch.setattr(limiter.storage, name, down)
    monkeypatch.setattr(limiter.storage, "check", lambda: False)
    # What another application of this process counted in its memory is not ours.
    limiter._fallback_limiter.storage.reset()


def test_guesses_are_still_counted_and_never_an_error(client):
    assert [client.get("/p/unknown").status_code for _ in range(4)] == [404, 404, 404, 429]


def test_signing_in_is_still_limited_and_never_an_error(client, session):
    member = cast.a_member(session, Role.VIEWER)
    tries = [cast.sign_in(client, member.email, f"wrong {n}").status_code for n in range(6)]
    assert tries == [422] * 5 + [429]


def test_what_is_counted_after_the_answer_may_fail_too(client, monkeypatch):
    monkeypatch.setattr(limiter.storage, "get", lambda *_: 0)
    assert client.get("/p/unknown").status_code == 404
