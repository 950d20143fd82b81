"""Decisions on a registration, as they were taken; and who has it open just now."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Texts


class ReviewDecision(Base):
    """One step of the review track: who, when, from where to where, and what was said."""

    __tablename__ = "review_decision"

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    from_status: Mapped[str] = mapped_column(String(12))
    to_status: Mapped[str] = mapped_column(String(12))
    #: Null where the applicant or the system moved it.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: Goes into the mail and onto the applicant's page.
    message: Mapped[str] = mapped_column(Text, default="")
    #: Never sent.
    note: Mapped[str] = mapped_column(Text, default="")
    #: Sent back: field name -> comment.
    comments: Mapped[Texts]
    due_on: Mapped[date | None]
    #: Taken without a second person where the show wants one, because there was nobody else.
    alone: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff | None] = relationship()


class ReviewOpen(Base):
    """Somebody opened a registration in the queue: a courtesy among colleagues, no lock."""

    __tablename__ = "review_open"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff] = relationship()
