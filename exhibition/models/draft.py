"""A form somebody put aside on the server, to go on with it on this or another device."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.models.show import Show
from exhibition.models.types import Hash, Id, Items, Moment, Slug


class Draft(Base):
    """What was typed into a sign-up form that has not been sent. It is no registration."""

    __tablename__ = "draft"
    __table_args__ = (CheckConstraint("form IN ('visitor', 'exhibitor')", name="form"),)

    id: Mapped[Id]
    #: SHA-256 of the token in ``/d/<token>``.
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"), index=True)
    form: Mapped[Slug]
    #: [name, value] pairs as the form would send them; never a consent, never a token.
    entries: Mapped[Items]
    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now)
    #: Seven days after it was last saved; then it is deleted.
    expires_at: Mapped[Moment] = mapped_column(index=True)

    show: Mapped[Show] = relationship()
