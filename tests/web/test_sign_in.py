"""Signing in and out, as a browser sees it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.models import AuditEntry, Role, Staff, StaffSession
from exhibition.services import staff
from tests import cast

#: What differs between any two pages: tokens and challenges.
RANDOM = re.compile(r'(?:nonce|value|data-options)="[^"]{20,}"')
WRONG = "邮箱或密码不正确。"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.99"}


def guess(client: FlaskClient, email: str, times: int, **environ: str) -> list[int]:
    """The answers to so many wrong passwords for an account."""
    token = cast.csrf_token(client.get("/sign-in"))
    return [
        client.post(
            "/sign-in",
            data={"email": email, "password": f"guess number {n}", "csrf_token": token},
            environ_overrides=environ,
        ).status_code
        for n in range(times)
    ]


@pytest.mark.both_databases
def test_the_right_password_opens_the_back_office(client: FlaskClient, session: Session) -> None:
    member = cast.a_member(session)
    answer = cast.sign_in(client, member.email)
    assert (answer.status_code, answer.location) == (303, "/organizer/")
    assert session.scalars(select(StaffSession)).one().staff_id == member.id


@pytest.mark.parametrize("email", ["viewer@expo.example", "nobody@expo.example", "", "x\x00y"])
def test_every_kind_of_wrong_gets_the_same_page(
    client: FlaskClient, session: Session, email: str
) -> None:
    cast.a_member(session, Role.VIEWER)
    answer = cast.sign_in(client, email, "not the password")
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert not session.scalars(select(StaffSession)).all()


def test_a_known_and_an_unknown_address_cannot_be_told_apart(
    client: FlaskClient, session: Session
) -> None:
    cast.a_member(session, Role.VIEWER)
    pages = []
    for email in ("viewer@expo.example", "nobody@expo.example"):
        page = cast.sign_in(client, email, "not the password").text
        pages.append(RANDOM.sub("", page.replace(email, "")))
    assert pages[0] == pages[1]


def test_the_typed_address_stays_and_the_password_does_not(client: FlaskClient) -> None:
    page = cast.sign_in(client, "zhang@expo.example", "a secret typed in vain").text
    assert 'value="zhang@expo.example"' in page
    assert 'name="password" value=""' in page


def test_the_page_speaks_english(client: FlaskClient) -> None:
    client.get("/sign-in?lang=en")
    assert "E-mail or password is wrong." in cast.sign_in(client, "a@b.cn", "wrong").text


def test_password_managers_are_told_which_field_is_which(client: FlaskClient) -> None:
    page = client.get("/sign-in").text
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_signing_in_leads_on_to_where_somebody_wanted_to_go(
    client: FlaskClient, session: Session
) -> None:
    member = cast.a_member(session)
    wanted = "/organizer/cgt/visitors?q=%E5%BC%A0&page=2"
    assert cast.sign_in(client, member.email, next=wanted).location == wanted


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https:evil.example",
        "https://evil.example",
        "https://expo.example@evil.example",
        "javascript:alert(1)",
        ".evil.example",
        "@evil.example",
        "organizer",
        "",
    ],
)
def test_it_never_leads_away(client: FlaskClient, session: Session, evil: str) -> None:
    member = cast.a_member(session)
    assert cast.sign_in(client, member.email, next=evil).location == "/organizer/"


def test_an_encoded_tab_stays_on_our_own_origin(client: FlaskClient, session: Session) -> None:
    member = cast.a_member(session)
    page = client.get("/sign-in?next=/%09/evil.example").text
    assert 'name="next" value="/organizer/"' in page
    assert cast.sign_in(client, member.email, next="/%09/evil").location == "/%09/evil"


def test_without_its_token_the_form_comes_back_and_nobody_is_signed_in(
    client: FlaskClient, session: Session
) -> None:
    member = cast.a_member(session)
    body = {"email": member.email, "password": cast.PASSWORD}
    answer = client.post("/sign-in", data=body)
    assert answer.status_code == 400
    assert f'value="{member.email}"' in answer.text
    again = client.post("/sign-in", data=body | {"csrf_token": cast.csrf_token(answer)})
    assert again.status_code == 303


def test_signing_in_changes_the_cookie(client: FlaskClient, session: Session) -> None:
    member = cast.a_member(session)
    client.get("/sign-in")
    before = client.get_cookie("session")
    cast.sign_in(client, member.email)
    after = client.get_cookie("session")
    assert before
    assert after
    assert before.value != after.value


def test_a_token_of_before_the_sign_in_is_worth_nothing_after(
    client: FlaskClient, session: Session
) -> None:
    member = cast.a_member(session)
    planted = cast.csrf_token(client.get("/sign-in"))
    cast.sign_in(client, member.email)
    assert client.post("/sign-out", data={"csrf_token": planted}).status_code == 400


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(
    client: FlaskClient, session: Session
) -> None:
    flags = cast.sign_in(client, cast.a_member(session).email).headers["Set-Cookie"]
    assert "HttpOnly" in flags
    assert "SameSite=Lax" in flags


@pytest.mark.settings(base_url="https://expo.example")
def test_over_https_the_cookie_belongs_to_this_host_alone(client: FlaskClient) -> None:
    flags = client.get("/sign-in", base_url="https://expo.example").headers["Set-Cookie"]
    assert flags.startswith("__Host-session=")
    assert "Secure" in flags
    assert "Path=/" in flags
    assert "Domain" not in flags


def test_signing_out_ends_every_copy_of_the_cookie(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    page = cast.a_guarded_page(app)
    cast.signed_in(client, session)
    cookie = client.get_cookie("session")
    assert cookie
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get(page).status_code == 200
    token = cast.csrf_token(client.get("/sign-in"))
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert thief.get(page).status_code == 302


def test_signing_out_without_a_token_changes_nothing(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    assert client.post("/sign-out").status_code == 400
    assert session.scalars(select(StaffSession)).one().ended_at is None


def test_signing_in_again_ends_the_earlier_session(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session, Role.OWNER)
    cast.signed_in(client, session, Role.VIEWER)
    ended = [row.ended_at is not None for row in session.scalars(select(StaffSession))]
    assert sorted(ended) == [False, True]


@pytest.mark.both_databases
def test_a_request_is_remembered_at_most_every_five_minutes(
    client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session)
    for ago, written in ((timedelta(minutes=4), False), (timedelta(minutes=6), True)):
        before = now() - ago
        session.execute(update(StaffSession).values(last_seen_at=before))
        session.commit()
        client.get("/sign-in")
        seen = session.scalars(select(StaffSession.last_seen_at)).one()
        session.rollback()
        assert (seen > before + timedelta(minutes=1)) is written


def test_a_database_that_fails_is_reported_and_not_taken_for_a_stranger(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    page = cast.a_guarded_page(app)
    cast.signed_in(client, session)
    session.execute(text("DROP TABLE staff_session"))
    session.commit()
    assert client.get(page).status_code == 503
    assert client.get("/no/such/page/anywhere").status_code == 404


class TestLimits:
    def test_five_wrong_passwords_a_minute_stop_an_account(
        self, client: FlaskClient, session: Session
    ) -> None:
        member = cast.a_member(session)
        assert guess(client, member.email, 7) == [422] * 5 + [429] * 2
        stopped = cast.sign_in(client, member.email)
        assert stopped.status_code == 429
        assert stopped.headers["Retry-After"] == "60"
        assert f'value="{member.email}"' in stopped.text

    def test_meanwhile_the_right_password_works_from_another_address(
        self, app: Flask, client: FlaskClient, session: Session
    ) -> None:
        member = cast.a_member(session)
        guess(client, member.email, 7)
        elsewhere = app.test_client()
        token = cast.csrf_token(elsewhere.get("/sign-in"))
        body = {"email": member.email, "password": cast.PASSWORD, "csrf_token": token}
        answer = elsewhere.post("/sign-in", data=body, environ_overrides=ELSEWHERE)
        assert answer.status_code == 303

    def test_guesses_from_many_addresses_add_up(
        self, client: FlaskClient, session: Session
    ) -> None:
        member = cast.a_member(session)
        answers = [
            status
            for n in range(10)
            for status in guess(client, member.email, 4, REMOTE_ADDR=f"192.0.2.{n}")
        ]
        assert answers == [422] * 20 + [429] * 20

    def test_the_way_an_address_is_typed_gives_no_further_guesses(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.a_member(session, Role.OWNER)
        guess(client, "owner@expo.example", 5)
        assert guess(client, " OWNER@Expo.Example", 1) == [429]
        assert guess(client, "ｏwner＠expo.example", 1) == [429]

    def test_the_right_password_does_not_count(self, client: FlaskClient, session: Session) -> None:
        member = cast.a_member(session)
        answers = [cast.sign_in(client, member.email).status_code for _ in range(7)]
        assert answers == [303] * 7

    @pytest.mark.settings(limit_sign_in="3/minute")
    def test_an_address_may_try_as_often_as_the_setting_says(self, client: FlaskClient) -> None:
        answers = [guess(client, f"nobody-{n}@expo.example", 1)[0] for n in range(4)]
        assert answers == [422] * 3 + [429]

    @pytest.mark.settings(limit_sign_in="off")
    def test_the_limit_per_address_can_be_off(self, client: FlaskClient) -> None:
        answers = {guess(client, f"nobody-{n}@expo.example", 1)[0] for n in range(40)}
        assert answers == {422}

    def test_what_a_client_says_of_its_own_address_lifts_no_limit(
        self, client: FlaskClient, session: Session
    ) -> None:
        member = cast.a_member(session)
        guess(client, member.email, 5)
        token = cast.csrf_token(client.get("/sign-in"))
        body = {"email": member.email, "password": "one more", "csrf_token": token}
        forged = {"X-Forwarded-For": "198.51.100.1"}
        assert client.post("/sign-in", data=body, headers=forged).status_code == 429


class TestLinks:
    def owner_link(self, session: Session) -> str:
        staff.make_link(session, "first-link", None, now() + staff.LINK_LIFE)
        session.commit()
        return "/sign-in/link/first-link"

    def send(self, client: FlaskClient, address: str, **body: str) -> tuple[int, str]:
        token = cast.csrf_token(client.get(address))
        answer = client.post(address, data={"csrf_token": token, **body})
        return answer.status_code, answer.text

    @pytest.mark.both_databases
    def test_the_first_link_makes_an_owner_who_then_signs_in(
        self, client: FlaskClient, session: Session
    ) -> None:
        address = self.owner_link(session)
        body = {"email": "boss@expo.example", "password": cast.PASSWORD}
        token = cast.csrf_token(client.get(address))
        answer = client.post(address, data=body | {"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert not session.scalars(select(StaffSession)).all(), "nobody is signed in by a link"
        assert cast.sign_in(client, "boss@expo.example").status_code == 303

    def test_looking_at_a_link_does_not_use_it(self, client: FlaskClient, session: Session) -> None:
        address = self.owner_link(session)
        assert [client.get(address).status_code for _ in range(3)] == [200] * 3
        assert client.head(address).status_code == 200
        status, _ = self.send(client, address, email="boss@expo.example", password=cast.PASSWORD)
        assert status == 303

    def test_a_used_link_says_so(self, client: FlaskClient, session: Session) -> None:
        address = self.owner_link(session)
        token = cast.csrf_token(client.get(address))
        body = {"email": "boss@expo.example", "password": cast.PASSWORD, "csrf_token": token}
        client.post(address, data=body)
        for answer in (client.get(address), client.post(address, data=body)):
            assert answer.status_code == 404
            assert "此链接已使用或已过期" in answer.text
        assert len(session.scalars(select(Staff)).all()) == 1

    def test_a_used_link_says_so_to_a_page_that_lay_open_for_long_as_well(
        self, client: FlaskClient
    ) -> None:
        answer = client.post("/sign-in/link/used", data={"csrf_token": "stale"})
        assert answer.status_code == 404
        assert "此链接已使用或已过期" in answer.text

    @pytest.mark.both_databases
    def test_two_clicks_at_once_use_a_link_once(
        self, app: Flask, client: FlaskClient, session: Session
    ) -> None:
        address = self.owner_link(session)
        browsers = [app.test_client() for _ in range(4)]
        bodies = [
            {
                "email": f"boss-{n}@expo.example",
                "password": cast.PASSWORD,
                "csrf_token": cast.csrf_token(browser.get(address)),
            }
            for n, browser in enumerate(browsers)
        ]
        with ThreadPoolExecutor() as at_once:
            answers = at_once.map(
                lambda browser, body: browser.post(address, data=body).status_code, browsers, bodies
            )
        assert sorted(answers) == [303, 404, 404, 404]
        assert len(session.scalars(select(Staff)).all()) == 1

    def test_an_invented_link_is_answered_alike(self, client: FlaskClient) -> None:
        answer = client.get("/sign-in/link/invented")
        assert answer.status_code == 404
        assert "此链接已使用或已过期" in answer.text

    def test_a_short_password_is_explained_and_the_address_stays(
        self, client: FlaskClient, session: Session
    ) -> None:
        address = self.owner_link(session)
        status, page = self.send(client, address, email="boss@expo.example", password="short")
        assert status == 422
        assert "密码长度应为 8 至 128 个字符" in page
        assert 'value="boss@expo.example"' in page
        assert "short" not in page
        assert client.get(address).status_code == 200, "the link is still good"

    def test_the_owners_link_asks_for_an_address(
        self, client: FlaskClient, session: Session
    ) -> None:
        address = self.owner_link(session)
        status, page = self.send(client, address, email="", password=cast.PASSWORD)
        assert status == 422
        assert "请填写邮箱" in page

    def test_a_colleagues_address_is_not_taken_over(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.a_member(session, Role.VIEWER)
        address = self.owner_link(session)
        status, page = self.send(
            client, address, email="viewer@expo.example", password=cast.PASSWORD
        )
        assert status == 422
        assert "该地址已被使用。" in page

    def test_a_link_of_somebody_known_asks_for_the_password_only(
        self, client: FlaskClient, session: Session
    ) -> None:
        member = cast.a_member(session, Role.VIEWER)
        token = staff.new_link_for(session, member.email)
        session.commit()
        address = f"/sign-in/link/{token}"
        page = client.get(address).text
        assert 'name="email"' not in page
        assert 'autocomplete="new-password"' in page
        assert self.send(client, address, password="a brand new password")[0] == 303
        assert cast.sign_in(client, member.email, "a brand new password").status_code == 303
        assert cast.sign_in(client, member.email).status_code == 422

    def test_without_its_token_the_form_comes_back(
        self, client: FlaskClient, session: Session
    ) -> None:
        address = self.owner_link(session)
        body = {"email": "boss@expo.example", "password": cast.PASSWORD}
        answer = client.post(address, data=body)
        assert answer.status_code == 400
        assert 'value="boss@expo.example"' in answer.text
        assert not session.scalars(select(Staff)).all()


def test_a_refused_sign_in_is_noted_with_its_address_and_without_what_was_typed(
    client: FlaskClient, session: Session
) -> None:
    cast.sign_in(client, "typed@expo.example", "typed password")
    line = session.scalars(select(AuditEntry)).one()
    assert (line.action, line.address, line.details) == ("staff.refuse", "127.0.0.1", {})


def test_the_link_printed_at_the_command_line_works(
    client: FlaskClient, runner: FlaskCliRunner
) -> None:
    result = runner.invoke(args=["staff", "add", "new@expo.example", "--role", "viewer"])
    path = result.output.strip().removeprefix("http://expo.example")
    token = cast.csrf_token(client.get(path))
    body = {"password": cast.PASSWORD, "csrf_token": token}
    assert client.post(path, data=body).status_code == 303
    assert cast.sign_in(client, "new@expo.example").status_code == 303
