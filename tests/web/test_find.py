"""A lost pass: one page for everybody, whether there is such a registration or not."""

import re

import pytest
from sqlalchemy import event, select

from exhibition.database import db
from exhibition.models import OutboxMail
from tests.cast import csrf_token
from tests.sign_up import a_preset_show, register

SHOW = "cell-gene-therapy"
FIND = f"/{SHOW}/find"
ANSWER = (
    "如果信息与登记记录一致且登记时留有邮箱，入场证链接将在几分钟内发送到该邮箱。",
    "没有邮箱？请用登记时的手机打开本页，或入场当天到一楼观众登记处报姓名和手机号，由工作人员核对后补发。",
)


@pytest.fixture
def show(session):
    return a_preset_show(session)


def ask(client, **changes):
    token = csrf_token(client.get(FIND))
    words = {"name": "张晓明", "mobile": "138 1234 5678", "mobile_country": "CN"}
    return client.post(FIND, data={"csrf_token": token, **words, **changes})


def links_sent(session):
    session.rollback()
    wanted = select(OutboxMail.recipient).where(OutboxMail.kind == "pass_link")
    return session.scalars(wanted).all()


@pytest.mark.both_databases
def test_the_link_is_mailed_to_whom_it_belongs(client, session):
    a_preset_show(session)
    register(client, SHOW, email="zhang@example.com")
    answer = ask(client, mobile="008613812345678", name=" 张晓明 ")
    assert answer.status_code == 200
    for sentence in ANSWER:
        assert sentence in answer.text
    assert links_sent(session) == ["zhang@example.com"]


def without_what_is_new_each_time(answer):
    headers = {key: value for key, value in answer.headers if key not in ("X-Request-Id",)}
    headers["Content-Security-Policy"] = ""
    return answer.status, headers, re.sub(r'nonce="[^"]+"', "", answer.text)


def test_the_answer_tells_nobody_whether_there_was_one(app, client, session, show):
    register(client, SHOW, email="zhang@example.com")
    register(client, SHOW, name="李四", mobile="13700000000")
    # Each from a phone of its own: cookies would tell the owner of the phone, and only them.
    known, mailless, unknown = (
        without_what_is_new_each_time(ask(app.test_client(), **asked))
        for asked in ({}, {"name": "李四", "mobile": "13700000000"}, {"name": "王五"})
    )
    assert known == mailless == unknown
    assert links_sent(session) == ["zhang@example.com"]


def test_the_database_is_asked_the_same_for_everybody(app, client, session, show):
    register(client, SHOW, email="zhang@example.com")
    said = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    told = []
    for name in ("张晓明", "王五"):
        phone = app.test_client()
        token = csrf_token(phone.get(FIND))
        said.clear()
        ask_with = {"csrf_token": token, "mobile": "13812345678", "mobile_country": "CN"}
        assert phone.post(FIND, data={**ask_with, "name": name}).status_code == 200
        told.append(list(said))
    assert told[0] == told[1]
    # Both end with something to write to the disk; nothing of it stays for nobody.
    assert told[0][-1].startswith("DELETE FROM outbox")
    assert links_sent(session) == ["zhang@example.com"]


def test_the_answer_can_be_read_in_the_other_language(client, session, show):
    answer = ask(client)
    other = re.search(r'href="(/[^"]+lang=en)"', answer.text)[1].replace("&amp;", "&")
    assert "Request received." in client.get(other).text


def test_wrong_input_is_said_with_a_link_to_the_field(client, session, show):
    answer = ask(client, mobile="12", name="欧阳<b>菲菲")
    assert answer.status_code == 422
    assert 'href="#f-mobile"' in answer.text
    assert "欧阳&lt;b&gt;菲菲" in answer.text
    assert "<b>菲菲" not in answer.text


@pytest.mark.parametrize("token", ["", "stale"])
def test_a_stale_form_is_shown_again_with_every_word(client, session, show, token):
    register(client, SHOW, email="zhang@example.com")
    answer = ask(client, csrf_token=token)
    assert answer.status_code == 422
    assert "138 1234 5678" in answer.text
    assert "页面停留时间过长，内容已保留，请核对后再次提交。" in answer.text
    assert links_sent(session) == []
    words = {"name": "张晓明", "mobile": "13812345678", "mobile_country": "CN"}
    again = client.post(FIND, data={"csrf_token": csrf_token(answer), **words})
    assert again.status_code == 200


@pytest.mark.settings(limit_lookup="2/minute")
def test_over_the_limit_the_form_stays(client, session, show):
    assert [ask(client, name=name).status_code for name in ("甲甲", "乙乙")] == [200, 200]
    answer = ask(client, name="欧阳菲菲")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert "欧阳菲菲" in answer.text
    assert links_sent(session) == []


def test_looking_at_the_form_is_not_counted_and_changes_nothing(client, session, show):
    for _ in range(5):
        assert client.get(FIND).status_code == 200
    assert links_sent(session) == []


def test_asking_twice_sends_one_mail(client, session, show):
    register(client, SHOW, email="zhang@example.com")
    assert ask(client).status_code == ask(client).status_code == 200
    assert links_sent(session) == ["zhang@example.com"]


def test_an_unknown_show_has_nothing_to_find(client, session, show):
    for slug in ("nobody", "%00", "CELL", "x"):
        assert client.get(f"/{slug}/find").status_code == 404
        assert client.post(f"/{slug}/find").status_code == 404
