"""The files of an application at the edge: bytes to the disk, rows to the database, in this order
on the way in and in the other on the way out.
"""

import logging

from werkzeug.datastructures import FileStorage

from exhibition.adapters.file_store import FileStore, StoredFile
from exhibition.database import transaction
from exhibition.models import Registration, Upload
from exhibition.services import uploads
from exhibition.web.public.blueprint import settings

log = logging.getLogger("exhibition.files")


def hand_in(registration: Registration, field: str, file: FileStorage) -> Upload:
    """Stores one file for good, whatever else is wrong with the form around it.

    The same bytes in the same field again are the same upload. Raises FileRefused, ``NotFound``,
    ``TooManyFiles``, and OSError when the disk does not take it; then nothing is left of it.
    """
    store = FileStore(settings().uploads)
    stored = store.accept(file.stream, file.filename or "", on_trial=True)
    upload, gone = _record(registration, field, stored, store)
    if upload.stored_name == stored.stored_name:
        store.confirm(stored.stored_name)
    else:
        # These bytes were handed in before.
        store.discard(stored.stored_name)
    discard(store, gone)
    return upload


def discard(store: FileStore, names: list[str]) -> None:
    """Removes bytes whose rows are gone; what cannot be removed now is found at the next start."""
    for name in names:
        try:
            store.discard(name)
        except OSError as error:
            log.warning("could not remove a file: %s", type(error).__name__)


def _record(
    registration: Registration, field: str, stored: StoredFile, store: FileStore
) -> tuple[Upload, list[str]]:
    is_written = False
    try:
        with transaction() as session:
            # All was read before the file was looked into, which takes a while.
            session.expire_all()
            upload = uploads.add(session, registration, field, stored)
            gone = uploads.sweep(session, registration)
            for name in gone:
                store.put_on_trial(name)
            is_written = True
    except BaseException:
        # Where the commit itself broke off, its row may stand: the next start looks.
        if not is_written:
            store.discard(stored.stored_name)
        raise
    return upload, gone
