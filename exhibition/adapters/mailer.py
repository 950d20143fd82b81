"""The one door through which mail leaves: a mail server, or a folder while there is none."""

import ipaddress
import os
import re
import smtplib
import ssl
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import flask_mail

from exhibition.adapters.mail_message import Envelope, Picture, compose

__all__ = ["Carrier", "Delivered", "EmlFolder", "Envelope", "Picture", "Refused", "SmtpServer"]

#: For each step of the conversation; Flask-Mail itself would wait for ever.
TIMEOUT_SECONDS = 15
#: The mail is on its way by then; nobody waits long for the goodbye.
GOODBYE_SECONDS = 2
REASON_LENGTH = 300

_UUID = re.compile(r"<([0-9a-f-]{36})@")


@dataclass(frozen=True)
class Delivered:
    """The server took the mail, or the file is written."""


@dataclass(frozen=True)
class Refused:
    """It did not go; ``permanent`` says that trying again would change nothing."""

    permanent: bool
    reason: str


class Carrier(Protocol):
    """Whatever takes mails away."""

    def send(self, envelope: Envelope) -> Delivered | Refused:
        """Hands one mail over. Raises ValueError for a mail that is no mail."""


class SmtpServer:
    """The configured server, spoken to through Flask-Mail. Sends in an application context."""

    def __init__(self, state: Any) -> None:
        """``state`` is what Flask-Mail keeps in ``app.extensions["mail"]``."""
        self._state = state

    def send(self, envelope: Envelope) -> Delivered | Refused:
        """Hands the mail to the server; an answer of 5xx to this very mail is permanent."""
        message = _Composed(envelope)
        try:
            with _Connection(self._state, _own_name(envelope)) as connection:
                connection.send(message)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            return _refusal(error)
        return Delivered()


class EmlFolder:
    """A folder with one readable file per mail, for an installation without a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, envelope: Envelope) -> Delivered | Refused:
        """Writes ``<uuid>.eml``, readable by the owner only, whole or not at all."""
        found = _UUID.match(envelope.message_id)
        if found is None:
            raise ValueError("the Message-ID holds no UUID")
        content = compose(envelope)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / f"{found[1]}.eml", content)
        except OSError as error:
            return Refused(permanent=False, reason=error.strerror or type(error).__name__)
        return Delivered()

    def discard(self, message_id: str) -> None:
        """Removes the file of a mail; nothing happens where there is none."""
        found = _UUID.match(message_id)
        if found is not None:
            (self._folder / f"{found[1]}.eml").unlink(missing_ok=True)

    def _write(self, target: Path, content: bytes) -> None:
        # A temporary file of the standard library has mode 0600 from its first moment.
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class _Composed(flask_mail.Message):
    """A mail that Flask-Mail sends as we composed it, pictures inside the text included."""

    def __init__(self, envelope: Envelope) -> None:
        # Not Flask-Mail's own: it asks the DNS for this machine's name, which can take long, for a
        # Message-ID that we do not use.
        self.sender, self.recipients, self.subject = envelope.sender, [envelope.recipient], ""
        self.cc, self.bcc, self.reply_to = [], [], None
        self.mail_options, self.rcpt_options = [], []
        self.date = 0.0
        self._bytes = compose(envelope)

    def as_bytes(self) -> bytes:
        return self._bytes


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with an end to its patience, a checked certificate and no chatter.

    Flask-Mail prints the conversation, addresses and all, when the application is in debug mode,
    and pretends to send in testing mode; this one does neither.
    """

    def __init__(self, state: Any, own_name: str) -> None:
        super().__init__(state)
        self._own_name = own_name

    def __enter__(self) -> "_Connection":
        self.host = self.configure_host()
        return self

    def __exit__(self, *_: object) -> None:
        host, self.host = self.host, None
        if host is None:
            return
        try:
            if host.sock is not None:
                host.sock.settimeout(GOODBYE_SECONDS)
            host.quit()
        except (smtplib.SMTPException, OSError):
            # The mail was taken or refused before; a server that hangs up early changes nothing.
            host.close()

    def configure_host(self) -> smtplib.SMTP:
        server = self.mail
        secure = _tls(server.server)
        connect: Callable[..., smtplib.SMTP] = smtplib.SMTP
        options: dict[str, Any] = {"local_hostname": self._own_name, "timeout": TIMEOUT_SECONDS}
        if server.use_ssl:
            connect, options["context"] = smtplib.SMTP_SSL, secure
        host = connect(server.server, server.port, **options)
        try:
            if server.use_tls:
                host.starttls(context=secure)
            if server.username and server.password:
                host.login(server.username, server.password)
        except BaseException:
            host.close()
            raise
        return host


def _tls(server: str) -> ssl.SSLContext:
    """Certificates are checked, for the password goes to the server; on this machine none is."""
    context = ssl.create_default_context()
    if server == "localhost" or (_is_ip(server) and ipaddress.ip_address(server).is_loopback):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _own_name(envelope: Envelope) -> str:
    """How we introduce ourselves (RFC 5321, 4.1.1.1); smtplib would ask the DNS first, and wait."""
    host = envelope.message_id.rpartition("@")[2].rstrip(">")
    if not _is_ip(host):
        return host
    return f"[IPv6:{host}]" if ":" in host else f"[{host}]"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refusal(error: Exception) -> Refused:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return Refused(_is_final(code), _said(code, answer))
    if isinstance(error, smtplib.SMTPResponseException):
        # Greeting, HELO and sign-in say nothing about this mail: a wrong password is mended once
        # and everything that waited goes out.
        about_mail = isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError))
        final = about_mail and _is_final(error.smtp_code)
        return Refused(final, _said(error.smtp_code, error.smtp_error))
    return Refused(False, f"{type(error).__name__}: {error}"[:REASON_LENGTH])


def _is_final(code: int) -> bool:
    return 500 <= code < 600


def _said(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(words.split())}"[:REASON_LENGTH]
