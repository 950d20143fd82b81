"""What an exhibitor adds to the application later, and what they correct in it."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.errors import N_, ExhibitionError, NotFound
from exhibition.domain.status import GONE
from exhibition.domain.tasks import Task
from exhibition.models import Application, Registration
from exhibition.queries import review as reviews
from exhibition.queries import staff_edits
from exhibition.services import (
    answers,
    audit,
    mailboxes,
    particulars,
    record,
    review,
    tasks,
    uploads,
)


class Overtaken(ExhibitionError):
    """Staff changed the same fields since the page was opened. ``names`` are form fields."""

    code = "overtaken"
    sentence = N_("The organizer changed this in the meantime. Please check and save again.")
    status = 409

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = frozenset(names)


def save(
    session: Session,
    registration: Registration,
    details: ApplicationDetails,
    *,
    pass_key: bytes,
    base_host: str,
    step: str = "",
    removed: Collection[int] = (),
    seen_edits: int | None = None,
) -> None:
    """Stores one step of the task 补充资料; without a step the correction that was asked for, and
    hands the application back.

    ``removed`` are ids of uploads to take away, ``seen_edits`` how often staff had edited the
    record when the page was opened. Raises ``NotFound`` for a visitor or what is gone, and
    ``Overtaken`` where staff since changed a field of the page to something else.
    """
    record.lock(session, registration)
    application = registration.application
    if application is None or registration.status in GONE:
        raise NotFound()
    _refuse_overtaken(session, registration, details, seen_edits)
    correction = None if step else reviews.open_request(session, registration)
    before = particulars.change(session, registration, details.values, pass_key)
    for upload_id in removed:
        uploads.remove(session, registration, upload_id)
    if details.answers:
        answers.put(session, registration, details.answers)
    if correction is None:
        # A correction may touch a name only; the task is done by its own pages.
        _count_step(application, step)
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
        },
    )
    if correction is not None:
        review.answer_correction(session, registration, base_host=base_host)
    if (former := before.get("email")) is not None:
        mailboxes.follow(session, registration, former, pass_key=pass_key, base_host=base_host)
    tasks.follow(session, registration, Task.DETAILS)
    session.flush()


def _count_step(application: Application, step: str) -> None:
    application.details_saved_at = now()
    if step:
        application.details_steps = sorted({*application.details_steps, step})


def _refuse_overtaken(
    session: Session, registration: Registration, details: ApplicationDetails, seen: int | None
) -> None:
    if seen is None:
        return
    changed = staff_edits.fields_since(session, registration, seen)
    standing = particulars.read(registration, changed & details.values.keys())
    differing = {name for name, value in standing.items() if value != details.values[name]}
    if differing:
        raise Overtaken(differing)
