"""One mail to everybody: as many outbox rows as registrations, in constant memory."""

import uuid

from sqlalchemy import insert
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.identifiers import fold_email
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, OutboxState, ShowChange
from exhibition.queries import audience


def enqueue(session: Session, change: ShowChange, base_host: str) -> int:
    """Puts the mail of a change into the outbox, once for each registration; gives how many.

    One for each, not for each mailbox: every one brings the pass of its registration, and a
    delegation's leader needs them all. They go behind everything else that is due.
    """
    mails = 0
    moment = now()
    for addressees in audience.addressees(session, change):
        rows = [
            {
                "message_id": f"<{uuid.uuid4()}@{base_host}>",
                "kind": MailKind.SHOW_CHANGED.value,
                "show_id": change.show_id,
                "registration_id": one.registration_id,
                "recipient": one.mailbox,
                "mailbox": fold_email(one.mailbox),
                "locale": one.locale,
                "params": {"change": change.id, "revision": one.owner_revision},
                "state": OutboxState.QUEUED,
                "is_bulk": True,
                "next_attempt_at": moment,
                "created_at": moment,
            }
            for one in addressees
        ]
        session.execute(insert(OutboxMail), rows)
        mails += len(rows)
    return mails
