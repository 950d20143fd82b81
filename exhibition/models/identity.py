"""Numbers of identity documents: sealed, apart from the registration, gone after the show."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.types import Moment


class IdentityDocument(Base):
    """What a visitor will show at the entrance; absent: not asked, taken back or deleted."""

    __tablename__ = "identity_document"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('cn_id', 'hkmo_permit', 'tw_permit', 'passport', 'prc_permanent',"
            " 'hmt_residence', 'other')",
            name="kind",
        ),
    )

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(13))
    #: The number, encrypted with a key that is not in the database.
    sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Moment] = mapped_column(default=now)
