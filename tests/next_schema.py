"""The program of next year: one migration more, which rebuilds the table everything hangs on."""

import shutil
from pathlib import Path

from exhibition.readiness import MIGRATIONS, head_revision

NEXT = "next"
MIGRATION = f'''
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{{head}}"


def upgrade():
    rebuild = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("registration", recreate=rebuild) as batch:
        batch.add_column(sa.Column("badge", sa.String(10), nullable=False, server_default=""))


def downgrade():
    with op.batch_alter_table("registration") as batch:
        batch.drop_column("badge")
'''


def next_migrations(folder: Path) -> Path:
    """The migrations of today and the one of next year, in a folder of their own."""
    copy = folder / "migrations"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "versions" / f"{NEXT}.py").write_text(MIGRATION.format(head=head_revision()))
    return copy
