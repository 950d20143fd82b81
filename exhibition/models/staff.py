"""People who sign in: what they may, their sessions, their second factors, their one-time links."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.rights import Grant, Role
from exhibition.models.show import Show
from exhibition.models.types import Hash, Id, Items, Moment

__all__ = [
    "Passkey",
    "RecoveryCode",
    "Role",
    "Staff",
    "StaffGrant",
    "StaffLink",
    "StaffSession",
    "TotpSecret",
]


def _values(enum: type[Role]) -> list[str]:
    return [member.value for member in enum]


class Staff(Base):
    """A person who signs in with e-mail and password."""

    __tablename__ = "staff"

    id: Mapped[Id]
    #: As typed; ``email_folded`` is what is looked up.
    email: Mapped[str] = mapped_column(String(254))
    email_folded: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    #: argon2id; empty until the first link was used.
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment] = mapped_column(default=now)

    grants: Mapped[list["StaffGrant"]] = relationship(
        order_by="StaffGrant.id", cascade="all, delete-orphan", back_populates="staff"
    )
    totp: Mapped["TotpSecret | None"] = relationship(cascade="all, delete-orphan")
    passkeys: Mapped[list["Passkey"]] = relationship(
        order_by="Passkey.id", cascade="all, delete-orphan", back_populates="staff"
    )

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not let them in."""
        return bool(self.passkeys) or (self.totp is not None and self.totp.confirmed_at is not None)


class StaffGrant(Base):
    """A role of somebody, in one show or in the whole installation."""

    __tablename__ = "staff_grant"
    __table_args__ = (
        UniqueConstraint("staff_id", "show_id"),
        # Nulls are all different to a unique key.
        Index(
            "uq_staff_grant_everywhere",
            "staff_id",
            unique=True,
            sqlite_where=text("show_id IS NULL"),
            postgresql_where=text("show_id IS NULL"),
        ),
        CheckConstraint("role <> 'owner' OR show_id IS NULL", name="owner_everywhere"),
    )

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    show_id: Mapped[int | None] = mapped_column(
        ForeignKey("show.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=10, values_callable=_values, create_constraint=True)
    )
    #: Whether lists may be taken along in full.
    may_export: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment] = mapped_column(default=now)

    staff: Mapped[Staff] = relationship(back_populates="grants")
    show: Mapped[Show | None] = relationship()

    def as_grant(self) -> Grant:
        """What it allows and where."""
        return Grant(self.role, self.show_id, self.may_export)


class StaffSession(Base):
    """A signed-in browser. Ending the row ends the session at its next request."""

    __tablename__ = "staff_session"

    id: Mapped[Id]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Moment] = mapped_column(default=now)
    last_seen_at: Mapped[Moment] = mapped_column(default=now)
    ended_at: Mapped[Moment | None]
    #: Whether more than a password was shown.
    is_strong: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    #: What the browser says of itself, and where it was when it signed in.
    device: Mapped[str] = mapped_column(String(200), default="", server_default="")
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")

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


class TotpSecret(Base):
    """What an authenticator app and this system share (RFC 6238)."""

    __tablename__ = "staff_totp"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    #: Encrypted with a key that is not in the database.
    sealed: Mapped[str] = mapped_column(String(200))
    #: Null until the app has shown a right code.
    confirmed_at: Mapped[Moment | None]
    #: The time step of the last code that was taken: it and earlier ones are spent.
    last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment] = mapped_column(default=now)


class Passkey(Base):
    """A key pair on somebody's device (WebAuthn); only its public half is here."""

    __tablename__ = "staff_passkey"

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    #: base64url
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(String(1400))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[Items]
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Moment] = mapped_column(default=now)
    last_used_at: Mapped[Moment | None]

    staff: Mapped[Staff] = relationship(back_populates="passkeys")


class RecoveryCode(Base):
    """A code for the day on which the phone is lost: used once."""

    __tablename__ = "staff_recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[Id]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    code_hash: Mapped[Hash]
    used_at: Mapped[Moment | None]
    created_at: Mapped[Moment] = mapped_column(default=now)
