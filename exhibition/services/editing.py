"""What staff do with a registration besides reviewing it, each with a line in the audit log."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused
from exhibition.domain.mail import MailKind
from exhibition.domain.status import BoothStatus
from exhibition.models import OutboxState, Registration, Staff
from exhibition.services import booths, outbox, particulars, record, resending

#: What stands on an exhibitor's application and belongs to the contact all the same.
COMPANY = ("company_zh", "company_en", "contact_title")


def edit_contact(
    session: Session,
    registration: Registration,
    staff: Staff,
    values: Mapping[str, str],
    *,
    version: int,
    pass_key: bytes,
) -> bool:
    """Changes the contact fields in ``values`` (checked, ``mobile`` in E.164), by form field.

    Gives whether anything differed. Raises ``Stale`` when the record has changed since ``version``.
    """
    for name in values:
        if name not in particulars.CONTACT[registration.kind] and name not in COMPANY:
            raise ValueError(f"{name} is no contact field")
    record.lock_version(session, registration, version)
    before = particulars.change(session, registration, values, pass_key)
    if not before:
        return False
    record.log(
        session,
        "registration.edit",
        registration,
        staff,
        {"before": before, "after": {name: values[name] for name in before}},
    )
    return True


def resend_mail(
    session: Session, registration: Registration, staff: Staff, *, base_host: str
) -> MailKind:
    """Sends the registrant's last mail once more; gives which. Raises ``NoMailbox``.

    It is written afresh from the registration as it is now, to the mailbox it has now.
    """
    mail = resending.send_again(session, registration, base_host=base_host)
    if mail.state is OutboxState.HELD:
        # The share of a mailbox holds back strangers, not the staff.
        outbox.requeue(session, mail.id)
    record.log(session, "mail.resend", registration, staff, {"mail": mail.kind})
    return MailKind(mail.kind)


def set_tracks(
    session: Session,
    registration: Registration,
    staff: Staff,
    *,
    booth: BoothStatus,
    booth_no: str,
    version: int,
    held_until: date | None = None,
) -> bool:
    """Moves an exhibitor's booth track, which depends on nothing else.

    A held booth ends by itself after ``held_until``. Gives whether anything differed. Raises
    ``Stale``, ``BoothTaken``, and ``MoveRefused`` for a visitor.
    """
    application = registration.application
    if application is None:
        raise MoveRefused(current=registration.status, target=booth)
    record.lock_version(session, registration, version)
    until = held_until if booth is BoothStatus.HELD else None
    wanted = {"booth": booth, "booth_no": booth_no, "held_until": until}
    before = {
        name: str(getattr(application, name) or "")
        for name, value in wanted.items()
        if getattr(application, name) != value
    }
    if not before:
        return False
    if "booth" in before or "booth_no" in before:
        booths.take(session, registration, booth, booth_no)
    for name in before:
        setattr(application, name, wanted[name])
    # The track stands in a row of its own; the registration's version has to count it too.
    registration.updated_at = now()
    session.flush()
    after = {name: str(wanted[name] or "") for name in before}
    record.log(
        session, "application.tracks", registration, staff, {"before": before, "after": after}
    )
    return True
