"""Exports that repeat: what, when and for whom; and every time one of them was due."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.schedule import Cadence, Rhythm
from exhibition.domain.status import Kind
from exhibition.models.export import PURPOSE_MAX, SET_NAME_MAX, ExportJob
from exhibition.models.show import Show
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Items, Moment


class ScheduleState(StrEnum):
    """Where a schedule stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    #: The show is over.
    ENDED = "ended"
    #: Shown nowhere; what it made stays in the history of exports.
    DELETED = "deleted"


class RunState(StrEnum):
    """What became of one due time."""

    #: Its file is being made, or will be tried again.
    WAITING = "waiting"
    DONE = "done"
    #: Nothing to send.
    EMPTY = "empty"
    FAILED = "failed"
    #: Whoever set it up may not take this list along any more, or nobody is left to get it.
    REFUSED = "refused"


def _values(enum: type[Cadence | ScheduleState | RunState | Kind]) -> list[str]:
    return [member.value for member in enum]


class ExportSchedule(Base):
    """A column set with a filter, made again and again for staff of the show."""

    __tablename__ = "export_schedule"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
        Index("ix_export_schedule_due", "next_due_at"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"), index=True)
    #: Whoever set it up: their rights count at every run.
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[Kind] = mapped_column(
        Enum(
            Kind,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="schedule_kind",
        )
    )
    set_key: Mapped[str] = mapped_column(String(40))
    #: What the set was called, for the day on which it is deleted.
    set_name: Mapped[str] = mapped_column(String(SET_NAME_MAX))
    #: The filter as [name, value] pairs of a list's address; never a search, which may name
    #: somebody.
    arguments: Mapped[Items]
    format: Mapped[str] = mapped_column(String(8))
    header: Mapped[str] = mapped_column(String(4))
    purpose: Mapped[str] = mapped_column(String(PURPOSE_MAX))
    masked: Mapped[bool]
    #: Only what is new or changed since its own last file.
    only_new: Mapped[bool]
    #: Whether a mail says so where there was nothing to send.
    tells_empty: Mapped[bool]

    cadence: Mapped[Cadence] = mapped_column(
        Enum(
            Cadence,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="schedule_cadence",
        )
    )
    #: 0 is Monday; counts for a weekly one alone.
    weekday: Mapped[int]
    #: Minutes since midnight in the show's zone.
    minute: Mapped[int]
    state: Mapped[ScheduleState] = mapped_column(
        Enum(
            ScheduleState,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="schedule_state",
        ),
        default=ScheduleState.ACTIVE,
    )
    #: Null while it does not run.
    next_due_at: Mapped[Moment | None]
    created_at: Mapped[Moment] = mapped_column(default=now)
    #: Counts the changes by hand, so that two people cannot overwrite each other.
    version: Mapped[int] = mapped_column(default=1)

    show: Mapped[Show] = relationship()
    staff: Mapped[Staff] = relationship()
    recipients: Mapped[list["ScheduleRecipient"]] = relationship(
        cascade="all, delete-orphan", order_by="ScheduleRecipient.staff_id"
    )

    @property
    def rhythm(self) -> Rhythm:
        """When it is due."""
        return Rhythm(self.cadence, self.weekday, self.minute)


class ScheduleRecipient(Base):
    """A member of staff who is told of every file and may fetch it."""

    __tablename__ = "schedule_recipient"

    schedule_id: Mapped[int] = mapped_column(
        ForeignKey("export_schedule.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, index=True
    )

    staff: Mapped[Staff] = relationship()


class ScheduleRun(Base):
    """One due time of a schedule, or one run by hand: at most one row each, whoever is asked."""

    __tablename__ = "schedule_run"
    __table_args__ = (
        UniqueConstraint("schedule_id", "due_at"),
        Index("ix_schedule_run_waiting", "state", "next_try_at"),
    )

    id: Mapped[Id]
    schedule_id: Mapped[int] = mapped_column(ForeignKey("export_schedule.id", ondelete="CASCADE"))
    due_at: Mapped[Moment]
    by_hand: Mapped[bool] = mapped_column(default=False)
    #: Later due times that this run stands for, because nothing was running then.
    missed: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None] = mapped_column(
        ForeignKey("export_job.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[RunState] = mapped_column(
        Enum(
            RunState,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="schedule_run_state",
        ),
        default=RunState.WAITING,
    )
    #: A code of why it failed or was refused; holds nobody's data.
    reason: Mapped[str] = mapped_column(String(200), default="")
    #: How often its file was begun.
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[Moment | None]
    rows: Mapped[int] = mapped_column(default=0)
    #: How many were told, and who was not because they may not have it any more.
    told: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[Items]
    created_at: Mapped[Moment] = mapped_column(default=now)
    finished_at: Mapped[Moment | None]

    schedule: Mapped[ExportSchedule] = relationship()
    job: Mapped[ExportJob | None] = relationship()
