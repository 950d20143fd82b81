"""second review"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "recommendation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("target", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch_id", ID, nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("decision_id", ID, nullable=True),
        sa.CheckConstraint("target IN ('accepted', 'declined', 'waitlisted')", name=op.f("ck_recommendation_target")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_recommendation_registration_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recommendation_staff_id_staff")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_recommendation_batch_id_batch"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["decision_id"], ["review_decision.id"], name=op.f("fk_recommendation_decision_id_review_decision"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("uq_recommendation_open", ["registration_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    # Added, not rebuilt: other tables point at these two.
    op.add_column("review_decision", sa.Column("alone", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("batch", sa.Column("recommends", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("batch", "recommends")
    op.drop_column("review_decision", "alone")
    op.drop_table("recommendation")
