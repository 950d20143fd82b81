"""The one row that ties this database to its key file."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exhibition.database import Base
from exhibition.models.types import Hash


class Installation(Base):
    """Remembers which ``pass.key`` the printed codes of this database derive from."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    #: SHA-256 of the key; with another key every pass ever handed out would stop scanning.
    pass_key_fingerprint: Mapped[Hash]
