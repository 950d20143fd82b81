"""identity documents"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = (
    "kind IN ('cn_id', 'hkmo_permit', 'tw_permit', 'passport', 'prc_permanent',"
    " 'hmt_residence', 'other')"
)


def upgrade() -> None:
    op.create_table(
        "identity_document",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=13), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_identity_document_kind")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_identity_document_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_identity_document")),
    )


def downgrade() -> None:
    op.drop_table("identity_document")
