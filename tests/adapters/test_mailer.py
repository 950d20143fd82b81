"""Mail as it travels: what it carries, what a server's answers mean, files in place of a server."""

import email
import email.policy
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from email.header import decode_header, make_header
from typing import Any

import flask_mail
import pytest
from flask import Flask

from exhibition.adapters import mailer
from exhibition.adapters.mailer import Delivered, EmlFolder, Envelope, Picture, Refused, SmtpServer
from tests.mail_server import MailServer

UUID = "2b1c7b0e-3c1f-4c57-9a57-5a2f7d1c9e11"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
MAIL = Envelope(
    message_id=f"<{UUID}@expo.example>",
    sender_name="广州国际细胞与基因治疗产业展览会组委会",
    sender="show@expo.example",
    reply_to="office@expo.example",
    recipient="visitor@example.org",
    subject="【广州国际细胞与基因治疗产业展览会】您的入场证",
    text="张三，您好：入场时出示下方二维码。",
    html="<p>张三，您好</p><img src='cid:pass'>",
    language="zh",
    pictures=(Picture("pass.png", PNG, "pass"), Picture("pass.png", PNG)),
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def send(server: MailServer, envelope: Envelope = MAIL, **config: Any) -> Delivered | Refused:
    app = Flask("mailing")
    app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=server.port, **config)
    flask_mail.Mail(app)
    with app.app_context():
        return SmtpServer(app.extensions["mail"]).send(envelope)


def header(mail: Any, name: str) -> str:
    """As a mail reader shows it; Python's newer parser puts a space into long names."""
    raw = next(value for key, value in mail.raw_items() if key == name)
    return str(make_header(decode_header(str(raw))))


def parts(mail: Any) -> list[tuple[str, str | None]]:
    return [(part.get_content_type(), part.get_content_disposition()) for part in mail.walk()]


def test_a_mail_arrives_whole(server):
    assert send(server) == Delivered()
    mail = server.mails[0]
    assert server.recipients == ["visitor@example.org"]
    assert mail["Message-ID"] == MAIL.message_id
    assert mail["Subject"] == MAIL.subject
    assert mail["Reply-To"] == "office@expo.example"
    assert mail["From"].addresses[0].addr_spec == "show@expo.example"
    assert mail["From"].addresses[0].display_name.replace(" ", "") == MAIL.sender_name
    assert mail.get_body(("plain",)).get_content().strip() == MAIL.text
    assert mail.get_body(("html",)).get_content().strip() == MAIL.html


def test_a_picture_stands_inside_and_another_is_attached(server):
    send(server)
    assert parts(server.mails[0]) == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("multipart/related", None),
        ("text/html", None),
        ("image/png", "inline"),
        ("image/png", "attachment"),
    ]
    inline, attached = [part for part in server.mails[0].walk() if part.get_filename()]
    assert inline["Content-ID"] == "<pass>"
    assert attached.get_filename() == "pass.png"
    assert attached.get_content() == PNG


def test_every_line_is_short_enough_for_any_server(server):
    send(server, replace(MAIL, html="<p>" + "字" * 5000 + "</p>"))
    assert max(len(line) for line in server.mails[0].as_bytes().splitlines()) <= 998


@pytest.mark.parametrize("evil", ["x\r\nBcc: thief@example.org", "x\nBcc: thief@example.org"])
def test_a_line_end_in_a_name_or_subject_makes_no_header(server, evil):
    send(server, replace(MAIL, sender_name=evil, subject=evil))
    assert server.mails[0]["Bcc"] is None
    assert server.recipients == ["visitor@example.org"]
    assert server.mails[0]["Subject"] == "x Bcc: thief@example.org"


def test_a_comma_in_the_show_s_name_stays_in_the_name(server):
    send(server, replace(MAIL, sender_name='Tools, "Wood" & Söhne <x@y.z>; Committee'))
    assert [one.addr_spec for one in server.mails[0]["From"].addresses] == ["show@expo.example"]


@pytest.mark.parametrize(
    "recipient",
    [
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "Name <a@example.org>",
        "nobody",
        "",
    ],
)
def test_only_one_bare_address_is_a_recipient(server, recipient):
    with pytest.raises(ValueError):
        send(server, replace(MAIL, recipient=recipient))
    assert server.taken == []


def test_a_refused_mailbox_is_final_and_says_why(server):
    server.at_recipient["visitor@example.org"] = "550 5.1.1 No such user"
    assert send(server) == Refused(permanent=True, reason="550 5.1.1 No such user")


def test_a_refused_content_is_final(server):
    server.at_data = "554 Looks like spam"
    assert send(server) == Refused(permanent=True, reason="554 Looks like spam")


def test_a_busy_server_is_not_final(server):
    server.at_recipient["visitor@example.org"] = "451 Try again later"
    assert send(server) == Refused(permanent=False, reason="451 Try again later")


def test_a_wrong_password_is_not_final_for_the_mail():
    with MailServer(with_password=True) as server:
        outcome = send(server, MAIL_USERNAME="show@expo.example", MAIL_PASSWORD="wrong")
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("535")
    assert not outcome.permanent


def test_a_server_that_is_not_there_is_not_final(server):
    server.__exit__()
    outcome = send(server)
    server.__enter__()
    assert isinstance(outcome, Refused)
    assert outcome.reason.startswith("ConnectionRefusedError")
    assert not outcome.permanent


def test_a_server_that_never_answers_is_given_up(server, monkeypatch):
    monkeypatch.setattr(mailer, "TIMEOUT_SECONDS", 0.3)
    server.silent_for.add("visitor@example.org")
    outcome = send(server)
    assert isinstance(outcome, Refused)
    assert not outcome.permanent


def test_fifteen_seconds_are_the_patience():
    assert mailer.TIMEOUT_SECONDS == 15


def test_a_mail_that_was_taken_is_delivered_though_the_goodbye_fails(server, monkeypatch):
    monkeypatch.setattr(mailer, "GOODBYE_SECONDS", 0.2)
    server.silent_at_quit = True
    assert send(server) == Delivered()


def test_debug_mode_prints_no_address_and_testing_mode_still_sends(server, capfd):
    assert send(server, MAIL_DEBUG=True, TESTING=True, MAIL_SUPPRESS_SEND=True) == Delivered()
    assert server.recipients == ["visitor@example.org"]
    assert "visitor@example.org" not in "".join(capfd.readouterr())


def test_without_a_server_a_mail_is_a_file_of_its_owner(tmp_path):
    folder = tmp_path / "mail"
    assert EmlFolder(folder).send(MAIL) == Delivered()
    file = folder / f"{UUID}.eml"
    assert [path.name for path in folder.iterdir()] == [file.name]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert mail["Subject"] == MAIL.subject
    assert re.search("入场时出示下方二维码", mail.get_body(("plain",)).get_content())


def test_a_mail_sent_twice_is_one_file(tmp_path):
    for _ in range(2):
        EmlFolder(tmp_path).send(MAIL)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_is_not_final(tmp_path):
    (tmp_path / "mail").write_text("a file where the folder should be")
    outcome = EmlFolder(tmp_path / "mail").send(MAIL)
    assert isinstance(outcome, Refused)
    assert not outcome.permanent
