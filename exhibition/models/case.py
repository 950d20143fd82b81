"""What staff note about a registration among themselves: whose it is, what comes next, tags, notes.

It stands apart from the registration: changing it makes no decision of a colleague stale.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment


class CaseFile(Base):
    """Who looks after a registration and when to speak to them again; absent: nobody, never."""

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint("intent IN ('', 'high', 'medium', 'low')", name="intent"),
        Index("ix_case_file_owner", "owner_id", "next_follow_up"),
        Index("ix_case_file_due", "next_follow_up"),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    #: 业务员: whose customer it is.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: Who is asked to look at it.
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    intent: Mapped[str] = mapped_column(String(6), default="")
    next_follow_up: Mapped[date | None]

    owner: Mapped[Staff | None] = relationship(foreign_keys=[owner_id])
    assignee: Mapped[Staff | None] = relationship(foreign_keys=[assignee_id])


class CaseNote(Base):
    """One internal note; never changed, never sent."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_registration", "registration_id", "id"),)

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff] = relationship()


class Tag(Base):
    """A word that staff of a show put on registrations."""

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("show_id", "folded"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(20))
    #: Folding can make one character eighteen.
    folded: Mapped[str] = mapped_column(String(360))


class Tagged(Base):
    """A tag on a registration."""

    __tablename__ = "registration_tag"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )
