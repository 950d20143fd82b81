"""When something is wrong: a page in the reader's language, nothing stored, nothing lost."""

import errno
import logging
import re
import threading

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from exhibition import database
from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.models import OutboxMail, Role, StaffSession
from exhibition.services.staff_sessions import SEEN_EVERY
from tests.cast import csrf_token, signed_in
from tests.locks import locked
from tests.sign_up import (
    a_preset_show,
    exhibitor_form,
    register,
    stored,
    the_one,
    visitor_form,
)

SHOW = "cell-gene-therapy"
BUSY = "当前访问人数较多，请过几秒再试。"


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits ten seconds for the lock in a test."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr("exhibition.services.people.WAIT_MS", 50)


def failing(app, error):
    """Somebody whose first page fails like this."""

    def fails():
        raise error

    app.view_functions["public.shows"] = fails
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "method", "status", "title"),
    [
        ("/nobody/", "GET", 404, "页面不存在"),
        ("/a/b/c/d", "GET", 404, "页面不存在"),
        (f"/{SHOW}/visitor", "PUT", 405, "无法识别"),
        (f"/{SHOW}/find", "DELETE", 405, "无法识别"),
    ],
)
def test_every_error_has_a_page_and_a_way_on(client, session, path, method, status, title):
    a_preset_show(session)
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert title in answer.text
    assert 'href="/"' in answer.text
    assert "Traceback" not in answer.text


def test_a_wrong_method_names_the_right_ones(client, session):
    a_preset_show(session)
    allowed = client.put(f"/{SHOW}/visitor").headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_missing_slash_is_no_other_host(client, session):
    a_preset_show(session)
    for host in ("expo.example", "localhost:8000"):
        answer = client.get(f"/{SHOW}?ch=x", headers={"Host": host})
        assert (answer.status_code, answer.location) == (308, f"/{SHOW}/?ch=x")


@pytest.mark.parametrize(
    "path", ["//evil.example", "///evil.example/", "/%2Fevil.example", "/\\evil"]
)
def test_no_path_leads_to_another_site(client, session, path):
    a_preset_show(session)
    answer = client.get(path)
    place = answer.headers.get("Location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))


def test_an_unexpected_error_shows_a_number_and_no_inside(app, caplog):
    answer = failing(app, ValueError("张晓明 13812345678")).get("/")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    for inside in ("ValueError", "13812345678", "Traceback"):
        assert inside not in answer.text
    assert "unexpected ValueError" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", {}, Exception("database is locked")),
        InterfaceError("SELECT", {}, Exception("gone")),
        PoolTimeout(),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_what_will_pass_asks_to_try_again(app, error):
    answer = failing(app, error).get("/")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert BUSY in answer.text


def test_a_connection_that_cannot_even_roll_back_is_let_go(app, client, session):
    a_preset_show(session)
    with app.app_context():
        engine = db.engine

    def breaks(_connection):
        raise OperationalError("ROLLBACK", {}, Exception("server closed the connection"))

    def fails():
        db.session.execute(text("SELECT 1"))
        event.listen(engine, "rollback", breaks)
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    app.view_functions["public.shows"] = fails
    try:
        assert client.get("/").status_code == 503
    finally:
        event.remove(engine, "rollback", breaks)
    assert client.get(f"/{SHOW}/").status_code == 200


def test_two_who_change_the_same_thing_are_told(app):
    assert failing(app, StaleDataError()).get("/").status_code == 409


def test_the_error_page_itself_never_fails(app, monkeypatch):
    client = failing(app, ValueError())
    app.jinja_env.globals["url_for"] = lambda *_, **__: 1 / 0
    answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出现问题，内容未保存，请重试。" in answer.text
    assert "Something went wrong on our side." in answer.text
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("form", "fields"), [("visitor", visitor_form), ("exhibitor", exhibitor_form)]
)
def test_while_the_database_is_locked_the_form_keeps_every_word(
    impatient, client, session, form, fields
):
    a_preset_show(session)
    sent = fields(client, SHOW, city="佛山市", email="late@example.com")
    with locked(session.get_bind()):
        answer = client.post(f"/{SHOW}/{form}", data=sent)
    assert answer.status_code == 503
    assert BUSY in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    for word in ("佛山市", "late@example.com", f'value="{sent["submission_id"]}"'):
        assert word in answer.text
    assert stored(session) == []
    assert client.post(f"/{SHOW}/{form}", data=sent).status_code == 303
    the_one(session)


def test_while_it_is_locked_an_added_address_stays_in_its_field(impatient, client, session):
    a_preset_show(session)
    path = register(client, SHOW).location
    sent = {"csrf_token": csrf_token(client.get(f"{path}/mail")), "email": "late@example.com"}
    with locked(session.get_bind()):
        answer = client.post(f"{path}/mail", data=sent)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert BUSY in answer.text
    assert 'value="late@example.com"' in answer.text
    assert client.post(f"{path}/mail", data=sent).status_code == 303
    assert the_one(session).email == "late@example.com"


def test_while_it_is_locked_what_was_tapped_stays_tapped(impatient, client, session):
    a_preset_show(session)
    path = register(client, SHOW).location
    page = client.get(path)
    name, value = re.findall(
        r'type="(?:checkbox|radio)" name="([^"]+)" value="([^"]+)"', page.text
    )[0]
    sent = {"csrf_token": csrf_token(page), name: value}
    with locked(session.get_bind()):
        answer = client.post(f"{path}/answers", data=sent)
    assert answer.status_code == 503
    assert re.search(f'name="{name}" value="{value}"[^>]* checked', answer.text)
    assert client.post(f"{path}/answers", data=sent).status_code == 303


def test_while_it_is_locked_pages_are_read_as_ever(impatient, client, session):
    a_preset_show(session)
    path = register(client, SHOW).location
    with locked(session.get_bind()):
        for page in (f"/{SHOW}/", f"/{SHOW}/visitor", path, f"{path}/pass.png", "/readyz"):
            assert client.get(page).status_code == 200, page


def test_while_it_is_locked_staff_read_their_lists_too(impatient, client, session):
    a_preset_show(session)
    signed_in(client, session, Role.VIEWER)
    session.execute(update(StaffSession).values(last_seen_at=now() - 2 * SEEN_EVERY))
    session.commit()
    with locked(session.get_bind()):
        assert client.get(f"/organizer/{SHOW}/visitors").status_code == 200


def test_a_lock_that_is_soon_over_only_takes_longer(client, session):
    a_preset_show(session)
    sent = visitor_form(client, SHOW)
    with locked(session.get_bind()):
        answers = []
        sending = threading.Thread(
            target=lambda: answers.append(client.post(f"/{SHOW}/visitor", data=sent).status_code)
        )
        sending.start()
        sending.join(0.3)
        assert answers == []
    sending.join(10)
    assert answers == [303]


def test_out_of_reach_the_page_keeps_what_was_sent_and_sends_it_again(app, client, session):
    a_preset_show(session)
    sent = visitor_form(client, SHOW, company='甲 "乙" <丙>')
    session.execute(text("ALTER TABLE show RENAME TO gone"))
    session.commit()
    answer = client.post(f"/{SHOW}/visitor", data=sent)
    assert answer.status_code == 503
    assert "data-resend" in answer.text
    assert f'name="submission_id" value="{sent["submission_id"]}"' in answer.text
    assert 'value="甲 &#34;乙&#34; &lt;丙&gt;"' in answer.text
    session.execute(text("ALTER TABLE gone RENAME TO show"))
    session.commit()
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303


@pytest.mark.settings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
def test_with_no_database_there_is_still_a_page(client, caplog):
    for path in ("/", f"/{SHOW}/", f"/{SHOW}/visitor", "/q/x", "/r/" + "0" * 26, "/sign-in"):
        answer = client.get(path)
        assert answer.status_code in (200, 503), path
        assert "</html>" in answer.text or "<p>" in answer.text
    assert client.post(f"/{SHOW}/visitor", data={"name": "张晓明"}).status_code == 503
    assert "张晓明" not in caplog.text


def test_what_breaks_in_the_middle_leaves_nothing_behind(client, session, monkeypatch, caplog):
    a_preset_show(session)
    sent = visitor_form(client, SHOW, email="x@example.com")

    def breaks(*_args):
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patch:
        patch.setattr("exhibition.services.people.refresh_person", breaks)
        assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 500
    assert stored(session) == []
    assert session.query(OutboxMail).count() == 0
    assert [one.levelno for one in caplog.records if one.name == "exhibition.errors"] == [
        logging.ERROR
    ]
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 303
