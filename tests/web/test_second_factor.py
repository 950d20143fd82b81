"""More than a password: an app, recovery codes, and shows that ask for it."""

import time
from dataclasses import replace

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from exhibition.models import AuditEntry, RecoveryCode, Role, Show, StaffSession, TotpSecret
from exhibition.services import passkeys
from tests import cast
from tests.web.people import ACCOUNT, post, set_up_app

STEP = "/sign-in/second-step"


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def second_step(client: FlaskClient, code: str, **more: str) -> int:
    """The answer to a code after the password."""
    return post(client, STEP, STEP, code=code, **more).status_code


@pytest.fixture
def secret(client: FlaskClient, session: Session) -> str:
    """An owner with an app, signed out again."""
    cast.signed_in(client, session)
    found, _ = set_up_app(client)
    # The code of the set-up is spent; tests do not wait for the next one.
    session.execute(update(TotpSecret).values(last_step=0))
    session.commit()
    post(client, "/sign-out")
    return found


@pytest.mark.both_databases
def test_after_the_password_a_code_is_asked_for(
    client: FlaskClient, session: Session, secret: str
) -> None:
    answer = cast.sign_in(client, "owner@expo.example", next="/organizer/staff")
    assert (answer.status_code, answer.location) == (303, f"{STEP}?next=/organizer/staff")
    assert client.get("/organizer/").status_code == 302
    token = cast.csrf_token(client.get(answer.location))
    body = {"csrf_token": token, "code": code_of(secret), "next": "/organizer/staff"}
    answer = client.post(STEP, data=body)
    assert (answer.status_code, answer.location) == (303, "/organizer/staff")
    assert client.get("/organizer/staff").status_code == 200


def test_a_code_is_taken_once_and_an_older_one_not_at_all(
    app: Flask, client: FlaskClient, session: Session, secret: str
) -> None:
    cast.sign_in(client, "owner@expo.example")
    used = code_of(secret)
    assert second_step(client, used) == 303
    thief = app.test_client()
    cast.sign_in(thief, "owner@expo.example")
    assert second_step(thief, used) == 422
    assert second_step(thief, code_of(secret, -1)) == 422


@pytest.mark.parametrize(("steps", "status"), [(-1, 303), (1, 303), (-3, 422), (3, 422)])
def test_a_clock_may_go_wrong_by_one_step(
    client: FlaskClient, secret: str, steps: int, status: int
) -> None:
    cast.sign_in(client, "owner@expo.example")
    assert second_step(client, code_of(secret, steps)) == status


def test_a_recovery_code_opens_once(app: Flask, client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    _, codes = set_up_app(client)
    assert len(set(codes)) == 10
    for status in (303, 422):
        other = app.test_client()
        cast.sign_in(other, "owner@expo.example")
        assert second_step(other, codes[0].lower()) == status
    stored = str(session.execute(text("SELECT * FROM staff_recovery_code")).all())
    assert codes[1].replace("-", "") not in stored


def test_the_codes_are_shown_once(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    set_up_app(client)
    assert client.get(f"{ACCOUNT}/recovery-codes").status_code == 303


def test_the_secret_is_not_readable_in_the_database(
    client: FlaskClient, session: Session, secret: str
) -> None:
    assert secret not in str(session.execute(text("SELECT * FROM staff_totp")).all())


def test_guessing_codes_is_over_after_five(client: FlaskClient, secret: str) -> None:
    cast.sign_in(client, "owner@expo.example")
    answers = [second_step(client, f"00000{n}") for n in range(7)]
    assert answers[:5] == [422] * 5
    assert answers[5:] == [429] * 2


def test_without_the_password_there_is_no_second_step(client: FlaskClient, secret: str) -> None:
    assert client.get(STEP).location == "/sign-in?next=/organizer/"


def test_a_new_password_ends_a_step_half_taken(
    client: FlaskClient, session: Session, secret: str
) -> None:
    cast.sign_in(client, "owner@expo.example")
    session.execute(text("UPDATE staff SET password_hash = 'another'"))
    session.commit()
    assert client.get(STEP).status_code == 303


def test_setting_up_asks_for_the_password(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    assert post(client, f"{ACCOUNT}/app", f"{ACCOUNT}/app", current="guess").status_code == 422
    assert not session.scalars(select(TotpSecret)).all()


def test_a_signed_value_of_one_step_is_none_for_another(
    app: Flask, client: FlaskClient, session: Session, secret: str
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url="http://localhost")
    cast.sign_in(client, "owner@expo.example")
    with client.session_transaction() as cookie:
        value = cookie["second_step"]
    body = {"state": value, "credential": "{}"}
    assert post(client, "/sign-in/passkey", "/sign-in", **body).status_code == 422
    page = client.get("/sign-in").text
    challenge = page.partition('name="state" value="')[2].partition('"')[0]
    with client.session_transaction() as cookie:
        cookie["second_step"] = challenge
    assert client.get(STEP).status_code == 303


def test_removing_the_app_takes_the_codes_and_the_strength_along(
    client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session)
    set_up_app(client)
    assert session.scalars(select(StaffSession)).one().is_strong
    remove = f"{ACCOUNT}/app/remove"
    assert post(client, remove, remove, current=cast.PASSWORD).status_code == 303
    assert not session.scalars(select(RecoveryCode)).all()
    assert not session.scalars(select(StaffSession)).one().is_strong


class TestAShowThatAsksForMore:
    @pytest.fixture(autouse=True)
    def show(self, session: Session) -> Show:
        return cast.a_show(session, "guarded", switches={"second_factor": True})

    def test_a_password_alone_is_led_to_the_account(
        self, client: FlaskClient, session: Session
    ) -> None:
        cast.signed_in(client, session, Role.MANAGER)
        answer = client.get("/organizer/guarded/visitors")
        assert answer.status_code == 403
        assert "/organizer/account#second-factor" in answer.text
        assert client.post("/organizer/guarded/settings").status_code == 403

    def test_with_one_the_show_opens_at_once(self, client: FlaskClient, session: Session) -> None:
        cast.signed_in(client, session, Role.MANAGER)
        set_up_app(client)
        assert client.get("/organizer/guarded/visitors").status_code == 200

    def test_its_log_stays_closed_too(self, client: FlaskClient, session: Session) -> None:
        member = cast.signed_in(client, session, Role.MANAGER)
        show = session.scalars(select(Show)).one()
        session.add(
            AuditEntry(actor="staff", staff_id=member.id, action="canary.sing", show_id=show.id)
        )
        session.commit()
        assert "canary.sing" not in client.get("/organizer/audit").text


@pytest.mark.parametrize(
    ("address", "takes"),
    [
        ("https://expo.example.com", True),
        ("http://localhost:8000", True),
        ("http://expo.example.com", False),
        ("https://203.0.113.7", False),
        ("https://[2001:db8::1]:8443", False),
    ],
)
def test_passkeys_are_offered_only_where_a_browser_makes_them(address: str, takes: bool) -> None:
    assert passkeys.Site(address, "Exhibition").takes_passkeys is takes
