"""search"""

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
BY_CHANNEL = (
    *("show_id", "kind", "channel_id", "created_at", "id", "status", "is_test", "is_further"),
)
COUNTED = ("show_id", "kind", "status", "is_test", "is_further")


def upgrade() -> None:
    for column in ("name", "company"):
        names = ["show_id", "kind", column, *FILTERED]
        op.create_index(f"ix_registration_{column}", "registration", names)
    op.create_index("ix_registration_status", "registration", list(BY_STATUS))
    op.drop_index("ix_registration_count", "registration")
    op.create_index("ix_registration_channel", "registration", list(BY_CHANNEL))
    op.create_index("ix_audit_show", "audit", ["show_id", "action", "id"])
    op.drop_index("ix_audit_show_id", "audit")
    if op.get_bind().dialect.name == "postgresql":
        index_pairs()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_registration_pairs")
    op.create_index("ix_registration_count", "registration", list(COUNTED))
    op.create_index("ix_audit_show_id", "audit", ["show_id"])
    op.drop_index("ix_audit_show", "audit")
    for column in ("channel", "status", "company", "name"):
        op.drop_index(f"ix_registration_{column}", "registration")


def index_pairs() -> None:
    """Lets PostgreSQL find names of two Chinese characters, which have no trigram.

    What is not ASCII is written twice and the rest left out; without the first character, every two
    that follow each other are one of the pairs.
    """
    op.get_bind().exec_driver_sql(
        "CREATE INDEX ix_registration_pairs ON registration USING gin"
        " (string_to_array(regexp_replace(substr(regexp_replace(search_text,"
        r" '([^\x01-\x7f])|[\x01-\x7f]+', '\1\1', 'g'), 2), '(..)', '\1 ', 'g'), ' '))"
    )
