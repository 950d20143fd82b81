"""What an exhibitor adds to the application later, and what they correct in it."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from exhibition.adapters.file_store import StoredFile
from exhibition.domain.clock import now
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.errors import NotFound
from exhibition.models import Registration, Upload
from exhibition.queries import review as reviews
from exhibition.queries import uploads
from exhibition.services import answers, audit, particulars, review

#: Fields of which one file replaces the other.
SINGLE_FILES = frozenset({"licence_file"})


def save(
    session: Session,
    registration: Registration,
    details: ApplicationDetails,
    *,
    files: Sequence[tuple[str, StoredFile]],
    removed: Collection[Upload],
    pass_key: bytes,
    base_host: str,
) -> None:
    """Stores the task 补充资料; where a correction was asked for, hands the application back.

    ``files`` are (form field, accepted file). Raises ``NotFound`` for a visitor registration.
    """
    application = registration.application
    if application is None:
        raise NotFound()
    correction = reviews.open_request(session, registration)
    before = particulars.change(session, registration, details.values, pass_key)
    _file_uploads(session, registration, files, removed)
    if details.answers:
        answers.put(session, registration, details.answers)
    if correction is None:
        # A correction may touch a name only; the task is done when its own page was saved.
        application.details_saved_at = now()
    audit.write(
        session,
        "application.correct" if correction else "application.details",
        actor="registrant",
        show=registration.show,
        registration=registration,
        details={
            "before": before,
            "after": {name: details.values[name] for name in before},
            "answers": sorted(details.answers),
            "files": [field for field, _ in files],
        },
    )
    if correction is not None:
        review.answer_correction(session, registration, base_host=base_host)
    session.flush()


def _file_uploads(
    session: Session,
    registration: Registration,
    files: Sequence[tuple[str, StoredFile]],
    removed: Collection[Upload],
) -> None:
    gone = list(removed)
    replaced = {field for field, _ in files if field in SINGLE_FILES}
    if replaced:
        gone += [row for row in uploads.present(session, registration) if row.field in replaced]
    for row in gone:
        row.removed_at = now()
    for field, file in files:
        session.add(
            Upload(
                registration_id=registration.id,
                field=field,
                stored_name=file.stored_name,
                original_name=file.original_name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
        )
