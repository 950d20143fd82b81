"""Mail at the command line."""

from dataclasses import replace

import pytest

from exhibition.config import MailSettings
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxState
from exhibition.services import outbox
from tests import registrants
from tests.mail_server import MailServer


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def with_server(app, settings, server):
    mail = MailSettings(server="127.0.0.1", port=server.port, sender="show@expo.example")
    app.config["SETTINGS"] = replace(settings, mail=mail)
    app.extensions["mail"].server, app.extensions["mail"].port = mail.server, mail.port


def a_mail(session):
    mail = outbox.enqueue(
        session,
        kind=MailKind.TEST,
        show=None,
        registration=None,
        recipient="somebody@example.org",
        locale="zh",
        base_host="expo.example",
    )
    session.commit()
    return mail


def test_the_status_counts_and_names_failures_without_the_mailbox(runner, session):
    mail = a_mail(session)
    outbox.mark_failed(session, mail.id, "550 No such user")
    a_mail(session)
    session.commit()
    result = runner.invoke(args=["outbox", "status"])
    said = result.output
    assert result.exit_code == 0, result.exception
    assert "queued           1" in said
    assert "failed           1" in said
    assert "s***@example.org  550 No such user" in said
    assert "somebody" not in said


def test_run_once_sends_what_is_due_and_ends(runner, session, settings):
    mail = a_mail(session)
    said = runner.invoke(args=["outbox", "run", "--once"])
    assert said.output == "Tried 1 mails.\n"
    session.refresh(mail)
    assert mail.state is OutboxState.SENT
    assert len(list(settings.mail_folder.iterdir())) == 1


def test_a_test_mail_without_a_server_names_the_folder(runner, session, settings):
    registrants.the_first_show(session)
    said = runner.invoke(args=["mail-test", "me@example.org"])
    assert said.exit_code == 0
    assert str(settings.mail_folder) in said.output
    [file] = settings.mail_folder.iterdir()
    assert b"To: me@example.org" in file.read_bytes()


def test_a_test_mail_reaches_the_server(runner, with_server, server):
    said = runner.invoke(args=["mail-test", "me@example.org"])
    assert said.exit_code == 0, said.output
    assert server.recipients == ["me@example.org"]
    assert server.mails[0]["Subject"] == "来自 expo.example 的测试邮件"


def test_a_refused_test_mail_says_what_the_server_said(runner, with_server, server):
    server.at_recipient["me@example.org"] = "553 Mail from must equal authorized user"
    said = runner.invoke(args=["mail-test", "me@example.org"])
    assert said.exit_code == 1
    assert "553 Mail from must equal authorized user" in said.output


def test_a_test_mail_needs_an_address(runner):
    said = runner.invoke(args=["mail-test", "nobody"])
    assert said.exit_code == 1
    assert "no e-mail address" in said.output
