"""Channels: entry QR codes with a name, re-pointed when a new edition opens."""

import re
import secrets
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.domain.errors import AddressTaken
from exhibition.domain.status import Kind
from exhibition.models import Channel, ChannelTarget, Show, Staff
from exhibition.services import audit

#: A scan waits at most this long for its count.
COUNT_BUSY_MS = 200

#: What a chosen short address may be.
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])")
#: Read aloud and typed from a poster: no 0 and O, no 1, I and L, and no vowels that make words.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_SLUG_LENGTH = 6
#: What tells the two addresses of an article apart, where one word was chosen for both.
_ENDINGS = {Kind.VISITOR: "v", Kind.EXHIBITOR: "e"}

_COUNT = text(
    "INSERT INTO channel_scans (channel_id, day, scans) VALUES (:channel_id, :day, 1)"
    " ON CONFLICT (channel_id, day) DO UPDATE SET scans = channel_scans.scans + 1"
)


class ChannelKind(StrEnum):
    """Where a code is put."""

    ARTICLE = "article"
    READ_MORE = "read_more"
    MENU = "menu"
    MOMENTS = "moments"
    POSTER = "poster"
    SALES = "sales"
    INVITATION = "invitation"
    SMS = "sms"
    WEBSITE = "website"
    OTHER = "other"


def make(
    session: Session,
    show: Show,
    *,
    name: str,
    kind: ChannelKind,
    forms: Sequence[Kind],
    slug: str = "",
    staff: Staff | None = None,
    address: str = "",
) -> list[Channel]:
    """New channels of a show, one for each of ``forms``; two belong to one article.

    Without ``slug`` the short address is made here. With two forms a chosen one becomes
    ``<slug>-v`` and ``<slug>-e``. Raises ``AddressTaken`` for one that was ever in use.
    """
    article = secrets.token_hex(16) if len(forms) > 1 else None
    made = []
    for form in forms:
        own = f"{slug}-{_ENDINGS[form]}" if slug and article else slug
        channel = Channel(
            slug=own or _free_slug(session),
            name=name,
            kind=kind.value,
            show=show,
            form=form.value,
            article=article,
        )
        _add(session, channel)
        _point(session, channel, show, form, staff)
        _write(session, "channel.make", channel, staff, address)
        made.append(channel)
    session.flush()
    return made


def rename(
    session: Session,
    channel: Channel,
    name: str,
    kind: ChannelKind,
    *,
    owner: Staff | None = None,
    staff: Staff | None = None,
    address: str = "",
) -> None:
    """Gives the channel another name, kind or salesperson; the printed code stays.

    Who applies through it from now on is the customer of ``owner``.
    """
    before = {"name": channel.name, "kind": channel.kind, "owner": _mailbox(channel.owner)}
    channel.name, channel.kind, channel.owner = name, kind.value, owner
    after = {"name": name, "kind": kind.value, "owner": _mailbox(owner)}
    if before != after:
        _write(session, "channel.rename", channel, staff, address, before=before, after=after)
        session.flush()


def _mailbox(member: Staff | None) -> str:
    return member.email if member is not None else ""


def repoint(
    session: Session,
    channel: Channel,
    show: Show,
    form: Kind,
    *,
    staff: Staff | None = None,
    address: str = "",
) -> None:
    """Makes the printed code open another form, of this show or of another one."""
    before = {"show": channel.show.slug, "form": channel.form}
    after = {"show": show.slug, "form": form.value}
    if before == after:
        return
    channel.show, channel.form = show, form.value
    _point(session, channel, show, form, staff)
    _write(session, "channel.repoint", channel, staff, address, before=before, after=after)
    session.flush()


def count_scan(engine: Engine, channel_id: int, day: date) -> None:
    """Adds one scan to a day of a channel, in a short transaction of its own.

    Raises ``SQLAlchemyError`` when the database is busy for longer than a visitor should wait.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.rollback()
        if sqlite:
            connection.connection.cursor().execute(f"PRAGMA busy_timeout={COUNT_BUSY_MS}")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = {COUNT_BUSY_MS}"))
        try:
            connection.execute(_COUNT, {"channel_id": channel_id, "day": day.isoformat()})
            connection.commit()
        finally:
            if sqlite:
                connection.rollback()
                connection.connection.cursor().execute("PRAGMA busy_timeout=10000")


def _add(session: Session, channel: Channel) -> None:
    if _is_taken(session, channel.slug):
        raise AddressTaken()
    try:
        with session.begin_nested():
            session.add(channel)
    except IntegrityError as error:
        # Somebody else took it between the question and the answer.
        raise AddressTaken() from error


def _is_taken(session: Session, slug: str) -> bool:
    with session.no_autoflush:
        return session.scalar(select(Channel.id).where(Channel.slug == slug)) is not None


def _free_slug(session: Session) -> str:
    """A short address that nobody has; one in 387 million each time."""
    while True:
        slug = "".join(secrets.choice(_ALPHABET) for _ in range(_SLUG_LENGTH))
        if not _is_taken(session, slug):
            return slug


def _point(session: Session, channel: Channel, show: Show, form: Kind, staff: Staff | None) -> None:
    channel.targets.append(
        ChannelTarget(show=show, form=form.value, staff_id=staff.id if staff else None)
    )
    session.flush()


def _write(
    session: Session,
    action: str,
    channel: Channel,
    staff: Staff | None,
    address: str,
    **details: object,
) -> None:
    audit.write(
        session,
        action,
        actor="staff" if staff else "command",
        staff=staff,
        show=channel.show,
        details={"channel": channel.slug, **details},
        address=address,
    )
