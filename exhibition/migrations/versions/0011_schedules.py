"""schedules"""

import sqlalchemy as sa
from alembic import op
from exhibition.models.types import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MAIL_STATES = ("queued", "held", "sent", "failed")


def choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=10)


def allow_states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_outbox_outbox_state"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_outbox_outbox_state"), f"state IN ({listed})")


def upgrade() -> None:
    allow_states((*MAIL_STATES, "cancelled"))
    op.execute("UPDATE outbox SET state = 'cancelled' WHERE state = 'failed' AND last_error = 'cancelled'")
    op.create_table(
        "export_schedule",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("kind", choice("visitor", "exhibitor", name="schedule_kind"), nullable=False),
        sa.Column("set_key", sa.String(length=40), nullable=False),
        sa.Column("set_name", sa.String(length=60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("header", sa.String(length=4), nullable=False),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("only_new", sa.Boolean(), nullable=False),
        sa.Column("tells_empty", sa.Boolean(), nullable=False),
        sa.Column("cadence", choice("daily", "weekdays", "weekly", name="schedule_cadence"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("state", choice("active", "paused", "ended", "deleted", name="schedule_state"), nullable=False),
        sa.Column("next_due_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_export_schedule_weekday")),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name=op.f("ck_export_schedule_minute")),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_export_schedule_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_export_schedule_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_schedule")),
    )
    op.create_index("ix_export_schedule_due", "export_schedule", ["next_due_at"])
    op.create_index(op.f("ix_export_schedule_show_id"), "export_schedule", ["show_id"])
    op.create_table(
        "schedule_recipient",
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["export_schedule.id"], name=op.f("fk_schedule_recipient_schedule_id_export_schedule"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_schedule_recipient_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("schedule_id", "staff_id", name=op.f("pk_schedule_recipient")),
    )
    op.create_index(op.f("ix_schedule_recipient_staff_id"), "schedule_recipient", ["staff_id"])
    op.create_table(
        "schedule_run",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("schedule_id", ID, nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("job_id", ID, nullable=True),
        sa.Column("state", choice("waiting", "done", "empty", "failed", "refused", name="schedule_run_state"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UTCDateTime(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["export_job.id"], name=op.f("fk_schedule_run_job_id_export_job"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["schedule_id"], ["export_schedule.id"], name=op.f("fk_schedule_run_schedule_id_export_schedule"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_run")),
        sa.UniqueConstraint("schedule_id", "due_at", name=op.f("uq_schedule_run_schedule_id_due_at")),
    )
    op.create_index(op.f("ix_schedule_run_job_id"), "schedule_run", ["job_id"])
    op.create_index("ix_schedule_run_waiting", "schedule_run", ["state", "next_try_at"])


def downgrade() -> None:
    op.drop_table("schedule_run")
    op.drop_table("schedule_recipient")
    op.drop_table("export_schedule")
    op.execute("UPDATE outbox SET state = 'failed' WHERE state = 'cancelled'")
    allow_states(MAIL_STATES)
