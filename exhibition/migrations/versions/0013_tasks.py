"""tasks"""

import sqlalchemy as sa
from alembic import op
from exhibition.domain.application_steps import progress
from exhibition.models.types import UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "show_task",
        sa.Column("show_id", ID, nullable=False),
        sa.Column("task", sa.String(length=12), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_show_task_show_id_show"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("show_id", "task", name=op.f("pk_show_task")),
    )
    op.create_table(
        "application_task",
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("task", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", ID, nullable=True),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'handed_in', 'returned', 'confirmed')", name=op.f("ck_application_task_state")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_application_task_registration_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_application_task_staff_id_staff")),
        sa.PrimaryKeyConstraint("registration_id", "task", name=op.f("pk_application_task")),
    )
    op.create_index("ix_application_task_state", "application_task", ["task", "state", "registration_id"])
    op.create_table(
        "task_reminder",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("show_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("leaves_at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["show.id"], name=op.f("fk_task_reminder_show_id_show"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_task_reminder_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_reminder")),
    )
    op.create_index("ix_task_reminder_show", "task_reminder", ["show_id", "leaves_at"])
    op.create_table(
        "task_reminded",
        sa.Column("reminder_id", ID, nullable=False),
        sa.Column("registration_id", ID, nullable=False),
        sa.Column("mail_id", ID, nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["reminder_id"], ["task_reminder.id"], name=op.f("fk_task_reminded_reminder_id_task_reminder"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_task_reminded_registration_id_registration"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox.id"], name=op.f("fk_task_reminded_mail_id_outbox"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("reminder_id", "registration_id", name=op.f("pk_task_reminded")),
    )
    op.create_index(op.f("ix_task_reminded_registration_id"), "task_reminded", ["registration_id"])
    op.create_index(op.f("ix_task_reminded_mail_id"), "task_reminded", ["mail_id"])
    # A plain ADD COLUMN: no table is rebuilt, so nothing that hangs on it moves.
    op.add_column("application", sa.Column("fascia_zh", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("application", sa.Column("fascia_en", sa.String(length=40), nullable=False, server_default=""))
    _note_what_was_handed_in()


def downgrade() -> None:
    op.drop_column("application", "fascia_en")
    op.drop_column("application", "fascia_zh")
    op.drop_table("task_reminded")
    op.drop_table("task_reminder")
    op.drop_table("application_task")
    op.drop_table("show_task")


def _note_what_was_handed_in() -> None:
    """Whoever has done every step of 补充资料 by now has handed it in."""
    connection = op.get_bind()
    application = sa.table("application", sa.column("registration_id"), sa.column("details_steps", sa.JSON()), sa.column("details_saved_at", UTCDateTime()))
    upload = sa.table("upload", sa.column("registration_id"), sa.column("field"), sa.column("removed_at"))
    files: dict[int, set[str]] = {}
    for registration_id, field in connection.execute(sa.select(upload.c.registration_id, upload.c.field).where(upload.c.removed_at.is_(None))):
        files.setdefault(registration_id, set()).add(field)
    rows = connection.execute(sa.select(application).where(application.c.details_saved_at.is_not(None))).all()
    done = [
        {"registration_id": row.registration_id, "task": "details", "state": "handed_in", "reason": "", "changed_at": row.details_saved_at, "version": 1}
        for row in rows
        if progress(row.details_steps or (), files.get(row.registration_id, ())).first_open is None
    ]
    if done:
        noted = sa.table("application_task", *(sa.column(name, UTCDateTime()) if name == "changed_at" else sa.column(name) for name in done[0]))
        connection.execute(sa.insert(noted), done)
