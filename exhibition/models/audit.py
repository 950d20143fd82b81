"""The audit log: appended to, never changed.

The database itself refuses to change or delete a line (triggers of migration 0003); a line goes
only along with the registration it is about.
"""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Texts


class AuditEntry(Base):
    """Somebody did something to something."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_registration", "registration_id", "id"),
        Index("ix_audit_staff", "staff_id", "id"),
        # Which actions occur in a show is asked by every page of the log.
        Index("ix_audit_show", "show_id", "action", "id"),
    )

    id: Mapped[Id]
    at: Mapped[Moment] = mapped_column(default=now)
    #: "staff", "registrant", "system" or "command".
    actor: Mapped[str] = mapped_column(String(12))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))
    show_id: Mapped[int | None] = mapped_column(ForeignKey("show.id"))
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE")
    )
    #: What changed: {"before": {...}, "after": {...}} or the facts of the action.
    details: Mapped[Texts]
    address: Mapped[str] = mapped_column(String(45), default="")

    staff: Mapped[Staff | None] = relationship()
