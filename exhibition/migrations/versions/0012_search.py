"""search"""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# What a list can be filtered by, in every index that a list is read from.
FILTERED = (
    *("created_at", "id", "status", "is_test", "is_further", "channel_id", "pass_type_id"),
    *("country", "province", "email", "search_text"),
)
BY_STATUS = ("show_id", "kind", "status", "created_at", "id", "is_test", "is_further")
COUNTED = ("show_id", "kind", "status", "is_test", "is_further")


def upgrade() -> None:
    for column in ("name", "company"):
        names = ["show_id", "kind", column, *FILTERED]
        op.create_index(f"ix_registration_{column}", "registration", names)
    op.create_index("ix_registration_status", "registration", list(BY_STATUS))
    op.drop_index("ix_registration_count", "registration")
    # A word of two Chinese characters has no trigram; where each stands three times, it has.
    index_trigrams(r"regexp_replace(search_text, '([^\x01-\x7f])', '\1\1\1', 'g')")


def downgrade() -> None:
    index_trigrams("search_text")
    op.create_index("ix_registration_count", "registration", list(COUNTED))
    for column in ("status", "company", "name"):
        op.drop_index(f"ix_registration_{column}", "registration")


def index_trigrams(text: str) -> None:
    """Makes PostgreSQL's index anew, of another text, where there can be one (see 0004)."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP INDEX IF EXISTS ix_registration_trigrams")
    connection = op.get_bind()
    with suppress(sa.exc.DBAPIError), connection.begin_nested():
        connection.exec_driver_sql(
            "CREATE INDEX ix_registration_trigrams ON registration"
            f" USING gin (({text}) gin_trgm_ops)"
        )
