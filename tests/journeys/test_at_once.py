"""Many people at the same moment, against the real server."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
import waitress
from sqlalchemy import select
from waitress import wasyncore

from exhibition.cli.server import WAITRESS
from exhibition.models import Consent, EntryPass, OutboxMail
from tests.sign_up import a_preset_show, stored, visitor_form

SHOW = "cell-gene-therapy"
MANY = 20
#: More than waitress takes by itself.
KEPT_OPEN = 150


@contextmanager
def serving(app) -> Iterator[int]:
    """The application behind waitress as ``serve`` starts it; gives the port."""
    sockets: dict[int, Any] = {}
    server = waitress.create_server(app, map=sockets, host="127.0.0.1", port=0, **WAITRESS)
    over = threading.Event()

    def run():
        while not over.is_set():
            wasyncore.loop(timeout=0.05, map=sockets, count=1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield server.effective_port
    finally:
        over.set()
        thread.join(10)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)


def send(port, fields, cookie, headers=None):
    """Status and Location of a form that is sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        body = urlencode(fields, doseq=True)
        connection.request("POST", f"/{SHOW}/visitor", body, kind | (headers or {}))
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location")
    finally:
        connection.close()


def all_at_once(port, forms, cookie):
    """What everybody is answered who sends a form at the same moment."""
    answers, gate = [], threading.Barrier(len(forms))

    def one(fields):
        gate.wait()
        answers.append(send(port, fields, cookie))

    people = [threading.Thread(target=one, args=(fields,)) for fields in forms]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return answers


@pytest.fixture
def form(client, session):
    """The form somebody filled in, and the cookie of their session."""
    a_preset_show(session)
    fields = visitor_form(client, SHOW, email="x@example.com")
    return fields, f"session={client.get_cookie('session').value}"


@pytest.mark.both_databases
def test_one_submission_sent_twenty_times_is_one_registration(app, session, form):
    fields, cookie = form
    with serving(app) as port:
        answers = all_at_once(port, [fields] * MANY, cookie)
    assert {status for status, _ in answers} == {303}
    assert len({location for _, location in answers}) == 1
    (one,) = stored(session)
    assert len(session.scalars(select(EntryPass)).all()) == 1
    assert len(session.scalars(select(OutboxMail)).all()) == 1
    assert len(session.scalars(select(Consent)).all()) == len(one.consents)


@pytest.mark.both_databases
def test_one_person_sent_many_times_counts_once_and_has_a_share(app, session, form):
    fields, cookie = form
    forms = [fields | {"submission_id": f"{at:032d}"} for at in range(MANY)]
    with serving(app) as port:
        answers = all_at_once(port, forms, cookie)
    # Ten an hour for one number, however many ask at the same moment.
    assert sorted(status for status, _ in answers) == [303] * 10 + [429] * 10
    rows = stored(session)
    assert [row.is_further for row in rows] == [False] + [True] * 9
    assert len({row.reference for row in rows}) == 10


@pytest.mark.both_databases
def test_different_people_are_all_registered(app, session, form):
    fields, cookie = form
    forms = [
        fields | {"submission_id": f"{at:032d}", "mobile": f"138000000{at:02d}"}
        for at in range(MANY)
    ]
    with serving(app) as port:
        answers = all_at_once(port, forms, cookie)
    assert {status for status, _ in answers} == {303}
    rows = stored(session)
    assert len(rows) == len({row.uid for row in rows}) == MANY
    assert not any(row.is_further for row in rows)
    assert len(session.scalars(select(EntryPass)).all()) == MANY
    assert len(session.scalars(select(OutboxMail)).all()) == MANY


def test_an_answer_that_was_lost_on_the_way_is_given_again(app, session, form):
    fields, cookie = form
    with serving(app) as port:
        lost = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        lost.request("POST", f"/{SHOW}/visitor", urlencode(fields, doseq=True), headers)
        lost.close()
        first, second = send(port, fields, cookie), send(port, fields, cookie)
    assert first == second
    assert first[0] == 303
    assert len(stored(session)) == 1


def test_readers_who_keep_their_connections_shut_nobody_out(app):
    with serving(app) as port, ExitStack() as phones:
        for _ in range(KEPT_OPEN):
            phone = HTTPConnection("127.0.0.1", port, timeout=5)
            phones.callback(phone.close)
            phone.request("GET", "/healthz")
            phone.getresponse().read()
        late = HTTPConnection("127.0.0.1", port, timeout=5)
        phones.callback(late.close)
        late.request("GET", "/healthz")
        assert late.getresponse().status == 200


@pytest.mark.settings(limit_submit="2/minute", trusted_proxies=("127.0.0.0/8",))
def test_behind_our_own_proxy_each_visitor_has_an_address(app, session, form):
    fields, cookie = form
    with serving(app) as port:
        statuses = [
            send(
                port, fields | {"mobile": "1"}, cookie, {"X-Forwarded-For": f"198.51.100.{at // 3}"}
            )
            for at in range(6)
        ]
    assert [status for status, _ in statuses] == [422, 422, 429, 422, 422, 429]
