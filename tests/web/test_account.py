"""One's own account: password, name, browsers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.models import Role, Staff, StaffSession
from exhibition.services import staff
from tests import cast
from tests.web.people import ACCOUNT, post

NEW = "another plot, three populations"


def test_every_role_has_an_account(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session, Role.SCANNER)
    page = client.get(ACCOUNT)
    assert page.status_code == 200
    assert "scanner@expo.example" in page.text


@pytest.mark.both_databases
def test_another_password_ends_every_other_browser(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    member = cast.signed_in(client, session, Role.VIEWER)
    other = app.test_client()
    cast.sign_in(other, member.email)
    body = {"current": cast.PASSWORD, "password": NEW}
    assert post(client, f"{ACCOUNT}/password", **body).status_code == 303
    assert other.get(ACCOUNT).status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    assert staff.verify(session, member.email, NEW)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"current": "not mine", "password": NEW}, "密码不正确"),
        ({"current": cast.PASSWORD, "password": "short"}, "密码长度应为 8 至 128 个字符"),
        ({"current": cast.PASSWORD, "password": "Password123!"}, "该密码过于常见"),
        ({"current": cast.PASSWORD, "password": "viewer2026"}, "该密码过于常见"),
        ({"current": cast.PASSWORD, "password": "细胞与基因治疗展2027"}, "该密码过于常见"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    client: FlaskClient, session: Session, body: dict[str, str], sentence: str
) -> None:
    cast.a_show(session)
    cast.signed_in(client, session, Role.VIEWER)
    answer = post(client, f"{ACCOUNT}/password", **body)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert staff.verify(session, "viewer@expo.example", cast.PASSWORD)


def test_guessing_the_password_of_an_open_browser_is_over_after_five(
    client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session)
    body = {"current": "guess", "password": NEW}
    answers = [post(client, f"{ACCOUNT}/password", **body).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_browser_is_ended_by_itself_and_all_others_at_once(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    member = cast.signed_in(client, session)
    others = [app.test_client() for _ in range(3)]
    for other in others:
        cast.sign_in(other, member.email)
    first = session.scalars(select(StaffSession.id).order_by(StaffSession.id)).all()[1]
    post(client, f"{ACCOUNT}/sessions/{first}/end")
    assert [other.get(ACCOUNT).status_code for other in others] == [302, 200, 200]
    post(client, f"{ACCOUNT}/sessions/end-others")
    assert [other.get(ACCOUNT).status_code for other in others] == [302, 302, 302]
    assert client.get(ACCOUNT).status_code == 200


def test_nobody_ends_a_browser_of_somebody_else(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session, Role.OWNER)
    other = app.test_client()
    cast.signed_in(other, session, Role.VIEWER)
    owners = session.scalars(select(StaffSession.id).order_by(StaffSession.id)).first()
    assert post(other, f"{ACCOUNT}/sessions/{owners}/end").status_code == 404
    assert client.get(ACCOUNT).status_code == 200


def test_a_browser_is_named_as_its_owner_knows_it(client: FlaskClient, session: Session) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit Safari/604 MicroMessenger/8.0"
    client.environ_base["HTTP_USER_AGENT"] = agent
    cast.signed_in(client, session)
    assert "WeChat · iPhone" in client.get(ACCOUNT).text


def test_a_name_is_kept(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    assert post(client, f"{ACCOUNT}/name", name="陈晓雯").status_code == 303
    assert session.scalars(select(Staff.name)).one() == "陈晓雯"
