"""A mail as it was written to a file while no mail server is set: read back as plain words.

Its HTML is never shown: the text says the same, and nothing in it can act on this page.
"""

import re
import uuid
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

_ID = re.compile(r"<([0-9a-f-]{36})@")
#: Whoever has one of these addresses holds the registration or its pass.
_SECRET = re.compile(r"(/[rp]/)[0-9A-Za-z-]+")


@dataclass(frozen=True)
class Attachment:
    """A file inside a mail; ``size`` in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class KeptMail:
    """What somebody reads in a mail."""

    subject: str
    sender: str
    reply_to: str
    text: str
    attachments: tuple[Attachment, ...]

    def without_links(self) -> "KeptMail":
        """The same mail, the secret part of every address hidden."""
        return replace(self, text=_SECRET.sub(r"\1…", self.text))


def read(folder: Path, message_id: str) -> KeptMail | None:
    """The mail of this Message-ID; None where it was never written or is gone."""
    found = _ID.match(message_id)
    if found is None:
        return None
    try:
        content = (folder / f"{uuid.UUID(found[1])}.eml").read_bytes()
    except (ValueError, OSError):
        return None
    return _parsed(message_from_bytes(content))


def _parsed(mail: Message) -> KeptMail:
    parts = [part for part in mail.walk() if not part.is_multipart()]
    body = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    return KeptMail(
        subject=_header(mail, "Subject"),
        sender=_header(mail, "From"),
        reply_to=_header(mail, "Reply-To"),
        text=_content(body).decode("utf-8", "replace") if body is not None else "",
        attachments=tuple(
            Attachment(part.get_filename() or "", len(_content(part)))
            for part in parts
            if part.get_content_disposition() == "attachment"
        ),
    )


def _header(mail: Message, name: str) -> str:
    # The newer policies were seen to leave a space between the halves of a long Chinese name.
    return str(make_header(decode_header(mail.get(name, ""))))


def _content(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""
