"""views"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    make_views()
    make_steps()


def downgrade() -> None:
    for table in ("list_step_item", "list_step", "first_view", "saved_view"):
        op.drop_table(table)


def make_views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("kind", kind("saved_view_kind"), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("folded", sa.String(length=720), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_saved_view_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    own, shared = sa.text("NOT is_shared"), sa.text("is_shared")
    op.create_index("ix_saved_view_own", "saved_view", ["show_id", "kind", "staff_id", "folded"], unique=True, sqlite_where=own, postgresql_where=own)
    op.create_index("ix_saved_view_shared", "saved_view", ["show_id", "kind", "folded"], unique=True, sqlite_where=shared, postgresql_where=shared)
    op.create_table(
        "first_view",
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("kind", kind("first_view_kind"), nullable=False),
        sa.Column("view_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_first_view_staff_id_staff"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_first_view_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name=op.f("fk_first_view_view_id_saved_view"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "show_id", "kind", name=op.f("pk_first_view")),
    )
    op.create_index(op.f("ix_first_view_view_id"), "first_view", ["view_id"])


def make_steps() -> None:
    op.create_table(
        "list_step",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_list_step_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_list_step_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_step")),
    )
    op.create_index("ix_list_step_show", "list_step", ["show_id", "id"])
    op.create_table(
        "list_step_item",
        sa.Column("step_id", ID, nullable=False),
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("former", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["step_id"], ["list_step.id"], name=op.f("fk_list_step_item_step_id_list_step"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_list_step_item_registration_id_registration"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("step_id", "registration_id", name=op.f("pk_list_step_item")),
    )
    op.create_index(op.f("ix_list_step_item_registration_id"), "list_step_item", ["registration_id"])


def kind(name: str) -> sa.Enum:
    return sa.Enum("visitor", "exhibitor", name=name, native_enum=False, create_constraint=True, length=10)
