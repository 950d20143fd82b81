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
    op.create_table('case_file',
    sa.Column('registration_id', ID, nullable=False),
    sa.Column('owner_id', ID, nullable=True),
    sa.Column('assignee_id', ID, nullable=True),
    sa.Column('intent', sa.String(length=6), nullable=False),
    sa.Column('next_follow_up', sa.Date(), nullable=True),
    sa.CheckConstraint("intent IN ('', 'high', 'medium', 'low')", name=op.f('ck_case_file_intent')),
    sa.ForeignKeyConstraint(['assignee_id'], ['staff.id'], name=op.f('fk_case_file_assignee_id_staff')),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_case_file_owner_id_staff')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_case_file_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_case_file'))
    )
    with op.batch_alter_table('case_file', schema=None) as batch_op:
        batch_op.create_index('ix_case_file_due', ['next_follow_up'], unique=False)
        batch_op.create_index('ix_case_file_owner', ['owner_id', 'next_follow_up'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_file_assignee_id'), ['assignee_id'], unique=False)

    op.create_table('case_note',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('registration_id', ID, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_case_note_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_case_note_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.create_index('ix_case_note_registration', ['registration_id', 'id'], unique=False)

    op.create_table('tag',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('show_id', ID, nullable=False),
    sa.Column('word', sa.String(length=20), nullable=False),
    sa.Column('folded', sa.String(length=360), nullable=False),
    sa.ForeignKeyConstraint(['show_id'], ['show.id'], name=op.f('fk_tag_show_id_show'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
    sa.UniqueConstraint('show_id', 'folded', name=op.f('uq_tag_show_id_folded'))
    )
    op.create_table('registration_tag',
    sa.Column('registration_id', ID, nullable=False),
    sa.Column('tag_id', ID, nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_registration_tag_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_registration_tag_tag_id_tag'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', 'tag_id', name=op.f('pk_registration_tag'))
    )
    with op.batch_alter_table('registration_tag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_tag_tag_id'), ['tag_id'], unique=False)

    op.create_table('batch',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('show_id', ID, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('to_status', sa.String(length=12), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('leaves_at', UTCDateTime(), nullable=False),
    sa.Column('undone_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['show_id'], ['show.id'], name=op.f('fk_batch_show_id_show'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_batch_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch'))
    )
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.create_index('ix_batch_show', ['show_id', 'leaves_at'], unique=False)

    op.create_table('batch_item',
    sa.Column('batch_id', ID, nullable=False),
    sa.Column('registration_id', ID, nullable=False),
    sa.Column('decision_id', ID, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_undone', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_batch_item_batch_id_batch'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decision_id'], ['review_decision.id'], name=op.f('fk_batch_item_decision_id_review_decision'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_batch_item_registration_id_registration'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', 'registration_id', name=op.f('pk_batch_item'))
    )
    with op.batch_alter_table('batch_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_item_registration_id'), ['registration_id'], unique=False)

    op.create_table('booth_number',
    sa.Column('show_id', ID, nullable=False),
    sa.Column('folded', sa.String(length=360), nullable=False),
    sa.Column('registration_id', ID, nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_booth_number_registration_id_registration'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['show_id'], ['show.id'], name=op.f('fk_booth_number_show_id_show'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('show_id', 'folded', name=op.f('pk_booth_number')),
    sa.UniqueConstraint('registration_id', name=op.f('uq_booth_number_registration_id'))
    )
    # Numbers given so far keep their first exhibitor; where two have one, the second is told when
    # it is next saved.
    op.execute(
        "INSERT INTO booth_number (show_id, folded, registration_id)"
        " SELECT r.show_id, lower(replace(a.booth_no, ' ', '')), min(r.id)"
        " FROM application a JOIN registration r ON r.id = a.registration_id"
        " WHERE a.booth <> 'none' AND replace(a.booth_no, ' ', '') <> ''"
        " AND r.status NOT IN ('withdrawn', 'cancelled', 'declined')"
        " GROUP BY r.show_id, lower(replace(a.booth_no, ' ', ''))"
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_until', sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f('ix_application_held_until'), ['held_until'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('batch_id', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_outbox_batch_id_batch'), 'batch', ['batch_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(batch_op.f('ix_outbox_batch_id'), ['batch_id'], unique=False)

    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner_id', ID, nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_channel_owner_id_staff'), 'staff', ['owner_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_channel_owner_id_staff'), type_='foreignkey')
        batch_op.drop_column('owner_id')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_batch_id'))
        batch_op.drop_constraint(batch_op.f('fk_outbox_batch_id_batch'), type_='foreignkey')
        batch_op.drop_column('batch_id')

    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_held_until'))
        batch_op.drop_column('held_until')

    op.drop_table('booth_number')
    op.drop_table('batch_item')
    op.drop_table('batch')
    op.drop_table('registration_tag')
    op.drop_table('tag')
    op.drop_table('case_note')
    op.drop_table('case_file')
    op.drop_table('review_open')
