"""What a start clears away: files nobody can ask for any more, forms put aside too long ago."""

import time

from exhibition.adapters.file_store import FileStore
from exhibition.config import Settings
from exhibition.database import db, transaction
from exhibition.queries import uploads as upload_queries
from exhibition.services import drafts, uploads
from exhibition.web import export_runner

#: A file younger than this may belong to a request that another process is answering.
TRIAL_SECONDS = 3600


def clear_away(settings: Settings) -> None:
    """Deletes what was removed more than seven days ago, what a killed process left behind, and
    drafts and exported files whose time is over.
    """
    store = FileStore(settings.uploads)
    with transaction() as session:
        drafts.purge(session)
        gone = uploads.sweep(session)
        for name in gone:
            store.put_on_trial(name)
    for name in gone:
        store.discard(name)
    _judge_trials(store)
    export_runner.sweep(settings)


def _judge_trials(store: FileStore) -> None:
    names = store.on_trial(time.time() - TRIAL_SECONDS)
    known = upload_queries.known_names(db.session(), names) if names else set()
    for name in names:
        if name in known:
            store.confirm(name)
        else:
            store.discard(name)
    db.session.rollback()
