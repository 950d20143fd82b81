"""Decisions taken on many at once: whom they met, and until when they can be taken back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.registration import Registration
from exhibition.models.review import ReviewDecision
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment


class Batch(Base):
    """One decision on many; its mails wait until ``leaves_at``."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_show", "show_id", "leaves_at"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    to_status: Mapped[str] = mapped_column(String(12))
    at: Mapped[Moment] = mapped_column(default=now)
    #: Until then it can be taken back; earlier where somebody sent the mails at once.
    leaves_at: Mapped[Moment]
    undone_at: Mapped[Moment | None]
    #: Only recommended: nothing moved and nobody is told.
    recommends: Mapped[bool] = mapped_column(default=False, server_default=false())

    staff: Mapped[Staff] = relationship()

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be taken back at the moment ``at``."""
        return self.undone_at is None and at < self.leaves_at


class BatchItem(Base):
    """One registration that a batch met, as the decision left it."""

    __tablename__ = "batch_item"

    batch_id: Mapped[int] = mapped_column(
        ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True
    )
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    decision_id: Mapped[int] = mapped_column(ForeignKey("review_decision.id", ondelete="CASCADE"))
    #: Of the registration after the decision: whoever changed it since, stands in another one.
    version: Mapped[int]
    is_undone: Mapped[bool] = mapped_column(default=False)

    registration: Mapped[Registration] = relationship()
    decision: Mapped[ReviewDecision] = relationship()
