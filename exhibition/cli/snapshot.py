"""A copy of the database before its schema changes."""

from datetime import UTC, datetime

from exhibition.config import Settings
from exhibition.database import db, sqlite_module


def copy_before_migration(settings: Settings) -> str:
    """Copies an SQLite database by its backup interface; gives one sentence on what was done."""
    if db.engine.dialect.name != "sqlite":
        return "Take a pg_dump first if you have not."
    folder = settings.instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S}.sqlite"
    module = sqlite_module()
    copy = module.connect(str(target))
    raw = db.engine.raw_connection()
    try:
        raw.driver_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        raw.close()
        copy.close()
    target.chmod(0o600)
    return f"A copy is in {target}."
