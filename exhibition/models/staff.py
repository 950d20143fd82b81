"""People who sign in, their sessions, and the one-time links that let them in first."""

from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.types import Hash, Id, Moment


class Role(StrEnum):
    """What a member of staff may do; the later ones may less."""

    OWNER = "owner"
    MANAGER = "manager"
    VIEWER = "viewer"


def _values(enum: type[Role]) -> list[str]:
    return [member.value for member in enum]


class Staff(Base):
    """A person who signs in with e-mail and password."""

    __tablename__ = "staff"

    id: Mapped[Id]
    #: As typed; ``email_folded`` is what is looked up.
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=10, values_callable=_values, create_constraint=True)
    )
    #: argon2id; empty until the first link was used.
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment] = mapped_column(default=now)


class StaffSession(Base):
    """A signed-in browser. Ending the row ends the session at its next request."""

    __tablename__ = "staff_session"

    id: Mapped[Id]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Moment] = mapped_column(default=now)
    last_seen_at: Mapped[Moment] = mapped_column(default=now)
    ended_at: Mapped[Moment | None]

    staff: Mapped[Staff] = relationship()


class StaffLink(Base):
    """A one-time link: consumed by POST, 60 minutes, the newest of its purpose only."""

    __tablename__ = "staff_link"

    id: Mapped[Id]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    #: Null for the first owner, who names the mailbox when the link is used.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    expires_at: Mapped[Moment]
    consumed_at: Mapped[Moment | None]
    created_at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff | None] = relationship()
