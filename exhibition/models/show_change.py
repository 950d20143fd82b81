"""A show that moved: what its dates and venue were, what they are, and whether people were told."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.show import Show
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Texts


class ShowChange(Base):
    """One change of the dates or the place of a show, from the edit to the announcement."""

    __tablename__ = "show_change"
    __table_args__ = (UniqueConstraint("show_id", "number"),)

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    #: 1, 2, 3 … in one show; the calendar entry carries it as its sequence.
    number: Mapped[int]
    #: The facts a visitor plans by ({"days": [...], "city": ..., "venue": ..., "address": ...}).
    before: Mapped[Texts]
    after: Mapped[Texts]
    #: Since when the pages say so: the last edit that went into it. Who came later saw it.
    created_at: Mapped[Moment] = mapped_column(default=now)
    #: When staff confirmed that people shall be told; null while it waits, or was left untold.
    announced_at: Mapped[Moment | None]
    #: When staff decided that nobody needs to be told (a slip of the keyboard put right).
    dismissed_at: Mapped[Moment | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: How many mails the announcement put into the outbox.
    mails: Mapped[int] = mapped_column(default=0)

    show: Mapped[Show] = relationship()
    staff: Mapped[Staff | None] = relationship()
