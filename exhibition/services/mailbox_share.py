"""The share of a mailbox: 3 mails an hour, 10 a day. Nobody can flood a stranger with our mails."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from exhibition.domain.mail import MAILBOX_SHARE, OUTSIDE_SHARE
from exhibition.models import OutboxMail, OutboxState

#: Names our locks among the advisory locks of a PostgreSQL database.
MAILBOX_LOCK = 20_250_707


def _since(within: timedelta) -> str:
    """The name under which ``_USED`` is told when a share began."""
    return f"since_{within.total_seconds():.0f}"


def _in_use(within: timedelta) -> ColumnElement[bool]:
    queued = OutboxMail.state == OutboxState.QUEUED
    return or_(queued, OutboxMail.sent_at > bindparam(_since(within)))


#: How much of each share mailboxes have used; made once, every registration with an e-mail asks.
_USED = (
    select(
        OutboxMail.mailbox,
        *(func.sum(case((_in_use(within), 1), else_=0)) for _, within in MAILBOX_SHARE),
    )
    .where(
        OutboxMail.mailbox.in_(bindparam("mailboxes", expanding=True)),
        OutboxMail.kind.not_in([kind.value for kind in OUTSIDE_SHARE]),
        _in_use(max(within for _, within in MAILBOX_SHARE)),
    )
    .group_by(OutboxMail.mailbox)
)


def room(session: Session, mailboxes: Iterable[str], moment: datetime) -> dict[str, int]:
    """How many more mails each mailbox gets at ``moment``; what is queued counts as sent."""
    left = {mailbox: min(most for most, _ in MAILBOX_SHARE) for mailbox in sorted(mailboxes)}
    for mailbox in left:
        _lock(session, mailbox)
    # What an erased registration was sent counts too, and no longer says to whom.
    known_as = {alias: mailbox for mailbox in left for alias in (mailbox, unnamed(mailbox))}
    had: dict[str, list[int]] = {mailbox: [0] * len(MAILBOX_SHARE) for mailbox in left}
    since = {_since(within): moment - within for _, within in MAILBOX_SHARE}
    for alias, *counts in session.execute(_USED, {"mailboxes": [*known_as], **since}):
        mine = known_as[alias]
        had[mine] = [one + more for one, more in zip(had[mine], counts, strict=True)]
    for mailbox, counts in had.items():
        unused = (most - sent for (most, _), sent in zip(MAILBOX_SHARE, counts, strict=True))
        left[mailbox] = max(0, min(unused))
    return left


def unnamed(mailbox: str) -> str:
    """What stands in place of a mailbox whose registration was erased, for the day it counts."""
    return hashlib.sha256(mailbox.encode()).hexdigest()


def _lock(session: Session, mailbox: str) -> None:
    """Until the transaction ends nobody else counts this mailbox; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(MAILBOX_LOCK, func.hashtext(mailbox))))
