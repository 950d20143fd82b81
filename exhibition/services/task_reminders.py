"""One mail to everybody chosen who has something left to hand in, held for ten minutes.

Until then it can be called back, and nobody has heard of it. Each application is reminded once a
day at most, whoever presses the button.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AlreadyDecided
from exhibition.domain.identifiers import fold_email
from exhibition.domain.mail import MailKind
from exhibition.models import OutboxMail, Registration, Reminded, Show, Staff, TaskReminder
from exhibition.queries import task_reminders
from exhibition.services import audit
from exhibition.services.bulk import HOLD


@dataclass(frozen=True)
class Plan:
    """Who would be reminded, and who would not, and why."""

    reminded: list[Registration] = field(default_factory=list)
    #: Nowhere to send it: they are called.
    without_mail: list[Registration] = field(default_factory=list)
    #: Had a reminder today.
    today: list[Registration] = field(default_factory=list)
    #: How many of the chosen lack nothing any more.
    complete: int = 0


def plan(session: Session, show: Show, references: Collection[str]) -> Plan:
    """Sorts the chosen as they stand now."""
    found = task_reminders.chosen(session, show, references)
    had = task_reminders.reminded_today(session, show)
    planned = Plan(complete=len(set(references)) - len(found))
    for one in found:
        if not one.email:
            planned.without_mail.append(one)
        elif one.id in had:
            planned.today.append(one)
        else:
            planned.reminded.append(one)
    return planned


def remind(
    session: Session, show: Show, staff: Staff, references: Collection[str], *, base_host: str
) -> TaskReminder | None:
    """Enqueues the mails of whoever can be reminded now; None where that is nobody."""
    _one_at_a_time(session, show)
    planned = plan(session, show, references)
    if not planned.reminded:
        return None
    moment = now()
    made = TaskReminder(show_id=show.id, staff_id=staff.id, at=moment, leaves_at=moment + HOLD)
    mails = [(one, _mail(one, made, base_host)) for one in planned.reminded]
    session.add_all([made, *(mail for _, mail in mails)])
    session.flush()
    session.add_all(
        Reminded(reminder_id=made.id, registration_id=one.id, mail_id=mail.id, at=moment)
        for one, mail in mails
    )
    _log(session, show, staff, "tasks.remind", {"count": len(mails)})
    return made


def send_now(session: Session, reminder: TaskReminder, show: Show, staff: Staff) -> None:
    """Lets its mails go at once. Raises ``AlreadyDecided`` when they left or were called back."""
    _take(session, reminder)
    moment = now()
    reminder.leaves_at = moment
    session.execute(
        update(OutboxMail)
        .where(task_reminders.unsent(reminder))
        .values(next_attempt_at=moment)
        .execution_options(synchronize_session=False)
    )
    _log(session, show, staff, "tasks.remind_now", {})


def call_back(session: Session, reminder: TaskReminder, show: Show, staff: Staff) -> int:
    """Deletes its mails, none of which has left; gives how many.

    Whoever was called back can be reminded again today. Raises ``AlreadyDecided`` when the ten
    minutes are over or somebody else was quicker.
    """
    _take(session, reminder)
    reminder.undone_at = now()
    mails = session.scalars(select(OutboxMail.id).where(task_reminders.unsent(reminder))).all()
    for rows in (
        delete(Reminded).where(Reminded.reminder_id == reminder.id, Reminded.mail_id.in_(mails)),
        delete(OutboxMail).where(OutboxMail.id.in_(mails)),
    ):
        session.execute(rows.execution_options(synchronize_session=False))
    _log(session, show, staff, "tasks.remind_undo", {"count": len(mails)})
    return len(mails)


def _one_at_a_time(session: Session, show: Show) -> None:
    # Two who press at once would remind everybody twice; SQLite has one writer anyway. Whoever
    # registers meanwhile is not held up: a new row asks only that the show's key stays.
    session.execute(select(Show.id).where(Show.id == show.id).with_for_update(key_share=True))


def _mail(one: Registration, made: TaskReminder, base_host: str) -> OutboxMail:
    # Outside the share of a mailbox: staff decide, with the number before their eyes.
    return OutboxMail(
        message_id=f"<{uuid.uuid4()}@{base_host}>",
        kind=MailKind.TASKS_DUE.value,
        show_id=one.show_id,
        registration_id=one.id,
        recipient=one.email,
        mailbox=fold_email(one.email),
        locale=one.locale,
        params={"revision": one.owner_revision},
        is_bulk=True,
        next_attempt_at=made.leaves_at,
        created_at=made.at,
    )


def _take(session: Session, reminder: TaskReminder) -> None:
    # One of two who press at once.
    session.refresh(reminder, with_for_update={"of": TaskReminder})
    if not reminder.is_open(now()):
        raise AlreadyDecided()


def _log(
    session: Session, show: Show, staff: Staff, action: str, details: Mapping[str, object]
) -> None:
    audit.write(session, action, actor="staff", staff=staff, show=show, details=dict(details))
    session.flush()
