"""payments"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOST = 99_999_999_999
CURRENCIES = ("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "SGD")
#: The database itself keeps receipts as they are: a wrong one is reversed by another row.
SQLITE_GUARDS = (
    """CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt
    BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END""",
    """CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt
    WHEN EXISTS (SELECT 1 FROM registration WHERE registration.id = OLD.registration_id)
    BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END""",
)
POSTGRESQL_GUARDS = (
    """CREATE FUNCTION receipt_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE'
            AND NOT EXISTS (SELECT 1 FROM registration WHERE id = OLD.registration_id)
        THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'receipts are append-only' USING ERRCODE = 'raise_exception';
    END $$""",
    """CREATE TRIGGER receipt_no_change BEFORE UPDATE OR DELETE ON receipt
    FOR EACH ROW EXECUTE FUNCTION receipt_is_append_only()""",
)


def _of(table, column, target, **more):
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **more)


def upgrade() -> None:
    with op.batch_alter_table("show", schema=None) as batch_op:
        batch_op.add_column(sa.Column("currency", sa.String(length=3), server_default="CNY", nullable=False))
        batch_op.create_check_constraint(op.f("ck_show_currency"), f"currency IN {CURRENCIES}")

    op.create_table(
        "billing",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("contract_no", sa.String(length=60), nullable=False),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("due_amount", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("received_amount", sa.BigInteger(), nullable=False),
        sa.Column("open_amount", sa.BigInteger(), sa.Computed("due_amount - received_amount", persisted=True), nullable=True),
        sa.Column("invoice_no", sa.String(length=60), nullable=False),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"due_amount BETWEEN 0 AND {MOST}", name=op.f("ck_billing_due_amount")),
        sa.CheckConstraint("received_amount >= 0", name=op.f("ck_billing_received_amount")),
        _of("billing", "registration_id", "registration", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_billing")),
    )
    is_open = sa.text("open_amount > 0")
    op.create_index("ix_billing_overdue", "billing", ["due_on", "registration_id"], sqlite_where=is_open, postgresql_where=is_open)

    op.create_table(
        "receipt",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("submission_hash", sa.String(length=64), nullable=False),
        sa.Column("reverses_id", ID, nullable=True),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            f"(reverses_id IS NULL AND amount BETWEEN 1 AND {MOST})"
            f" OR (reverses_id IS NOT NULL AND amount BETWEEN -{MOST} AND -1)",
            name=op.f("ck_receipt_amount"),
        ),
        sa.CheckConstraint("how IN ('transfer', 'cash', 'card', 'online', 'other')", name=op.f("ck_receipt_how")),
        _of("receipt", "registration_id", "registration", ondelete="CASCADE"),
        _of("receipt", "reverses_id", "receipt"),
        _of("receipt", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_receipt_reverses_id")),
        sa.UniqueConstraint("submission_hash", name=op.f("uq_receipt_submission_hash")),
    )
    op.create_index("ix_receipt_registration", "receipt", ["registration_id", "id"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for guard in POSTGRESQL_GUARDS if is_postgresql else SQLITE_GUARDS:
        op.execute(guard)

    op.create_table(
        "invoice_request",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("invoice_type", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("tax_no", sa.String(length=30), nullable=False),
        sa.Column("invoice_email", sa.String(length=254), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("reg_address_phone", sa.String(length=200), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("invoice_type IN ('normal', 'special', 'none')", name=op.f("ck_invoice_request_invoice_type")),
        _of("invoice_request", "registration_id", "registration", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_invoice_request")),
    )

    op.create_table(
        "payee_account",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("payee_name", sa.String(length=120), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("proposed_at", UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by_id", ID, nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'current', 'refused', 'replaced', 'removed')", name=op.f("ck_payee_account_state")
        ),
        sa.CheckConstraint("payee_name <> '' AND bank <> '' AND account <> ''", name=op.f("ck_payee_account_whole")),
        _of("payee_account", "show_id", "show", ondelete="CASCADE"),
        _of("payee_account", "proposed_by_id", "staff"),
        _of("payee_account", "decided_by_id", "staff"),
        _of("payee_account", "ended_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
    )
    stands = sa.text("state IN ('proposed', 'current')")
    op.create_index("uq_payee_account_state", "payee_account", ["show_id", "state"], unique=True, sqlite_where=stands, postgresql_where=stands)


def downgrade() -> None:
    op.drop_table("payee_account")
    op.drop_table("invoice_request")
    # The guards go with the table, on PostgreSQL their function does not.
    op.drop_table("receipt")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION receipt_is_append_only()")
    op.drop_table("billing")
    with op.batch_alter_table("show", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_show_currency"), type_="check")
        batch_op.drop_column("currency")
