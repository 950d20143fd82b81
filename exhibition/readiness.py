"""Is this installation ready to serve: database reachable, schema current, keys the right ones?"""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from exhibition.config import ROOT, Settings
from exhibition.database import GOOD_SQLITE, db, sqlite_is_good, sqlite_module
from exhibition.models import Installation

MIGRATIONS = ROOT / "exhibition" / "migrations"


def problem(settings: Settings) -> str | None:
    """Why the installation is not ready, as one sentence; None when it is."""
    try:
        db.session.execute(text("SELECT 1"))
        if (current := current_revision()) != head_revision():
            return f"The schema is {current or 'empty'}, this program needs {head_revision()}."
        return key_problem(settings)
    except SQLAlchemyError as error:
        return f"The database does not answer ({type(error).__name__})."


def key_problem(settings: Settings) -> str | None:
    """Why ``pass.key`` must not be used with this database; None when it fits."""
    known = db.session.scalar(select(Installation.pass_key_fingerprint))
    if known is None or known == settings.pass_key_fingerprint:
        return None
    return (
        "pass.key in the instance folder is not the key this database was made with: every QR"
        " code handed out so far would stop working. Put the original file back."
    )


def facts() -> dict[str, str]:
    """What is worth knowing besides: the database in use, and a warning about an old SQLite."""
    if db.engine.dialect.name != "sqlite":
        return {"database": db.engine.dialect.name}
    found = {"database": f"sqlite {sqlite_module().sqlite_version}"}
    if not sqlite_is_good():
        wanted = ".".join(str(part) for part in GOOD_SQLITE)
        found["warning"] = f"SQLite below {wanted} can corrupt a WAL database: install pysqlite3."
    return found


def current_revision() -> str | None:
    """The schema revision of the database; None when it has none yet."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def head_revision() -> str:
    """The schema revision this program was written for."""
    return str(_scripts(MIGRATIONS).get_current_head())


def is_known(revision: str) -> bool:
    """Whether this program has the migration of that name; a newer program has others."""
    return any(script.revision == revision for script in _scripts(MIGRATIONS).walk_revisions())


@cache
def _scripts(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)
