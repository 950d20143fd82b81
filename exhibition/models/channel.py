"""Channels: entry QR codes with a name. They belong to the organizer and outlive an edition."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.show import Show
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Moment, Slug


class Channel(Base):
    """One entry QR code: where it hangs, and which form it opens now."""

    __tablename__ = "channel"
    __table_args__ = (CheckConstraint("form IN ('visitor', 'exhibitor')", name="form"),)

    id: Mapped[Id]
    #: The short address ``/q/<slug>``; printed, so never reused.
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"), index=True)
    form: Mapped[str] = mapped_column(String(10))
    #: Two channels made together for one article share this.
    article: Mapped[str | None] = mapped_column(String(32), index=True)
    #: 业务员: whose customers they are who apply through it.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[Moment] = mapped_column(default=now)

    owner: Mapped[Staff | None] = relationship()
    show: Mapped[Show] = relationship()
    targets: Mapped[list["ChannelTarget"]] = relationship(order_by="ChannelTarget.id")


class ChannelTarget(Base):
    """Where a channel pointed, since when, and who said so."""

    __tablename__ = "channel_target"

    id: Mapped[Id]
    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channel.id", ondelete="CASCADE"), index=True
    )
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id"))
    form: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    since: Mapped[Moment] = mapped_column(default=now)

    show: Mapped[Show] = relationship()


class ChannelScans(Base):
    """How often a channel was scanned on one day of the show's calendar."""

    __tablename__ = "channel_scans"
    __table_args__ = (Index("ix_channel_scans_day", "day"),)

    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channel.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    scans: Mapped[int] = mapped_column(default=0)
