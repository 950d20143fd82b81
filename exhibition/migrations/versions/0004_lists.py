"""lists"""

from contextlib import suppress

import sqlalchemy as sa
from alembic import op
from exhibition.domain import search
revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A batch of rows that is in memory at once.
BATCH = 2000

registration = sa.table(
    'registration',
    sa.column('id', sa.BigInteger),
    sa.column('name', sa.String),
    sa.column('company', sa.String),
    sa.column('email', sa.String),
    sa.column('mobile', sa.String),
    sa.column('reference', sa.String),
    sa.column('search_text', sa.Text),
)
application = sa.table(
    'application',
    sa.column('registration_id', sa.BigInteger),
    sa.column('company_zh', sa.String),
    sa.column('company_en', sa.String),
)


def upgrade() -> None:
    op.create_table('list_columns',
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('visitor', 'exhibitor', name='kind', native_enum=False, create_constraint=True, length=10), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_list_columns_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_id', 'kind', name=op.f('pk_list_columns'))
    )
    spell_everybody()
    if op.get_bind().dialect.name == 'postgresql':
        index_trigrams()


def downgrade() -> None:
    op.drop_table('list_columns')
    # A searchable text with pinyin in it does no harm.
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP INDEX IF EXISTS ix_registration_trigrams')


def spell_everybody() -> None:
    """Writes the searchable text of every registration anew, with the pinyin in it."""
    rows = (
        sa.select(registration, application.c.company_zh, application.c.company_en)
        .outerjoin(application, application.c.registration_id == registration.c.id)
        .order_by(registration.c.id)
        .limit(BATCH)
    )
    written = (
        sa.update(registration)
        .where(registration.c.id == sa.bindparam('row_id'))
        .values(search_text=sa.bindparam('document'))
    )
    connection, last = op.get_bind(), 0
    while batch := connection.execute(rows.where(registration.c.id > last)).all():
        connection.execute(written, [{'row_id': row.id, 'document': document(row)} for row in batch])
        last = batch[-1].id


def index_trigrams() -> None:
    """Lets PostgreSQL find a few among a million without reading all, where it may."""
    connection = op.get_bind()
    # Not every host lets an owner have the extension; the search then reads the list's own index.
    with suppress(sa.exc.DBAPIError), connection.begin_nested():
        op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
        op.execute(
            'CREATE INDEX ix_registration_trigrams ON registration'
            ' USING gin (search_text gin_trgm_ops)'
        )


def document(row: sa.Row) -> str:
    """What the search box compares, as it is written for a new registration."""
    exhibitor = row.company_zh is not None
    companies = (row.company_zh, row.company_en) if exhibitor else (row.company,)
    return search.document(row.name, companies, row.email, row.mobile, row.reference)
