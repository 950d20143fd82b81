"""review"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime
revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('review_open',
    sa.Column('registration_id', ID, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_review_open_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_review_open_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', 'staff_id', name=op.f('pk_review_open'))
    )


def downgrade() -> None:
    op.drop_table('review_open')
