"""Files a registrant handed in. The bytes lie outside the web root, under a random name."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.types import Hash, Id, Moment


class Upload(Base):
    """One file, such as a business licence."""

    __tablename__ = "upload"

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(String(40))
    stored_name: Mapped[str] = mapped_column(String(80), unique=True)
    original_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[Hash]
    created_at: Mapped[Moment] = mapped_column(default=now)
    #: Replaced or removed by its owner; kept for the history, no longer shown to them.
    removed_at: Mapped[Moment | None]
