"""Things done with many rows of a list: whom they met, and how each stood before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.list_steps import UNDO_WITHIN, ListStep, can_be_undone
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Texts


class StepTaken(Base):
    """One step with many rows."""

    __tablename__ = "list_step"
    __table_args__ = (Index("ix_list_step_show", "show_id", "id"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(10))
    #: A ``ListStep``.
    step: Mapped[str] = mapped_column(String(16))
    #: With what: the tag, the colleague, the reason.
    details: Mapped[Texts]
    count: Mapped[int]
    at: Mapped[Moment] = mapped_column(default=now)
    undone_at: Mapped[Moment | None]

    staff: Mapped[Staff] = relationship()

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be taken back at the moment ``at``."""
        way_back = can_be_undone(ListStep(self.step)) and self.undone_at is None
        return way_back and at < self.at + UNDO_WITHIN


class StepItem(Base):
    """One registration that a step met."""

    __tablename__ = "list_step_item"

    step_id: Mapped[int] = mapped_column(
        ForeignKey("list_step.id", ondelete="CASCADE"), primary_key=True
    )
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    #: What stood there before: a status, or who it belonged to.
    former: Mapped[str] = mapped_column(String(20), default="")
    #: Of the registration after the step, where it changed it; 0 where it did not.
    version: Mapped[int] = mapped_column(default=0)
    is_undone: Mapped[bool] = mapped_column(default=False)
