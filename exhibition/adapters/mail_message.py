"""A mail as the bytes that travel: headers that cannot be forged, text, HTML, pictures."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email import charset
from email.header import Header
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formataddr, formatdate

# Newer policies parse and fold addresses anew and were seen to lose the quotes of a name.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)
_ADDRESS = re.compile(r'[^\s@<>()\[\],;:"\\]+@[^\s@<>()\[\],;:"\\]+')
#: Control characters, invisible directions, line and paragraph ends, halves of a character.
_UNPRINTED = ("Cc", "Cf", "Zl", "Zp", "Cs")


@dataclass(frozen=True)
class Picture:
    """A PNG that goes along: shown inside the text where it has a ``cid``, else attached."""

    filename: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True)
class Envelope:
    """One mail to one mailbox, ready to go."""

    #: In angle brackets, with a UUID before the at sign.
    message_id: str
    sender_name: str
    sender: str
    #: Empty where answers go to the sender.
    reply_to: str
    recipient: str
    subject: str
    text: str
    html: str
    #: "zh" or "en".
    language: str
    pictures: Sequence[Picture] = ()


def is_address(text: str) -> bool:
    """Whether this is one bare address, nothing that a header could read as two."""
    return text.isascii() and _ADDRESS.fullmatch(text) is not None


def one_line(text: str) -> str:
    """A text for a header: line ends and whatever cannot be printed become spaces."""
    printed = (" " if unicodedata.category(sign) in _UNPRINTED else sign for sign in text)
    return " ".join("".join(printed).split())


def compose(envelope: Envelope) -> bytes:
    """The mail by RFC 5322 and MIME, lines ended by CRLF.

    Raises ValueError where sender or recipient is no bare address.
    """
    for address in (envelope.sender, envelope.recipient):
        if not is_address(address):
            raise ValueError("the mail has no proper sender or recipient")
    mail = _body(envelope)
    name = Header(one_line(envelope.sender_name), "utf-8", header_name="From").encode()
    mail["From"] = formataddr((" ".join(name.split()), envelope.sender))
    mail["To"] = envelope.recipient
    if is_address(envelope.reply_to):
        mail["Reply-To"] = envelope.reply_to
    subject = Header(one_line(envelope.subject), "utf-8", header_name="Subject")
    mail["Subject"] = subject.encode()
    mail["Date"] = formatdate()
    mail["Message-ID"] = one_line(envelope.message_id)
    mail["Content-Language"] = envelope.language
    # RFC 3834: absence notes and mailing lists leave it unanswered.
    mail["Auto-Submitted"] = "auto-generated"
    return mail.as_bytes(policy=_POLICY)


def _body(envelope: Envelope) -> Message:
    """mixed [ alternative [ text, related [ HTML, pictures inside ] ], attached pictures ]."""
    html: Message = _text(envelope.html, "html")
    inside = [picture for picture in envelope.pictures if picture.cid]
    if inside:
        html = _parts("related", html, *(_inline(picture) for picture in inside))
    body = _parts("alternative", _text(envelope.text, "plain"), html)
    attached = [picture for picture in envelope.pictures if not picture.cid]
    if not attached:
        return body
    return _parts("mixed", body, *(_attached(picture) for picture in attached))


def _parts(kind: str, *parts: Message) -> Message:
    whole = MIMEMultipart(kind)
    for part in parts:
        whole.attach(part)
    return whole


def _text(text: str, kind: str) -> Message:
    # Base64: long lines and Chinese pass through every server. Flask-Mail changes the registry's
    # UTF-8 to 8 bit for the whole process, so this charset is our own.
    utf8 = charset.Charset("utf-8")
    utf8.body_encoding = charset.BASE64
    return MIMEText(text, kind, utf8)  # type: ignore[arg-type]  # accepted, says its documentation


def _inline(picture: Picture) -> Message:
    image = MIMEImage(picture.data, "png")
    image.add_header("Content-ID", f"<{picture.cid}>")
    image.add_header("Content-Disposition", "inline", filename=picture.filename)
    return image


def _attached(picture: Picture) -> Message:
    image = MIMEImage(picture.data, "png")
    image.add_header("Content-Disposition", "attachment", filename=picture.filename)
    return image
