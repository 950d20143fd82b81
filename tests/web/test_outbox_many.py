"""发件箱 with many mails: found by kind, mailbox and reference; resent by the filter; cancelled."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.models import AuditEntry, OutboxMail, OutboxState, Registration, Role, Show
from exhibition.queries import outbox as outbox_queries
from exhibition.queries.outbox_filter import MailFilter
from exhibition.services import outbox
from tests import cast, registrants

PAGE = "/organizer/cell-gene-therapy/outbox"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def people(session: Session, settings: Settings, show: Show) -> list[Registration]:
    """Two visitors and an exhibitor, each with a mail."""
    found = [
        registrants.a_visitor(session, settings, show, email="first@example.org"),
        registrants.a_visitor(
            session, settings, show, name="乙", mobile="+8613800138002", email="second@example.org"
        ),
        registrants.an_exhibitor(session, settings, show),
    ]
    session.commit()
    return found


def change(session: Session, **columns: Any) -> None:
    session.execute(update(OutboxMail).values(**columns))
    session.commit()


def test_mails_are_found_by_kind_mailbox_and_reference(
    app: Flask, client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    second, reference = "second@example.org", people[0].reference
    session.rollback()
    cast.signed_in(client, session, Role.MANAGER)
    page = client.get(f"{PAGE}?recipient=SECOND").text
    assert second in page
    assert "first@example.org" not in page
    assert "first@example.org" in client.get(f"{PAGE}?reference={reference.lower()}").text
    assert second not in client.get(f"{PAGE}?reference={reference}").text
    assert second not in client.get(f"{PAGE}?kind=exhibitor_received").text
    viewer = app.test_client()
    cast.signed_in(viewer, session, Role.VIEWER)
    # What is masked cannot be spelt out letter by letter.
    assert "没有邮件" in viewer.get(f"{PAGE}?recipient=second").text
    assert "s***" in viewer.get(f"{PAGE}?recipient={second}").text
    for odd in ("kind=nothing", "reference=%00", "recipient=%25%27", "state=x&kind=accepted"):
        assert client.get(f"{PAGE}?{odd}").status_code == 200


@pytest.mark.both_databases
def test_all_failed_ones_of_the_filter_go_again_and_no_other(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    change(session, state=OutboxState.FAILED, attempts=5, last_error="550 no")
    cast.signed_in(client, session, Role.MANAGER)
    asked = client.get(f"{PAGE}/resend?kind=visitor_pass&lang=en")
    assert "Resend 2 failed mails" in asked.text
    highest = max(session.scalars(select(OutboxMail.id).where(OutboxMail.kind == "visitor_pass")))
    session.rollback()
    fields = {
        "csrf_token": cast.csrf_token(asked),
        "kind": "visitor_pass",
        "highest": str(highest),
    }
    assert client.post(f"{PAGE}/resend", data=fields).status_code == 303
    found = session.execute(select(OutboxMail.kind, OutboxMail.state))
    states = {row.kind: row.state for row in found}
    assert states["visitor_pass"] is OutboxState.QUEUED
    assert states["exhibitor_received"] is OutboxState.FAILED
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.resend")).one()
    assert logged.details == {"mails": 2}


def test_a_cancelled_mail_stays_where_it_is(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    mail = session.scalars(select(OutboxMail)).first()
    assert mail is not None
    mail_id = mail.id
    session.rollback()
    cast.signed_in(client, session, Role.MANAGER)
    token = {"csrf_token": cast.csrf_token(client.get(f"{PAGE}/{mail_id}"))}
    assert client.post(f"{PAGE}/{mail_id}/cancel", data=token).status_code == 303
    assert "工作人员已取消发送" in client.get(f"{PAGE}/{mail_id}").text
    assert client.get(f"{PAGE}/resend").status_code == 303
    assert mail_id not in outbox.claim(session, 10, 60)
    session.commit()
    # It did not fail, and nothing says so.
    counts = outbox_queries.counts(session, MailFilter(people[0].show_id))
    assert counts[OutboxState.CANCELLED] == 1
    assert OutboxState.FAILED not in counts
    session.rollback()
    assert f'href="{PAGE}/{mail_id}"' in client.get(f"{PAGE}?state=cancelled").text
    assert f'href="{PAGE}/{mail_id}"' not in client.get(f"{PAGE}?state=failed").text
    # One that a relay has in its hands cannot be called back.
    other = session.scalars(select(OutboxMail.id).where(OutboxMail.id != mail_id)).first()
    session.rollback()
    assert client.post(f"{PAGE}/{other}/cancel", data=token).status_code == 409


def test_words_that_were_not_kept_are_written_afresh_without_the_link(
    client: FlaskClient, session: Session, people: list[Registration]
) -> None:
    mail = session.scalars(select(OutboxMail)).first()
    assert mail is not None
    mail_id, place = mail.id, f"/organizer/cell-gene-therapy/visitors/{people[0].reference}"
    session.rollback()
    cast.signed_in(client, session, Role.OWNER)
    page = client.get(f"{PAGE}/{mail_id}").text
    assert "/r/••••••" in page
    assert "record-mails" in client.get(place).text
