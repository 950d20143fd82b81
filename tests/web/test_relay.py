"""The relay against a real mail server: what goes out, what waits, what never holds the others."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.config import MailSettings, Settings
from exhibition.database import transaction
from exhibition.domain.clock import now
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, OutboxState
from exhibition.services import outbox
from exhibition.web import links, relay
from exhibition.web.relay import Relay
from tests import registrants
from tests.mail_server import MailServer

SENT, QUEUED, FAILED, HELD = (
    OutboxState.SENT,
    OutboxState.QUEUED,
    OutboxState.FAILED,
    OutboxState.HELD,
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, server: MailServer) -> Settings:
    mail = MailSettings(server="127.0.0.1", port=server.port, sender="show@expo.example")
    return replace(settings, mail=mail)


@pytest.fixture
def show(session):
    return registrants.the_first_show(session)


def some_mails(session: Session, count: int) -> None:
    for number in range(count):
        outbox.enqueue(
            session,
            kind=MailKind.TEST,
            show=None,
            registration=None,
            recipient=f"somebody{number}@example.org",
            locale="zh",
            base_host="expo.example",
        )
    session.commit()


def once(app: Flask) -> int:
    return Relay(app, threading.Event()).run_once()


@contextmanager
def running(app: Flask) -> Iterator[threading.Thread]:
    stop = threading.Event()
    thread = threading.Thread(target=Relay(app, stop).run)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(timeout=30)
        assert not thread.is_alive()


def rows(session: Session) -> list[OutboxMail]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def states(session: Session) -> list[OutboxState]:
    return [mail.state for mail in rows(session)]


def leased(session: Session) -> int:
    return sum(mail.lease_until is not None for mail in rows(session))


def change(session: Session, **columns: Any) -> None:
    session.rollback()
    session.execute(update(OutboxMail).values(**columns))
    session.commit()


@pytest.mark.both_databases
def test_a_visitor_s_mail_brings_the_pass(app, session, settings, server, show):
    visitor = registrants.a_visitor(session, settings, show)
    assert once(app) == 1
    mail = server.mails[0]
    assert server.recipients == ["visitor@example.org"]
    assert mail["Subject"] == "【广州国际细胞与基因治疗产业展览会】您的入场证"
    assert mail["From"].addresses[0].addr_spec == "show@expo.example"
    assert mail["Reply-To"] == "gzcmzl@163.com"
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert [part.get_content_disposition() for part in pictures] == ["inline", "attachment"]
    for part in pictures:
        found = zxingcpp.read_barcodes(Image.open(BytesIO(part.get_content())))
        assert [code.text for code in found] == [links.pass_url(settings, visitor.entry_pass)]
    [row] = rows(session)
    assert (row.state, row.lease_until, row.message_id) == (SENT, None, mail["Message-ID"])
    assert row.sent_at is not None


def test_an_application_tells_the_applicant_and_the_staff(app, session, settings, server, show):
    registrants.an_exhibitor(session, settings, show, locale="en")
    once(app)
    subjects = dict(zip(server.recipients, (mail["Subject"] for mail in server.mails), strict=True))
    assert subjects["exhibitor@example.org"].startswith("Guangzhou International Cell")
    assert subjects["gzcmzl@163.com"].startswith("【新参展申请】深圳示例细胞科技有限公司")


def test_nobody_is_mailed_by_a_name_with_a_line_end(app, session, settings, server, show):
    visitor = registrants.a_visitor(session, settings, show)
    visitor.name = "x\r\nBcc: thief@example.org"
    session.commit()
    once(app)
    assert server.recipients == ["visitor@example.org"]
    assert server.mails[0]["Bcc"] is None


def test_a_mailbox_that_does_not_exist_fails_at_once_with_the_server_s_words(app, session, server):
    some_mails(session, 2)
    server.at_recipient["somebody0@example.org"] = "550 5.1.1 No such user"
    once(app)
    failed, sent = rows(session)
    assert (failed.state, failed.last_error) == (FAILED, "550 5.1.1 No such user")
    assert sent.state is SENT


def test_a_busy_server_is_asked_again_later(app, session, server):
    some_mails(session, 1)
    server.at_recipient["somebody0@example.org"] = "451 Greylisted"
    once(app)
    [mail] = rows(session)
    assert (mail.state, mail.last_error, mail.attempts) == (QUEUED, "451 Greylisted", 1)
    assert mail.next_attempt_at > now()
    server.at_recipient.clear()
    change(session, next_attempt_at=now())
    once(app)
    assert states(session) == [SENT]


def test_a_server_that_is_down_fails_nothing_and_gets_everything_when_it_is_back(
    app, session, server
):
    some_mails(session, 10)
    server.__exit__()
    once(app)
    assert states(session) == [QUEUED] * 10
    server.__enter__()
    change(session, next_attempt_at=now())
    once(app)
    assert len(set(server.recipients)) == 10
    assert states(session) == [SENT] * 10


def test_one_mail_that_cannot_be_written_is_shown_and_the_rest_goes_out(
    app, session, settings, server, show
):
    exhibitor = registrants.an_exhibitor(session, settings, show)
    outbox.enqueue(
        session,
        kind=MailKind.ACCEPTED,
        show=show,
        registration=exhibitor,
        recipient=exhibitor.email,
        locale="zh",
        params={"decision_id": 4711},
        base_host="expo.example",
    )
    some_mails(session, 3)
    once(app)
    found = {mail.kind: mail for mail in rows(session)}
    assert found["accepted"].state is FAILED
    assert found["accepted"].last_error.startswith("unwritable: ")
    assert states(session).count(SENT) == 5


@pytest.mark.both_databases
def test_a_server_that_hangs_on_one_mail_holds_no_other(app, session, server):
    some_mails(session, 21)
    server.silent_for.add("somebody0@example.org")
    with running(app):
        # Less than the fifteen seconds after which the one is given up.
        assert server.wait_for(20, seconds=12)
        # The server has them all; the last one is marked a moment later.
        deadline = time.monotonic() + 10
        hanging, *others = states(session)
        while set(others) != {SENT} and time.monotonic() < deadline:
            time.sleep(0.05)
            hanging, *others = states(session)
        server.answer_now()
    assert (hanging, set(others)) == (QUEUED, {SENT})


def test_nobody_waits_for_the_database_while_a_mail_is_under_way(app, session, server):
    some_mails(session, 1)
    server.silent_for.add("somebody0@example.org")
    with running(app):
        assert server.wait_until_silent(1)
        started = time.monotonic()
        with app.app_context(), transaction() as own:
            some_mails(own, 1)
        took = time.monotonic() - started
        server.answer_now()
    assert took < 3


def test_a_relay_that_died_after_sending_sends_the_same_mail_again(app, session, server):
    some_mails(session, 1)
    once(app)
    # What a kill between the server's answer and the mark leaves behind.
    change(session, state=QUEUED, sent_at=None, lease_until=now() - timedelta(seconds=1))
    once(app)
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert states(session) == [SENT]


@pytest.mark.both_databases
def test_a_mail_beyond_the_share_waits_until_there_is_room(app, session, settings, server, show):
    for number in range(5):
        registrants.a_visitor(session, settings, show, name=f"访客{number}")
    once(app)
    assert states(session) == [SENT, SENT, SENT, HELD, HELD]
    an_hour_ago = now() - timedelta(hours=1)
    session.execute(update(OutboxMail).where(OutboxMail.state == SENT).values(sent_at=an_hour_ago))
    session.execute(
        update(OutboxMail).where(OutboxMail.state == HELD).values(next_attempt_at=now())
    )
    session.commit()
    once(app)
    assert states(session) == [SENT] * 5


def test_a_new_mail_leaves_within_seconds(app, session, server):
    with running(app):
        time.sleep(0.3)
        some_mails(session, 1)
        assert server.wait_for(1, seconds=3)


def test_a_relay_asked_to_stop_gives_back_what_it_did_not_begin(app, session, server):
    some_mails(session, 10)
    server.silent_for.update(f"somebody{number}@example.org" for number in range(10))
    stop = threading.Event()
    thread = threading.Thread(target=Relay(app, stop).run)
    thread.start()
    assert server.wait_until_silent(relay.THREADS)
    stop.set()
    deadline = time.monotonic() + 10
    while leased(session) > relay.THREADS and time.monotonic() < deadline:
        time.sleep(0.05)
    assert leased(session) == relay.THREADS
    server.answer_now()
    thread.join(timeout=30)
    assert len(server.waiting) == relay.THREADS


def test_a_relay_ends_with_the_process_that_started_it(app, monkeypatch):
    monkeypatch.setenv(relay.PARENT, "1")
    thread = threading.Thread(target=Relay(app, threading.Event()).run)
    thread.start()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_the_log_names_no_mailbox(app, session, server, caplog):
    some_mails(session, 1)
    server.at_recipient["somebody0@example.org"] = "550 <somebody0@example.org>: no such user"
    once(app)
    assert "550" in caplog.text
    assert "somebody0" not in caplog.text


def test_without_a_server_a_mail_is_a_file(app, session, settings):
    app.config["SETTINGS"] = replace(settings, mail=MailSettings())
    some_mails(session, 1)
    once(app)
    [file] = settings.mail_folder.iterdir()
    assert file.name == rows(session)[0].message_id[1:].partition("@")[0] + ".eml"
    assert states(session) == [SENT]
