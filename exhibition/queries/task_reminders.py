"""Who can be reminded of what they have not handed in, and which reminders still wait."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import OutboxMail, OutboxState, Registration, Reminded, Show, TaskReminder
from exhibition.queries import tasks
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter

#: As many as one press reminds.
MOST = 5_000


def chosen(session: Session, show: Show, references: Collection[str]) -> Sequence[Registration]:
    """The applications of the show by their references that count and lack something."""
    wanted = shown(RegistrationFilter.of(show, Kind.EXHIBITOR))
    return session.scalars(
        select(Registration)
        .where(
            *wanted,
            tasks.lacks_something(show.id),
            Registration.reference.in_(sorted(references)[:MOST]),
        )
        .order_by(Registration.id)
        # As it is now, whatever this transaction saw of it before.
        .execution_options(populate_existing=True)
    ).all()


def reminded_today(session: Session, show: Show) -> frozenset[int]:
    """The ids of the applications that were reminded since midnight in the show's zone."""
    today = now().astimezone(show.zone).date()
    midnight = datetime.combine(today, time(), show.zone)
    rows = select(Reminded.registration_id).join(TaskReminder, _of_reminder())
    return frozenset(
        session.scalars(rows.where(TaskReminder.show_id == show.id, Reminded.at >= midnight))
    )


def last_reminded(session: Session, registration: Registration) -> datetime | None:
    """When an application was reminded last."""
    rows = select(func.max(Reminded.at)).where(Reminded.registration_id == registration.id)
    return session.scalar(rows)


def find(session: Session, show: Show, reminder_id: int) -> TaskReminder | None:
    """The reminder of this number, where it belongs to the show."""
    found = session.get(TaskReminder, reminder_id)
    return found if found is not None and found.show_id == show.id else None


def open_ones(session: Session, show: Show) -> Sequence[TaskReminder]:
    """The reminders of a show that can still be called back, the newest first."""
    return session.scalars(
        select(TaskReminder)
        .where(
            TaskReminder.show_id == show.id,
            TaskReminder.leaves_at > now(),
            TaskReminder.undone_at.is_(None),
        )
        .order_by(TaskReminder.id.desc())
        .options(joinedload(TaskReminder.staff))
    ).all()


def met(session: Session, reminder: TaskReminder) -> Sequence[Registration]:
    """Whom it goes to, in the order of their submission."""
    ids = select(Reminded.registration_id).where(Reminded.reminder_id == reminder.id)
    rows = select(Registration).where(Registration.id.in_(ids))
    return session.scalars(rows.order_by(Registration.id)).all()


def sizes(session: Session, reminders: Collection[TaskReminder]) -> Mapping[int, int]:
    """To how many each of them goes, by its id."""
    rows = session.execute(
        select(Reminded.reminder_id, func.count())
        .where(Reminded.reminder_id.in_([one.id for one in reminders]))
        .group_by(Reminded.reminder_id)
    )
    return {row[0]: row[1] for row in rows}


def unsent(reminder: TaskReminder) -> ColumnElement[bool]:
    """The condition of its mails that nobody has begun to send."""
    own = select(Reminded.mail_id).where(Reminded.reminder_id == reminder.id)
    waits = OutboxMail.state == OutboxState.QUEUED
    return OutboxMail.id.in_(own) & waits & (OutboxMail.attempts == 0)


def mails_waiting(session: Session, reminder: TaskReminder) -> int:
    """How many of its mails have not left."""
    waiting = select(func.count()).select_from(OutboxMail).where(unsent(reminder))
    return session.scalar(waiting) or 0


def _of_reminder() -> ColumnElement[bool]:
    return Reminded.reminder_id == TaskReminder.id
