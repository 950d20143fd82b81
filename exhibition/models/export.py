"""Exports: one row for every list that was taken along, and which registrations were in it."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models.show import Show
from exhibition.models.staff import Staff
from exhibition.models.types import Hash, Id, Items, Moment

#: A process that said nothing for so long is gone.
SILENCE = timedelta(seconds=60)
PURPOSE_MAX = 120
SET_NAME_MAX = 60


class JobState(StrEnum):
    """Where an export stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


def _values(enum: type[JobState] | type[Kind]) -> list[str]:
    return [member.value for member in enum]


class SavedSet(Base):
    """A column set of a show: a copy of a shipped one, changed and named by its people."""

    __tablename__ = "export_set"
    __table_args__ = (UniqueConstraint("show_id", "name"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(SET_NAME_MAX))
    kind: Mapped[Kind] = mapped_column(
        Enum(
            Kind,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="export_set_kind",
        )
    )
    columns: Mapped[Items]
    sort: Mapped[str] = mapped_column(String(20))
    header: Mapped[str] = mapped_column(String(4))
    #: What it narrows the rows to by itself, as [name, value] pairs of a list's address.
    arguments: Mapped[Items]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now, onupdate=now)

    show: Mapped[Show] = relationship()
    staff: Mapped[Staff] = relationship()


class ExportJob(Base):
    """One export: what was asked for, by whom and what for, how far it is, and its file."""

    __tablename__ = "export_job"
    __table_args__ = (UniqueConstraint("show_id", "number"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    #: The batch number: counts the exports of a show from 1.
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(
        Enum(
            Kind,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="export_kind",
        )
    )
    #: The key of the column set and what it was called then; empty for a whole list.
    set_key: Mapped[str] = mapped_column(String(40), default="")
    set_name: Mapped[str] = mapped_column(String(SET_NAME_MAX), default="")
    #: The columns of the set at that time, in order.
    columns: Mapped[Items]
    #: The filter as [name, value] pairs of a list's address; a searched name is struck out of it
    #: as soon as it is no longer needed.
    arguments: Mapped[Items]
    format: Mapped[str] = mapped_column(String(8))
    #: Whose words the header is: "zh", "en" or "keys".
    header: Mapped[str] = mapped_column(String(4))
    purpose: Mapped[str] = mapped_column(String(PURPOSE_MAX), default="")
    #: Contacts are masked in the file; and a search must not spell out what a mask hides.
    masked: Mapped[bool]
    search_masked: Mapped[bool]
    #: Only what is new or changed since the last export of this set.
    only_new: Mapped[bool] = mapped_column(default=False)

    state: Mapped[JobState] = mapped_column(
        Enum(
            JobState,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="export_state",
        ),
        default=JobState.QUEUED,
    )
    #: Counted up at every start: a process of an earlier start that still lives finds another one.
    attempt: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")
    file_name: Mapped[str] = mapped_column(String(250), default="")
    #: Empty where the file went out at once, or is gone.
    stored_name: Mapped[str] = mapped_column(String(80), default="")
    sha256: Mapped[Hash] = mapped_column(default="")

    created_at: Mapped[Moment] = mapped_column(default=now)
    #: When the process that writes it last said so.
    beat_at: Mapped[Moment] = mapped_column(default=now)
    finished_at: Mapped[Moment | None]
    #: The file goes then, 24 hours after it was made at the latest.
    expires_at: Mapped[Moment | None] = mapped_column(index=True)

    show: Mapped[Show] = relationship()
    staff: Mapped[Staff] = relationship()

    @property
    def is_under_way(self) -> bool:
        """Whether somebody may still be writing it."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    @property
    def is_broken(self) -> bool:
        """Whether it failed, or its process was lost: it can be started again."""
        lost = self.is_under_way and self.beat_at + SILENCE < now()
        return lost or self.state is JobState.FAILED

    @property
    def has_file(self) -> bool:
        """Whether there is a file to fetch now."""
        alive = self.expires_at is not None and self.expires_at > now()
        return self.state is JobState.DONE and bool(self.stored_name) and alive


class ExportItem(Base):
    """One registration in one export of a set: for its history, and to know what changed since."""

    __tablename__ = "export_item"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    job_id: Mapped[int] = mapped_column(
        ForeignKey("export_job.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    #: Of what the set said about it then, 16 hex digits; says nothing by itself.
    digest: Mapped[str] = mapped_column(String(16))
