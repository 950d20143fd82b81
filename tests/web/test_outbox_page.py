"""发件箱: where each mail stands, what the server said, and sending it once more."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.adapters.mailer import EmlFolder
from exhibition.config import MailSettings, Settings
from exhibition.models import AuditEntry, OutboxMail, OutboxState, Role, Show
from exhibition.web import mail_views
from tests import cast, registrants, sign_up

PAGE = "/organizer/cell-gene-therapy/outbox"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def mail(session: Session, settings: Settings, show: Show) -> OutboxMail:
    """The pass of a visitor, decided and not sent yet."""
    registrants.a_visitor(session, settings, show)
    found = session.scalars(select(OutboxMail)).one()
    session.commit()
    return found


def change(session: Session, **columns: Any) -> None:
    session.execute(update(OutboxMail).values(**columns))
    session.commit()


def written(app: Flask, session: Session, settings: Settings, mail: OutboxMail) -> None:
    """The mail as the relay writes it while no server is set."""
    with app.test_request_context("/"):
        rendered = mail_views.render(session, mail, settings)
        envelope = mail_views.address(rendered, mail.recipient, mail.message_id, settings)
        EmlFolder(settings.mail_folder).send(envelope)
    change(session, state=OutboxState.SENT, attempts=1)


def test_a_manager_sees_whom_a_mail_goes_to_and_a_viewer_only_half(
    app: Flask, session: Session, mail: OutboxMail
) -> None:
    change(session, last_error="550 <visitor@example.org>: user unknown")
    for role, whole in ((Role.MANAGER, True), (Role.VIEWER, False)):
        client = app.test_client()
        cast.signed_in(client, session, role)
        page = client.get(PAGE).text
        assert ("visitor@example.org" in page) is whole
        assert "v***@example.org" in page or whole
        assert "user unknown" in page


def test_a_failed_mail_is_sent_again(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    change(session, state=OutboxState.FAILED, attempts=9, last_error="550 no")
    cast.signed_in(client, session, Role.MANAGER)
    token = cast.csrf_token(client.get(PAGE))
    mail_id = mail.id
    session.rollback()
    answer = client.post(f"{PAGE}/{mail_id}/send", data={"csrf_token": token})
    assert answer.status_code == 303
    session.refresh(mail)
    assert (mail.state, mail.attempts, mail.last_error) == (OutboxState.QUEUED, 0, "")
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.resend")).one()
    assert logged.registration_id == mail.registration_id


def test_our_own_reason_is_said_in_words(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    change(session, state=OutboxState.FAILED, last_error="link_replaced")
    cast.signed_in(client, session)
    page = client.get(f"{PAGE}?lang=en").text
    assert "The link was replaced after this mail was decided." in page


def test_a_mail_that_went_out_is_not_sent_twice(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    change(session, state=OutboxState.SENT)
    cast.signed_in(client, session)
    token = cast.csrf_token(client.get(PAGE))
    mail_id = mail.id
    session.rollback()
    answer = client.post(f"{PAGE}/{mail_id}/send", data={"csrf_token": token})
    assert answer.status_code == 409
    session.refresh(mail)
    assert mail.state is OutboxState.SENT


def test_states_are_tabs_with_their_counts(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    change(session, state=OutboxState.HELD)
    cast.signed_in(client, session)
    assert "visitor@example.org" in client.get(f"{PAGE}?state=held").text
    assert "visitor@example.org" not in client.get(f"{PAGE}?state=failed").text
    assert "没有邮件" in client.get(f"{PAGE}?state=failed").text
    for odd in ("state=nonsense", "page=0", "page=99999999999999999999", "page=x"):
        assert client.get(f"{PAGE}?{odd}").status_code == 200


def test_a_mail_of_another_show_is_not_found(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    cast.a_show(session, "other")
    cast.signed_in(client, session)
    mail_id = mail.id
    session.rollback()
    token = cast.csrf_token(client.get(PAGE))
    elsewhere = "/organizer/other/outbox"
    assert "visitor@example.org" not in client.get(elsewhere).text
    assert client.get(f"{elsewhere}/{mail_id}").status_code == 404
    answer = client.post(f"{elsewhere}/{mail_id}/send", data={"csrf_token": token})
    assert answer.status_code == 404


def test_a_written_mail_is_read_and_its_link_is_for_the_owner(
    app: Flask, session: Session, settings: Settings, mail: OutboxMail
) -> None:
    written(app, session, settings, mail)
    secret = sign_up.owner_path(settings, mail.registration)
    address = f"{PAGE}/{mail.id}"
    session.rollback()
    for role, with_link in ((Role.MANAGER, False), (Role.OWNER, True)):
        client = app.test_client()
        cast.signed_in(client, session, role)
        page = client.get(address)
        assert page.status_code == 200
        assert "【广州国际细胞与基因治疗产业展览会】您的入场证" in page.text
        assert "陈晓雯，您好" in page.text
        assert (secret in page.text) is with_link
        session.rollback()
        read = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.read")).all()
        assert len(read) == int(with_link)
        record = f"/organizer/cell-gene-therapy/visitors/{mail.registration.reference}"
        session.rollback()
        assert ("查看了邮件及其中的链接" in client.get(record).text) is with_link


def test_the_long_chinese_sender_is_one_word(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, mail: OutboxMail
) -> None:
    written(app, session, settings, mail)
    address = f"{PAGE}/{mail.id}"
    session.rollback()
    cast.signed_in(client, session)
    assert "广州国际细胞与基因治疗产业展览会组委会" in client.get(address).text


def test_what_people_typed_into_a_mail_stays_text(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show, name="<b>x</b><script>y</script>")
    mail = session.scalars(select(OutboxMail)).one()
    written(app, session, settings, mail)
    address = f"{PAGE}/{mail.id}"
    session.rollback()
    cast.signed_in(client, session)
    page = client.get(address).text
    assert "<script>y" not in page
    assert "&lt;script&gt;y" in page


def test_a_viewer_reads_no_mail_and_sends_none(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    change(session, state=OutboxState.FAILED)
    cast.signed_in(client, session, Role.VIEWER)
    mail_id = mail.id
    session.rollback()
    assert client.get(f"{PAGE}/{mail_id}").status_code == 403
    token = cast.csrf_token(client.get(PAGE))
    answer = client.post(f"{PAGE}/{mail_id}/send", data={"csrf_token": token})
    assert answer.status_code == 403


@pytest.mark.settings(mail=MailSettings(server="mail.example.com"))
def test_with_a_mail_server_the_words_are_not_kept_and_the_page_says_so(
    client: FlaskClient, session: Session, mail: OutboxMail
) -> None:
    cast.signed_in(client, session)
    mail_id = mail.id
    session.rollback()
    assert "仅在未设置邮件服务器时保留邮件正文" in client.get(f"{PAGE}/{mail_id}").text


@pytest.mark.both_databases
def test_a_number_beyond_all_mails_is_not_found(client: FlaskClient, session: Session) -> None:
    registrants.the_first_show(session)
    cast.signed_in(client, session)
    assert client.get(f"{PAGE}/{2**31}").status_code == 404
    assert client.get(f"{PAGE}/{10**30}").status_code == 404
