"""What a first reviewer recommends, where a show decides in two stages."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment

_OPEN = text("closed_at IS NULL")


class Recommendation(Base):
    """One recommendation; kept when it is replaced or decided upon, and never sent to anybody."""

    __tablename__ = "recommendation"
    __table_args__ = (
        CheckConstraint("target IN ('accepted', 'declined', 'waitlisted')", name="target"),
        # One that counts for each application; lists and queue read nothing but this.
        Index(
            "uq_recommendation_open",
            "registration_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    target: Mapped[str] = mapped_column(String(12))
    #: For colleagues only.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Proposed words for the applicant: whoever decides may take them over.
    message: Mapped[str] = mapped_column(Text, default="")
    #: Of the registration as it was recommended: a later one was changed since.
    version: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("batch.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[Moment] = mapped_column(default=now)
    #: When it was decided upon, replaced or taken back; null while it counts.
    closed_at: Mapped[Moment | None]
    #: The step that settled it; null where none did.
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("review_decision.id", ondelete="SET NULL"), index=True
    )

    staff: Mapped[Staff] = relationship()
