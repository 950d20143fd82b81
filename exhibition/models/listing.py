"""How somebody wants a list to look."""

from sqlalchemy import Enum, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exhibition.database import Base
from exhibition.domain.status import Kind
from exhibition.models.types import Items


def _values(enum: type[Kind]) -> list[str]:
    return [member.value for member in enum]


class ListColumns(Base):
    """The columns somebody chose for the list of one kind, in all shows."""

    __tablename__ = "list_columns"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Kind] = mapped_column(
        Enum(Kind, native_enum=False, length=10, values_callable=_values, create_constraint=True),
        primary_key=True,
    )
    #: The keys of the columns in their order; a show leaves out what it does not have.
    columns: Mapped[Items]
