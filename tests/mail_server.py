"""A real mail server on this machine, with a temper that tests can set."""

import asyncio
import email
import email.policy
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.live_server import free_port


@dataclass
class MailServer:
    """Takes every mail unless told otherwise, and keeps what it took."""

    #: recipient -> what RCPT is answered.
    at_recipient: dict[str, str] = field(default_factory=dict)
    #: What the end of DATA is answered.
    at_data: str = "250 OK"
    #: Recipients that get no answer at all.
    silent_for: set[str] = field(default_factory=set)
    silent_at_quit: bool = False
    with_password: bool = False
    port: int = field(default_factory=free_port)
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    #: Recipients that wait for an answer now.
    waiting: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "MailServer":
        options: dict[str, Any] = {}
        if self.with_password:
            refuse = lambda *_: AuthResult(success=False, handled=False)  # noqa: E731
            options = {"authenticator": refuse, "auth_require_tls": False}
        self._controller = Controller(self, "127.0.0.1", self.port, **options)
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._controller.stop()

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, in order."""
        return [mail for _, mail in self.taken]

    @property
    def recipients(self) -> list[str]:
        """To whom, in order."""
        return [one for recipients, _ in self.taken for one in recipients]

    def wait_for(self, count: int, seconds: float = 5) -> bool:
        """Whether so many mails came within the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(self.taken) < count:
            time.sleep(0.02)
        return len(self.taken) >= count

    def wait_until_silent(self, count: int, seconds: float = 10) -> bool:
        """Whether so many recipients waited for an answer at once within the time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and len(self.waiting) < count:
            time.sleep(0.02)
        return len(self.waiting) >= count

    def answer_now(self) -> None:
        """Ends the silence."""
        self._over.set()

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.silent_for:
            self.waiting.append(address)
            await self._silence()
        answer = self.at_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.at_data.startswith("250"):
            mail = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.taken.append((list(envelope.rcpt_tos), mail))
        return self.at_data

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        if self.silent_at_quit:
            await self._silence()
        return "221 Bye"

    async def _silence(self) -> None:
        while not self._over.is_set():
            await asyncio.sleep(0.05)
