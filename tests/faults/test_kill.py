"""kill -9 in the middle of 200 concurrent submits: what was acknowledged is there, whole, once."""

import hashlib
import os
import time

import pytest
from sqlalchemy import create_engine, text

from tests.live_server import Server, acknowledged, submit_all, visitors

SHOW = "cell-gene-therapy"
PEOPLE = 200
KILL_AFTER = 60

#: ``make faults`` kills more often; one kill each is part of every test run.
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))


def killed_in_the_middle(server):
    """Sends everybody's form and kills the server once some were answered; then starts it again."""
    server.start()
    people = visitors(server, SHOW, PEOPLE)
    done = submit_all(server, SHOW, people)
    deadline = time.monotonic() + 60
    while len(acknowledged(people)) < KILL_AFTER and time.monotonic() < deadline:
        time.sleep(0.002)
    server.kill()
    assert done.wait(60)
    server.start()
    server.stop()
    assert KILL_AFTER <= len(acknowledged(people)) < PEOPLE, "the kill came before or after it all"
    return people


def broken_promises(url, people):
    """What is wrong in the database, in words: missing, doubled, or only half there."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT r.submission_hash, r.email, p.id AS pass_id,"
                " (SELECT count(*) FROM outbox o WHERE o.registration_id = r.id) AS mails,"
                " (SELECT count(*) FROM audit a WHERE a.registration_id = r.id) AS audits,"
                " (SELECT count(*) FROM consent c WHERE c.registration_id = r.id) AS consents"
                " FROM registration r LEFT JOIN entry_pass p ON p.registration_id = r.id"
            )
        ).all()
    engine.dispose()
    stored = [row.submission_hash for row in rows]
    wrong = [f"doubled {one}" for one in stored if stored.count(one) > 1]
    for visitor in acknowledged(people):
        if hashlib.sha256(visitor.submission_id.encode()).hexdigest() not in stored:
            wrong.append("acknowledged but missing")
    for row in rows:
        if row.pass_id is None:
            wrong.append("without a pass")
        if row.mails != (1 if row.email else 0):
            wrong.append("without its mail")
        if row.audits != 1 or row.consents < 1:
            wrong.append("without audit row or consent")
    return wrong


@pytest.mark.parametrize("kill", range(ROUNDS))
def test_a_killed_server_keeps_every_acknowledged_registration_whole(tmp_path, database_url, kill):
    server = Server(tmp_path, database_url)
    try:
        people = killed_in_the_middle(server)
    finally:
        server.kill()
    assert broken_promises(database_url, people) == []


def test_the_sabotaged_build_is_seen_to_fail(tmp_path, database_url):
    server = Server(tmp_path, database_url, app="tests.faults.sabotaged")
    try:
        people = killed_in_the_middle(server)
    finally:
        server.kill()
    assert broken_promises(database_url, people) != []
