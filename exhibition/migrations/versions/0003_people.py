"""people"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
ROLES = ('owner', 'manager', 'reviewer', 'desk', 'scanner', 'viewer')

# A line of the log goes only when the registration it is about is gone: the cascade of an erasure,
# which runs after its parent's row. Nothing ever changes a line.
SQLITE_GUARDS = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN OLD.registration_id IS NULL
        OR EXISTS (SELECT 1 FROM registration WHERE registration.id = OLD.registration_id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.registration_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM registration WHERE id = OLD.registration_id)
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'raise_exception';
    END $$""",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
)


def upgrade() -> None:
    op.create_table('staff_grant',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('show_id', ID, nullable=True),
    sa.Column('role', sa.Enum(*ROLES, name='role', native_enum=False, create_constraint=True, length=10), nullable=False),
    sa.Column('may_export', sa.Boolean(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("role <> 'owner' OR show_id IS NULL", name=op.f('ck_staff_grant_owner_everywhere')),
    sa.ForeignKeyConstraint(['show_id'], ['show.id'], name=op.f('fk_staff_grant_show_id_show'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_grant_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_grant')),
    sa.UniqueConstraint('staff_id', 'show_id', name=op.f('uq_staff_grant_staff_id_show_id'))
    )
    with op.batch_alter_table('staff_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_grant_show_id'), ['show_id'], unique=False)
        batch_op.create_index('uq_staff_grant_everywhere', ['staff_id'], unique=True, sqlite_where=sa.text('show_id IS NULL'), postgresql_where=sa.text('show_id IS NULL'))

    # Until now a role held everywhere, and owners and managers took lists along in full.
    op.execute(
        "INSERT INTO staff_grant (staff_id, show_id, role, may_export, created_at)"
        " SELECT id, NULL, role, role IN ('owner', 'manager'), created_at FROM staff"
    )

    op.create_table('staff_passkey',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('credential_id', sa.String(length=1400), nullable=False),
    sa.Column('public_key', sa.String(length=1400), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('transports', sa.JSON(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.Column('last_used_at', UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_passkey_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_staff_passkey_credential_id'))
    )
    with op.batch_alter_table('staff_passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_passkey_staff_id'), ['staff_id'], unique=False)

    op.create_table('staff_recovery_code',
    sa.Column('id', ID, autoincrement=True, nullable=False),
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', UTCDateTime(), nullable=True),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_recovery_code_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_recovery_code')),
    sa.UniqueConstraint('staff_id', 'code_hash', name=op.f('uq_staff_recovery_code_staff_id_code_hash'))
    )
    op.create_table('staff_totp',
    sa.Column('staff_id', ID, nullable=False),
    sa.Column('sealed', sa.String(length=200), nullable=False),
    sa.Column('confirmed_at', UTCDateTime(), nullable=True),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('created_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_totp_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_totp'))
    )
    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_strong', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.add_column(sa.Column('device', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('address', sa.String(length=45), server_default='', nullable=False))

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(length=60), server_default='', nullable=False))
        batch_op.drop_constraint(batch_op.f('ck_staff_role'), type_='check')
        batch_op.drop_column('role')

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('ix_audit_staff', ['staff_id', 'id'], unique=False)

    postgresql = op.get_bind().dialect.name == 'postgresql'
    for guard in POSTGRESQL_GUARDS if postgresql else SQLITE_GUARDS:
        op.execute(guard)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER audit_no_change ON audit')
        op.execute('DROP FUNCTION audit_is_append_only()')
    else:
        op.execute('DROP TRIGGER audit_no_update')
        op.execute('DROP TRIGGER audit_no_delete')

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_staff')

    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('name')
        # Without a default this side of the way would be closed for whoever has staff.
        batch_op.add_column(sa.Column('role', sa.Enum('owner', 'manager', 'viewer', name='role', native_enum=False, create_constraint=True, length=10), server_default='viewer', nullable=False))

    # The three roles of before; whoever had chosen shows only reads.
    op.execute(
        "UPDATE staff SET role = coalesce((SELECT g.role FROM staff_grant g WHERE g.staff_id = staff.id"
        " AND g.show_id IS NULL AND g.role IN ('owner', 'manager')), 'viewer')"
    )
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.alter_column('role', server_default=None)

    with op.batch_alter_table('staff_session', schema=None) as batch_op:
        batch_op.drop_column('address')
        batch_op.drop_column('device')
        batch_op.drop_column('is_strong')

    op.drop_table('staff_totp')
    op.drop_table('staff_recovery_code')
    with op.batch_alter_table('staff_passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_passkey_staff_id'))

    op.drop_table('staff_passkey')
    with op.batch_alter_table('staff_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_staff_grant_everywhere', sqlite_where=sa.text('show_id IS NULL'), postgresql_where=sa.text('show_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_staff_grant_show_id'))

    op.drop_table('staff_grant')
