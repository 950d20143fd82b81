"""员工: owners invite, change and stop people; nobody else gets there."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.config import MailSettings
from exhibition.domain.mail import MailKind
from exhibition.models import AuditEntry, OutboxMail, Role, Show, Staff, StaffGrant
from exhibition.web import mail_views
from tests import cast
from tests.web.people import post, set_up_app

STAFF = "/organizer/staff"
ALL = {"scope": "all", "role-all": "manager"}


def link_on(page: str) -> str:
    found = re.search(r"http://expo\.example(/sign-in/link/[\w-]+)", page)
    return found[1] if found else ""


@pytest.fixture
def show(session: Session) -> Show:
    return cast.a_show(session)


@pytest.mark.both_databases
def test_an_invitation_leads_to_a_password_and_a_role(
    app: Flask, client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session)
    wanted = {"scope": "some", f"role-{show.id}": "desk", "email": "new@expo.example"}
    answer = post(client, STAFF, STAFF, **wanted)
    assert answer.status_code == 303
    link = link_on(client.get(answer.location).text)
    assert not link_on(client.get(answer.location).text)
    new = app.test_client()
    token = cast.csrf_token(new.get(link))
    body = {"csrf_token": token, "password": "a sentence of my own"}
    assert new.post(link, data=body).status_code == 303
    cast.sign_in(new, "new@expo.example", "a sentence of my own")
    assert new.get("/organizer/cgt/visitors").status_code == 200
    assert new.get("/organizer/cgt/channels").status_code == 403
    assert not session.scalars(select(OutboxMail)).all()


def test_with_a_mail_server_the_invitation_goes_out_and_the_outbox_cannot_be_read_for_it(
    app: Flask, client: FlaskClient, session: Session, show: Show
) -> None:
    settings = replace(app.config["SETTINGS"], mail=MailSettings("mail.expo.example"))
    app.config["SETTINGS"] = settings
    cast.signed_in(client, session)
    answer = post(client, STAFF, STAFF, email="new@expo.example", **ALL)
    link = link_on(client.get(answer.location).text)
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, mail.kind) == ("new@expo.example", MailKind.STAFF_LINK)
    assert link
    assert link not in str(mail.params)
    with app.test_request_context():
        written = mail_views.render(session, mail, settings)
    assert link in written.text
    assert link in written.html
    token = cast.csrf_token(app.test_client().get(link))
    assert token


@pytest.mark.parametrize(
    "body",
    [
        {"email": "new@expo.example", "scope": "some"},
        {"email": "new@expo.example", "scope": "all", "role-all": "emperor"},
        {"email": "no address", **ALL},
        {"email": "OWNER@expo.example", **ALL},
        {},
    ],
)
def test_a_wrong_invitation_invites_nobody(
    client: FlaskClient, session: Session, show: Show, body: dict[str, str]
) -> None:
    cast.signed_in(client, session)
    answer = post(client, STAFF, STAFF, **body)
    assert answer.status_code == 422
    assert body.get("email", "") in answer.text
    assert len(session.scalars(select(Staff)).all()) == 1


def test_other_rights_sign_out_and_are_logged_with_before_and_after(
    app: Flask, client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session)
    other = app.test_client()
    member = cast.signed_in(other, session, Role.VIEWER)
    wanted = {"scope": "some", f"role-{show.id}": "reviewer", f"export-{show.id}": "y"}
    here = f"{STAFF}/{member.id}"
    assert post(client, f"{here}/rights", here, **wanted).status_code == 303
    assert other.get("/organizer/").status_code == 302
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "staff.grants")).one()
    assert entry.details == {
        "email": member.email,
        "before": {"grants": [{"role": "viewer", "show": "", "export": False}]},
        "after": {"grants": [{"role": "reviewer", "show": "cgt", "export": True}]},
    }


@pytest.mark.both_databases
def test_the_last_owner_stays_one(client: FlaskClient, session: Session, show: Show) -> None:
    member = cast.signed_in(client, session)
    here = f"{STAFF}/{member.id}"
    for address, body in ((f"{here}/rights", ALL), (f"{here}/disable", {})):
        answer = post(client, address, here, **body)
        assert answer.status_code == 409
        assert "系统至少需要一位所有者" in answer.text
    assert session.scalars(select(StaffGrant.role)).one() is Role.OWNER
    assert client.get(STAFF).status_code == 200


def test_a_disabled_account_is_out_at_once_and_comes_back(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session)
    other = app.test_client()
    member = cast.signed_in(other, session, Role.MANAGER)
    here = f"{STAFF}/{member.id}"
    post(client, f"{here}/disable", here)
    assert other.get("/organizer/").status_code == 302
    assert cast.sign_in(other, member.email).status_code == 422
    post(client, f"{here}/enable", here)
    assert cast.sign_in(other, member.email).status_code == 303


def test_a_lost_phone_is_reset_by_an_owner(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    cast.signed_in(client, session)
    other = app.test_client()
    member = cast.signed_in(other, session, Role.MANAGER)
    set_up_app(other)
    here = f"{STAFF}/{member.id}"
    post(client, f"{here}/reset-second-factor", here)
    assert other.get("/organizer/").status_code == 302
    assert cast.sign_in(other, member.email).location == "/organizer/"


@pytest.mark.settings(base_url="http://expo.example")
def test_a_step_for_nobody_is_not_found(client: FlaskClient, session: Session) -> None:
    cast.signed_in(client, session)
    assert post(client, f"{STAFF}/999/disable", STAFF).status_code == 404
