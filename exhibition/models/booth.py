"""Booth numbers that are held or confirmed: one exhibitor for each number of a show."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.models.registration import Registration


class BoothNumber(Base):
    """A number that is taken. The database refuses it to a second exhibitor of the show."""

    __tablename__ = "booth_number"

    show_id: Mapped[int] = mapped_column(
        ForeignKey("show.id", ondelete="CASCADE"), primary_key=True
    )
    #: Width, case and spaces folded: ａ 101 is A101.
    folded: Mapped[str] = mapped_column(String(360), primary_key=True)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), unique=True
    )

    registration: Mapped[Registration] = relationship()
