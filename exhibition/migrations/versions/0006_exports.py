"""exports"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("queued", "running", "done", "failed", "cancelled")


def upgrade() -> None:
    op.create_table(
        "export_set",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.Enum("visitor", "exhibitor", name="export_set_kind", native_enum=False, create_constraint=True, length=10), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("header", sa.String(length=4), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_export_set_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_export_set_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_set")),
        sa.UniqueConstraint("show_id", "name", name=op.f("uq_export_set_show_id_name")),
    )
    op.create_table(
        "export_job",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("visitor", "exhibitor", name="export_kind", native_enum=False, create_constraint=True, length=10), nullable=False),
        sa.Column("set_key", sa.String(length=40), nullable=False),
        sa.Column("set_name", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("header", sa.String(length=4), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("search_masked", sa.Boolean(), nullable=False),
        sa.Column("only_new", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="export_state", native_enum=False, create_constraint=True, length=10), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=250), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("beat_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_export_job_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_export_job_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
        sa.UniqueConstraint("show_id", "number", name=op.f("uq_export_job_show_id_number")),
    )
    with op.batch_alter_table("export_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_job_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_job_staff_id"), ["staff_id"], unique=False)
    op.create_table(
        "export_item",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_export_item_registration_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["job_id"], ["export_job.id"], name=op.f("fk_export_item_job_id_export_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", "job_id", name=op.f("pk_export_item")),
    )
    with op.batch_alter_table("export_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_item_job_id"), ["job_id"], unique=False)


def downgrade() -> None:
    op.drop_table("export_item")
    op.drop_table("export_job")
    op.drop_table("export_set")
