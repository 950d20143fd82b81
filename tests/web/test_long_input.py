"""What people paste by mistake and what they are called: no word is lost, no line turned."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.mail import MailKind
from exhibition.web.public.long_input import PLAIN
from tests import letters
from tests.sign_up import (
    a_preset_show,
    exhibitor_form,
    register,
    stored,
    the_one,
    troubles,
    visitor_form,
)

SHOW = "cell-gene-therapy"


@pytest.fixture(autouse=True)
def show(session: Session) -> None:
    a_preset_show(session)


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "名" * 1_000_000), ("company", "x" * 1_048_576), ("city", "é" * 500_000)],
)
def test_a_megabyte_in_a_field_costs_no_other_word(
    client: FlaskClient, session: Session, field: str, text: str
) -> None:
    sent = visitor_form(client, SHOW, job_title="研发经理甲乙丙", **{field: text})
    answer = client.post(f"/{SHOW}/visitor", data=sent)
    assert answer.status_code == 422
    assert len(troubles(answer)) == 1
    assert "研发经理甲乙丙" in answer.text
    assert len(answer.data) < 400_000
    assert stored(session) == []


def test_a_megabyte_of_questions_costs_no_other_word(client: FlaskClient, session: Session) -> None:
    sent = exhibitor_form(client, SHOW, remark="问" * 400_000, city="佛山市某某")
    answer = client.post(f"/{SHOW}/exhibitor", data=sent)
    assert answer.status_code == 422
    assert "佛山市某某" in answer.text
    assert stored(session) == []


def test_a_megabyte_where_a_pass_is_looked_for(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(f"/{SHOW}/find").text)
    assert token
    sent = {"csrf_token": token[1], "name": "x" * 1_048_576, "mobile": "138 0013 8000"}
    answer = client.post(f"/{SHOW}/find", data=sent)
    assert answer.status_code == 422
    assert "138 0013 8000" in answer.text


def test_more_than_any_document_is_refused_unread(client: FlaskClient) -> None:
    sent = visitor_form(client, SHOW, name="x" * (11 * 1024 * 1024))
    assert client.post(f"/{SHOW}/visitor", data=sent).status_code == 413


def test_a_million_tiny_fields_are_refused(client: FlaskClient) -> None:
    many = "&".join(["a"] * 400_000)
    answer = client.post(f"/{SHOW}/visitor", data=many, content_type=PLAIN)
    assert answer.status_code == 413


@pytest.mark.parametrize("name", ["🎉", "👩‍🔬🧬", "———"])
def test_nobody_is_called_so(client: FlaskClient, session: Session, name: str) -> None:
    answer = register(client, SHOW, name=name)
    assert answer.status_code == 422
    assert "请填写姓名文字，不能只有符号或表情" in answer.text
    assert stored(session) == []


@pytest.mark.parametrize("name", ["𠅤㛃䶮", "李🎉", "محمد علي", "Li 123", "=1+1"])
def test_whatever_people_are_called_is_taken(
    client: FlaskClient, session: Session, name: str
) -> None:
    assert register(client, SHOW, name=name).status_code == 303
    assert the_one(session).name == name


@pytest.mark.parametrize("sign", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
def test_what_turns_the_line_around_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, sign: str
) -> None:
    answer = register(client, SHOW, name=f"Li {sign}gnaW")
    assert answer.status_code == 422
    assert "含有无法打印的字符" in answer.text
    assert stored(session) == []


@pytest.mark.parametrize("name", ["محمد علي (3)", "דוד 7"])
def test_a_name_from_right_to_left_keeps_to_itself(
    client: FlaskClient, session: Session, settings: Settings, name: str
) -> None:
    page = client.get(register(client, SHOW, name=name, email="a@example.org").location)
    assert f"<bdi>{name}</bdi>" in page.text
    with client.application.app_context():
        mail = letters.written(session, settings, the_one(session), MailKind.VISITOR_PASS)
    assert f"<bdi>{name}</bdi>，您好" in mail.html
    assert f"\u2068{name}\u2069，您好" in mail.text


def test_other_names_stand_as_they_are(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    page = client.get(register(client, SHOW, name="O’Brien & 王", email="a@example.org").location)
    assert "<bdi>" not in page.text
    with client.application.app_context():
        mail = letters.written(session, settings, the_one(session), MailKind.VISITOR_PASS)
    assert "O’Brien & 王，您好" in mail.text
    assert "O’Brien &amp; 王，您好" in mail.html
