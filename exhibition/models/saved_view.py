"""Views of a list that somebody saved by name, for themselves or for the staff of the show."""

from sqlalchemy import Enum, ForeignKey, Index, String, not_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from exhibition.database import Base
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models.staff import Staff
from exhibition.models.types import Id, Items, Moment

NAME_MAX = 40
#: Folding can make one character eighteen.
_FOLDED_MAX = 18 * NAME_MAX


def _values(enum: type[Kind]) -> list[str]:
    return [member.value for member in enum]


def _kind(name: str) -> Enum:
    return Enum(
        Kind,
        native_enum=False,
        length=10,
        values_callable=_values,
        create_constraint=True,
        name=name,
    )


class SavedView(Base):
    """A filter, an order and columns under a name; a deleted one can come back for a while."""

    __tablename__ = "saved_view"

    id: Mapped[Id]
    show_id: Mapped[int] = mapped_column(ForeignKey("show.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(_kind("saved_view_kind"))
    #: Who made it.
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    #: The name as it is compared; null while deleted, so that the name is free again.
    folded: Mapped[str | None] = mapped_column(String(_FOLDED_MAX))
    is_shared: Mapped[bool] = mapped_column(default=False)
    #: Filter and order as [name, value] pairs of the list's address.
    arguments: Mapped[Items]
    #: The keys of its columns, in order.
    columns: Mapped[Items]
    created_at: Mapped[Moment] = mapped_column(default=now)
    updated_at: Mapped[Moment] = mapped_column(default=now)
    deleted_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(default=1)

    staff: Mapped[Staff] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        # Nobody has two of one name, and the staff of a show share one of a name.
        Index(
            "ix_saved_view_own",
            *("show_id", "kind", "staff_id", "folded"),
            unique=True,
            sqlite_where=not_(is_shared),
            postgresql_where=not_(is_shared),
        ),
        Index(
            "ix_saved_view_shared",
            *("show_id", "kind", "folded"),
            unique=True,
            sqlite_where=is_shared,
            postgresql_where=is_shared,
        ),
    )


class FirstView(Base):
    """The view that somebody's list of a show opens with from the menu."""

    __tablename__ = "first_view"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    show_id: Mapped[int] = mapped_column(
        ForeignKey("show.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Kind] = mapped_column(_kind("first_view_kind"), primary_key=True)
    view_id: Mapped[int] = mapped_column(
        ForeignKey("saved_view.id", ondelete="CASCADE"), index=True
    )
