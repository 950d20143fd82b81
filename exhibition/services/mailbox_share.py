"""The share of a mailbox: 3 mails an hour, 10 a day. Nobody can flood a stranger with our mails."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from exhibition.domain.mail import MAILBOX_SHARE, TO_STAFF
from exhibition.models import OutboxMail, OutboxState

#: Names our locks among the advisory locks of a PostgreSQL database.
MAILBOX_LOCK = 20_250_707


def room(session: Session, mailboxes: Iterable[str], moment: datetime) -> dict[str, int]:
    """How many more mails each mailbox gets at ``moment``; what is queued counts as sent."""
    left = {mailbox: min(most for most, _ in MAILBOX_SHARE) for mailbox in sorted(mailboxes)}
    for mailbox in left:
        _lock(session, mailbox)
    queued = OutboxMail.state == OutboxState.QUEUED
    used = [
        func.sum(case((or_(queued, OutboxMail.sent_at > moment - within), 1), else_=0))
        for _, within in MAILBOX_SHARE
    ]
    longest = max(within for _, within in MAILBOX_SHARE)
    rows = session.execute(
        select(OutboxMail.mailbox, *used)
        .where(
            OutboxMail.mailbox.in_(left),
            OutboxMail.kind.not_in([kind.value for kind in TO_STAFF]),
            or_(queued, OutboxMail.sent_at > moment - longest),
        )
        .group_by(OutboxMail.mailbox)
    )
    for mailbox, *counts in rows:
        unused = (most - had for (most, _), had in zip(MAILBOX_SHARE, counts, strict=True))
        left[mailbox] = max(0, min(unused))
    return left


def _lock(session: Session, mailbox: str) -> None:
    """Until the transaction ends nobody else counts this mailbox; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(MAILBOX_LOCK, func.hashtext(mailbox))))
