"""A registrant's mailbox was replaced: the old one no longer opens anything, the new one does.

Why no code is asked from the old mailbox first: docs/decisions/0008-changed-mailbox.md.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.errors import TooMany
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, Registration
from exhibition.services import outbox, resending

#: Mailboxes that one registration may give up: (how many, within). Each new one gets a mail.
REPLACED_SHARE = (5, timedelta(days=1))


def follow(
    session: Session, registration: Registration, former: str, *, pass_key: bytes, base_host: str
) -> bool:
    """Brings link and mails in line with a mailbox that said ``former`` before.

    Gives whether the owner token was replaced, which it is unless there was no mailbox that could
    hold it. Raises ``TooMany``.
    """
    if former.casefold() == registration.email.casefold():
        return False
    if former:
        _check_share(session, registration)
        replace_token(registration, pass_key)
        _tell_former(session, registration, former, base_host)
    if registration.email:
        resending.send_again(session, registration, base_host=base_host)
    return bool(former)


def replace_token(registration: Registration, pass_key: bytes) -> None:
    """Makes the owner token of the next revision the one that opens the registration."""
    registration.owner_revision += 1
    token = keys.owner_token(pass_key, registration.uid, registration.owner_revision)
    registration.owner_token_hash = keys.lookup_hash(token)


def _tell_former(session: Session, registration: Registration, former: str, base_host: str) -> None:
    outbox.enqueue(
        session,
        kind=MailKind.MAILBOX_CHANGED,
        show=registration.show,
        registration=registration,
        recipient=former,
        locale=registration.locale,
        base_host=base_host,
    )


def _check_share(session: Session, registration: Registration) -> None:
    most, within = REPLACED_SHARE
    replaced = session.scalar(
        select(func.count(OutboxMail.id)).where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.kind == MailKind.MAILBOX_CHANGED.value,
            OutboxMail.created_at > now() - within,
        )
    )
    if (replaced or 0) >= most:
        raise TooMany(phone=registration.show.contact_phone)
