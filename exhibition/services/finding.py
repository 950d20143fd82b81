"""Somebody lost the page of a registration: the link goes to its own mailbox, and nowhere else."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.mail import MailKind
from exhibition.domain.status import GONE
from exhibition.models import OutboxMail, Registration, Show
from exhibition.services import outbox

#: A link asked for again within this time is on its way already.
PAUSE = timedelta(minutes=10)


def send_link(
    session: Session, show: Show, *, mobile: str, name: str, pass_key: bytes, base_host: str
) -> None:
    """Mails each matching registration's link to the mailbox it was made with.

    ``mobile`` is E.164. Says nothing about whether there was one: the public page cannot tell.
    """
    matching = session.scalars(
        select(Registration).where(
            Registration.show_id == show.id,
            Registration.person_key == keys.person_key(pass_key, mobile, name),
            Registration.email != "",
            Registration.status.not_in(GONE),
        )
    )
    for registration in matching:
        if not _sent_lately(session, registration):
            outbox.enqueue(
                session,
                kind=MailKind.PASS_LINK,
                show=show,
                registration=registration,
                recipient=registration.email,
                locale=registration.locale,
                base_host=base_host,
            )


def _sent_lately(session: Session, registration: Registration) -> bool:
    found = session.scalar(
        select(OutboxMail.id)
        .where(
            OutboxMail.registration_id == registration.id,
            OutboxMail.kind == MailKind.PASS_LINK,
            OutboxMail.created_at > now() - PAUSE,
        )
        .limit(1)
    )
    return found is not None
