"""Files of an application: handed in one by one, replaced, removed, taken back.

What is replaced or removed is kept for seven days, so that it can be taken back; then row and
bytes go. The bytes lie on the disk before their row is written, and leave it after the row is
gone: whenever the machine stops, no row stands without its file.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from exhibition.adapters.file_store import StoredFile
from exhibition.domain.application_steps import FILE_FIELDS, SLIP
from exhibition.domain.clock import now
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.status import GONE
from exhibition.domain.tasks import Task
from exhibition.models import Registration, Upload
from exhibition.queries import review as reviews
from exhibition.queries import uploads
from exhibition.services import audit, invoices, record, tasks

#: How long a removed file can be taken back.
UNDO = timedelta(days=7)
#: Removed files kept for one registration; of more, the oldest go at once.
MOST_REMOVED = 10
_SWEPT_AT_ONCE = 50


class TooManyFiles(ExhibitionError):
    """The field holds as many files as it takes."""

    code = "too_many_files"
    sentence = N_("At most %(most)s files")


def add(session: Session, registration: Registration, field: str, file: StoredFile) -> Upload:
    """Hands a stored file in; where the field takes one, it replaces the one before.

    The same bytes again are the same row: its ``stored_name`` then is not that of ``file``, which
    the caller discards. Raises ``NotFound`` for a field without files or a registration that takes
    none, ``TooManyFiles``.
    """
    most = _most(session, registration, field)
    if (known := _known(session, registration, field, file.sha256)) is not None:
        known.original_name = file.original_name
        _bring_back(session, registration, known, most)
        return known
    _make_room(session, registration, field, most)
    upload = _row(registration, field, file)
    session.add(upload)
    _note(session, registration, field)
    session.flush()
    return upload


def remove(session: Session, registration: Registration, upload_id: int) -> Upload:
    """Takes a file away; it can be taken back for seven days. Raises ``NotFound``."""
    upload = _own(session, registration, upload_id)
    if upload.removed_at is None:
        upload.removed_at = now()
        _note(session, registration, upload.field)
    session.flush()
    return upload


def restore(session: Session, registration: Registration, upload_id: int) -> Upload:
    """Takes a removed or replaced file back. Raises ``NotFound``, ``TooManyFiles``."""
    upload = _own(session, registration, upload_id)
    _bring_back(session, registration, upload, FILE_FIELDS[upload.field])
    return upload


def sweep(session: Session, registration: Registration | None = None) -> list[str]:
    """Deletes the rows of files removed longer ago than they can be taken back, and of one
    registration those beyond its share. Gives their stored names: the caller discards these once
    the transaction is committed.
    """
    gone = uploads.removed_before(session, now() - UNDO, _SWEPT_AT_ONCE)
    if registration is not None:
        gone += uploads.removed(session, registration)[MOST_REMOVED:]
    names = list(dict.fromkeys(row.stored_name for row in gone))
    for row in set(gone):
        session.delete(row)
    session.flush()
    return names


def _most(session: Session, registration: Registration, field: str) -> int:
    """How many files the field takes, the registration locked."""
    record.lock(session, registration)
    most = FILE_FIELDS.get(field)
    if most is None or registration.application is None or registration.status in GONE:
        raise NotFound()
    if field == SLIP and not invoices.is_open(registration):
        raise NotFound()
    return most


def _own(session: Session, registration: Registration, upload_id: int) -> Upload:
    upload = uploads.one(session, registration, upload_id)
    if upload is None:
        raise NotFound()
    _most(session, registration, upload.field)
    return upload


def _known(session: Session, registration: Registration, field: str, sha256: str) -> Upload | None:
    rows = [*uploads.present(session, registration), *uploads.removed(session, registration)]
    return next((row for row in rows if row.field == field and row.sha256 == sha256), None)


def _bring_back(session: Session, registration: Registration, upload: Upload, most: int) -> None:
    if upload.removed_at is not None:
        _make_room(session, registration, upload.field, most)
        upload.removed_at = None
        _note(session, registration, upload.field)
    session.flush()


def _make_room(session: Session, registration: Registration, field: str, most: int) -> None:
    held = [row for row in uploads.present(session, registration) if row.field == field]
    if most > 1 and len(held) >= most:
        raise TooManyFiles(most=most)
    if most == 1:
        for row in held:
            row.removed_at = now()


def _row(registration: Registration, field: str, file: StoredFile) -> Upload:
    return Upload(
        registration_id=registration.id,
        field=field,
        stored_name=file.stored_name,
        original_name=file.original_name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
    )


def _note(session: Session, registration: Registration, field: str) -> None:
    is_slip = field == SLIP
    application = None if is_slip else registration.application
    if application is not None and reviews.open_request(session, registration) is None:
        application.details_saved_at = now()
    audit.write(
        session,
        "payment.slip" if is_slip else "application.details",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={"before": {}, "after": {}, "answers": [], "files": [field]},
    )
    if not is_slip:
        tasks.follow(session, registration, Task.DETAILS)
