"""Registrations that may be one: what finds them, what staff said of pairs, what was merged."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.registration import Registration
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Texts


class LikenessKey(Base):
    """A key that all registrations share which are alike for one reason.

    Written with the registration, so that groups are found by an index among a hundred thousand.
    Nothing leads back from a key to what it was made of.
    """

    __tablename__ = "likeness_key"
    __table_args__ = (
        Index("ix_likeness_key_block", "show_id", "kind", "key", "reason"),
        # One tree less to write: the rows are nothing but their own index.
        {"sqlite_with_rowid": False},
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    #: 63 bits of a digest of reason and value; see ``domain/likeness.py``.
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(8))


class PairApart(Base):
    """Two registrations that look alike and are not the same, as somebody found."""

    __tablename__ = "pair_apart"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="order"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[Moment] = mapped_column(default=now)

    first: Mapped[Registration] = relationship(foreign_keys=[first_id])
    second: Mapped[Registration] = relationship(foreign_keys=[second_id])
    staff: Mapped[Staff] = relationship()


class Merge(Base):
    """A registration that was cancelled because another one of the same person stays.

    What hangs on it stays where it is and is read from the one that stays. Undone merges are kept.
    """

    __tablename__ = "merge"
    __table_args__ = (
        # Whatever two people do at once: nothing is merged twice.
        Index(
            "ix_merge_gone",
            "gone_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("kept_id <> gone_id", name="two"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"), index=True)
    kept_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    gone_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    #: Whether the other pass goes on admitting, as the same person.
    both_passes: Mapped[bool]
    #: What it changed, to be undone: see ``services/merging.py``.
    done: Mapped[Texts]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[Moment] = mapped_column(default=now)
    undone_at: Mapped[Moment | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    kept: Mapped[Registration] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Registration] = relationship(foreign_keys=[gone_id])
    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id])
