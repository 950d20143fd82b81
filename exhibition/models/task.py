"""Which tasks a show asks of its exhibitors, and where each application stands with them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.tasks import TaskState
from exhibition.models.registration import Registration
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment


class ShowTask(Base):
    """What an organizer set for one task; without a row ``domain/tasks.default`` holds."""

    __tablename__ = "show_task"

    show_id: Mapped[int] = mapped_column(
        ForeignKey("show.id", ondelete="CASCADE"), primary_key=True
    )
    task: Mapped[str] = mapped_column(String(12), primary_key=True)
    in_use: Mapped[bool]
    #: Last day, in the show's zone.
    due_on: Mapped[date | None]


class ApplicationTask(Base):
    """One task of one application; absent while nothing happened with it."""

    __tablename__ = "application_task"
    __table_args__ = (
        CheckConstraint(
            f"state IN ({', '.join(repr(state.value) for state in TaskState)})", name="state"
        ),
        Index("ix_application_task_state", "task", "state", "registration_id"),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    task: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    #: Sent back: what is wrong with it; the applicant reads it.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Who confirmed it or sent it back; null where the applicant moved it.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[Moment] = mapped_column(default=now, onupdate=now)
    #: Counts every change, so that two staff cannot decide over each other.
    version: Mapped[int] = mapped_column(default=1)

    staff: Mapped[Staff | None] = relationship()

    __mapper_args__ = {"version_id_col": version}


class TaskReminder(Base):
    """One press of the reminder button; its mails wait until ``leaves_at``."""

    __tablename__ = "task_reminder"
    __table_args__ = (Index("ix_task_reminder_show", "show_id", "leaves_at"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[Moment] = mapped_column(default=now)
    #: Until then it can be called back; earlier where somebody sent the mails at once.
    leaves_at: Mapped[Moment]
    undone_at: Mapped[Moment | None]

    staff: Mapped[Staff] = relationship()

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be called back at the moment ``at``."""
        return self.undone_at is None and at < self.leaves_at


class Reminded(Base):
    """One application that a reminder went to; gone when it was called back in time."""

    __tablename__ = "task_reminded"

    reminder_id: Mapped[int] = mapped_column(
        ForeignKey("task_reminder.id", ondelete="CASCADE"), primary_key=True
    )
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mail_id: Mapped[int | None] = mapped_column(
        ForeignKey("outbox.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[Moment] = mapped_column(default=now)

    registration: Mapped[Registration] = relationship()
