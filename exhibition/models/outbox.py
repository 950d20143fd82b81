"""The outbox: every mail that leaves the house, from the moment it was decided."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.registration import Registration
from exhibition.models.show import Show
from exhibition.models.types import Id, Moment, Texts


class OutboxState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    #: Kept back because its mailbox already got its share (3 an hour, 10 a day).
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    #: Staff took it out of the line.
    CANCELLED = "cancelled"


def _values(enum: type[OutboxState]) -> list[str]:
    return [member.value for member in enum]


class OutboxMail(Base):
    """One mail to one mailbox, without its rendered body, which would hold the owner link."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "is_bulk", "next_attempt_at", "id"),
        Index("ix_outbox_mailbox", "mailbox", "created_at"),
    )

    id: Mapped[Id]
    #: Fixed at birth, so that a mail sent twice by a crash can be seen to be the same one.
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    show_id: Mapped[int | None] = mapped_column(ForeignKey("show.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(254))
    #: The recipient folded (case, plus tags, dots of some providers), for the share per mailbox.
    mailbox: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    #: What the mail needs besides the registration, such as the decision it announces.
    params: Mapped[Texts]

    state: Mapped[OutboxState] = mapped_column(
        Enum(
            OutboxState,
            native_enum=False,
            length=10,
            values_callable=_values,
            create_constraint=True,
            name="outbox_state",
        ),
        default=OutboxState.QUEUED,
    )
    #: One of a great many sent at once: it goes when nothing else is due, so that a hundred
    #: thousand of them never stand between a visitor at the form and the pass.
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Decided with many others: it waits with them, and goes when the decision is undone.
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("batch.id", ondelete="SET NULL"), index=True
    )
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment] = mapped_column(default=now)
    #: While a relay works on it; a relay that died lets it go when this passes.
    lease_until: Mapped[Moment | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[Moment] = mapped_column(default=now)
    sent_at: Mapped[Moment | None]

    registration: Mapped[Registration | None] = relationship()
    show: Mapped[Show | None] = relationship()

    def param(self, key: str) -> Any:
        """A value the mail was decided with, or None."""
        return self.params.get(key)
