"""Somebody lost the page of a registration: the link goes to its own mailbox, and nowhere else."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.mail import MailKind
from exhibition.domain.status import GONE
from exhibition.models import OutboxMail, Registration, Show
from exhibition.services import outbox

#: A link asked for again within this time is on its way already.
PAUSE = timedelta(minutes=10)
#: Whom the mail would go to that is deleted at once; the name can never exist (RFC 2606).
NOBODY = "nobody@invalid"


def send_link(
    session: Session, show: Show, *, mobile: str, name: str, pass_key: bytes, base_host: str
) -> None:
    """Mails each matching registration's link to the mailbox it was made with.

    ``mobile`` is E.164. Says nothing about whether there was one: where nobody matches, the same
    statements run and what they wrote is deleted again, so that not even the time tells. Taken
    back instead, nothing would have to reach the disk at the end, and that is felt.
    """
    person = keys.person_key(pass_key, mobile, name)
    found: list[Registration | None] = list(session.scalars(_waiting_for_link(show, person)))
    for registration in found or [None]:
        mail = outbox.enqueue(
            session,
            kind=MailKind.PASS_LINK,
            show=show,
            registration=registration,
            recipient=registration.email if registration else NOBODY,
            locale=registration.locale if registration else show.default_locale,
            base_host=base_host,
        )
        for_nobody = delete(OutboxMail).where(
            OutboxMail.id == mail.id, OutboxMail.recipient == NOBODY
        )
        session.execute(for_nobody, execution_options={"synchronize_session": False})


def _waiting_for_link(show: Show, person: str) -> Select[Any]:
    sent_lately = (
        select(OutboxMail.id)
        .where(
            OutboxMail.registration_id == Registration.id,
            OutboxMail.kind == MailKind.PASS_LINK,
            OutboxMail.created_at > now() - PAUSE,
        )
        .exists()
    )
    return select(Registration).where(
        Registration.show_id == show.id,
        Registration.person_key == person,
        Registration.email != "",
        Registration.status.not_in(GONE),
        ~sent_lately,
    )
