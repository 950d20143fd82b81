"""The pictures a show puts on its pages. The bytes lie in the file store, under a random name."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.types import Hash, Id, Moment


class ShowPicture(Base):
    """The organizer's logo, or the picture at the head of the landing page."""

    __tablename__ = "show_picture"
    __table_args__ = (
        UniqueConstraint("show_id", "slot"),
        CheckConstraint("slot IN ('logo', 'picture')", name="slot"),
    )

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    slot: Mapped[str] = mapped_column(String(10))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    media_type: Mapped[str] = mapped_column(String(60))
    #: Pixels, so that a page keeps the place free while the picture is on its way.
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    #: Part of the address: a new picture has a new one.
    sha256: Mapped[Hash]
    created_at: Mapped[Moment] = mapped_column(default=now)
