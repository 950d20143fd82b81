"""look alikes"""

import sqlalchemy as sa
from alembic import op
from exhibition.domain import likeness
from exhibition.domain.status import Kind
from exhibition.models.types import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Rows that are in memory at once.
BATCH = 2000

registration = sa.table(
    "registration",
    *(sa.column(name) for name in ("id", "show_id", "kind", "name", "company", "mobile", "email")),
)
application = sa.table(
    "application",
    *(sa.column(name) for name in ("registration_id", "company_zh", "company_en", "uscc")),
)


def upgrade() -> None:
    key = op.create_table(
        "likeness_key",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_likeness_key_registration_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_likeness_key_show_id_show"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", "key", name=op.f("pk_likeness_key")),
        sqlite_with_rowid=False,
    )
    fill(key)
    # After the rows: in one go a tree is built in a third of the time.
    op.create_index("ix_likeness_key_block", "likeness_key", ["show_id", "kind", "key", "reason"], unique=False)
    op.create_table(
        "pair_apart",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("first_id", ID, nullable=False),
        sa.Column("second_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_pair_apart_order")),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_pair_apart_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["first_id"], ["registration.id"], name=op.f("fk_pair_apart_first_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["second_id"], ["registration.id"], name=op.f("fk_pair_apart_second_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pair_apart_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_apart")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_pair_apart_first_id_second_id")),
    )
    with op.batch_alter_table("pair_apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_apart_show_id"), ["show_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pair_apart_second_id"), ["second_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("kept_id", ID, nullable=False),
        sa.Column("gone_id", ID, nullable=False),
        sa.Column("both_passes", sa.Boolean(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.Column("undone_by_id", ID, nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_merge_two")),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_merge_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["registration.id"], name=op.f("fk_merge_kept_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["gone_id"], ["registration.id"], name=op.f("fk_merge_gone_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_merge_staff_id_staff")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name=op.f("fk_merge_undone_by_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_show_id"), ["show_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(
            "ix_merge_gone",
            ["gone_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("merge")
    op.drop_table("pair_apart")
    op.drop_table("likeness_key")


def fill(key: sa.Table) -> None:
    """Writes the keys of every registration there is, a batch after the other."""
    rows = (
        sa.select(registration, *(application.c[n] for n in ("company_zh", "company_en", "uscc")))
        .outerjoin(application, application.c.registration_id == registration.c.id)
        .order_by(registration.c.id)
        .limit(BATCH)
    )
    connection, last = op.get_bind(), 0
    while batch := connection.execute(rows.where(registration.c.id > last)).all():
        if found := [one for row in batch for one in keys_of(row)]:
            connection.execute(key.insert(), found)
        last = batch[-1].id


def keys_of(row: sa.Row) -> list[dict[str, object]]:
    """The rows of one registration."""
    exhibitor = row.company_zh is not None
    companies = (row.company_zh, row.company_en) if exhibitor else (row.company,)
    party = likeness.Party(
        Kind(row.kind), row.name, companies, row.mobile, row.email, row.uscc or ""
    )
    return [
        {
            "registration_id": row.id,
            "key": key,
            "show_id": row.show_id,
            "kind": row.kind,
            "reason": reason.value,
        }
        for reason, key in likeness.keys(party)
    ]
