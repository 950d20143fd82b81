"""Column types that more than one table uses."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.orm import mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. A naive value is a mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    # The two hooks of a TypeDecorator; SQLAlchemy names their parameters.
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value as the database keeps it. Raises ``ValueError`` without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        # SQLite keeps text and would write the offset into it; without it the text sorts as time.
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 -- the hook's own signature
    ) -> datetime | None:
        """The value as the program uses it, aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite numbers rows by itself only in a column declared INTEGER.
_Key = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(_Key, primary_key=True, autoincrement=True)]
Moment = Annotated[datetime, mapped_column(UTCDateTime)]
Slug = Annotated[str, mapped_column(String(40))]
Hash = Annotated[str, mapped_column(String(64))]
Texts = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]
Items = Annotated[list[Any], mapped_column(JSON, default=list)]
