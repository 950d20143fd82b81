"""The entry pass: the row behind every QR code."""

from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.status import PassState
from exhibition.models.types import Hash, Id, Moment

if TYPE_CHECKING:
    from exhibition.models.registration import Registration


def _values(enum: type[PassState]) -> list[str]:
    return [member.value for member in enum]


class EntryPass(Base):
    """A pass is made when a registration is submitted, and admits while its state is valid."""

    __tablename__ = "entry_pass"
    __table_args__ = (
        Index(
            "ix_entry_pass_revoked",
            "registration_id",
            sqlite_where=text("state = 'revoked'"),
            postgresql_where=text("state = 'revoked'"),
        ),
    )

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True
    )
    revision: Mapped[int] = mapped_column(default=1)
    #: SHA-256 of the pass code of the present revision; the code itself is derived, not stored.
    code_hash: Mapped[Hash] = mapped_column(unique=True)
    state: Mapped[PassState] = mapped_column(
        Enum(
            PassState, native_enum=False, length=10, values_callable=_values, create_constraint=True
        )
    )
    revoked_at: Mapped[Moment | None]
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Moment] = mapped_column(default=now)

    registration: Mapped["Registration"] = relationship(back_populates="entry_pass")
