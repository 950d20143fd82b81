"""How a page of an application is received, be it a step of the task or a correction.

Files come first: what was handed in stays handed in, whatever else is wrong with the page.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from flask import Response
from flask_babel import gettext

from exhibition.adapters.file_store import FileRefused
from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound, Stale
from exhibition.domain.status import GONE, Kind
from exhibition.models import Registration, Upload
from exhibition.queries import questions, review, staff_edits
from exhibition.queries import uploads as upload_queries
from exhibition.services import application as applications
from exhibition.services import uploads
from exhibition.services.application import Overtaken
from exhibition.web import errors, links
from exhibition.web.public import application_files, stale
from exhibition.web.public.application_form import ApplicationForm
from exhibition.web.public.blueprint import load_registration, settings
from exhibition.web.upload_field import UploadField

#: Shows the page again, with a status and a sentence about the whole of it.
ShowAgain = Callable[[int, str], Response]


class FormWithFiles(Protocol):
    """A form of an owner page that files come along with."""

    def validate(self) -> bool:
        """Whether everything can be saved."""

    def upload_fields(self) -> list[UploadField]:
        """The fields that take files."""

    def hold(self, uploads: Sequence[Upload]) -> None:
        """Gives each field the files that were handed in for it."""


def load(token: str) -> Registration:
    """The application an owner token opens. Raises ``NotFound`` where nothing can be added to it:
    for a visitor, and for what was withdrawn or cancelled.
    """
    registration = load_registration(token)
    if registration.kind is not Kind.EXHIBITOR or registration.status in GONE:
        raise NotFound()
    return registration


def bind(registration: Registration, names: Collection[str], *, step: str = "") -> ApplicationForm:
    """The form with these fields, filled with what was sent, else with what stands there."""
    session = db.session()
    correction = None if step else review.open_request(session, registration)
    form = ApplicationForm(
        registration.show,
        registration,
        questions.of_show(session, registration.show),
        names,
        comments=dict(correction.comments) if correction else None,
        asked_at=correction.at if correction else None,
        uploads=upload_queries.present(session, registration),
    )
    if not form.was_sent:
        form.seen_edits.data = str(staff_edits.count(session, registration))
    return form


def receive(
    registration: Registration, form: ApplicationForm, show_again: ShowAgain, *, step: str = ""
) -> Response | None:
    """Saves what was sent; None when it is saved, else the page with what has to be changed."""
    try:
        return attempt(registration, form, show_again, lambda: _save(registration, form, step))
    except Overtaken as error:
        form.seen_edits.data = str(staff_edits.count(db.session(), registration))
        form.overtake(error.names)
        return show_again(409, errors.spoken(error))


def attempt(
    registration: Registration,
    form: FormWithFiles,
    show_again: ShowAgain,
    save: Callable[[], None],
) -> Response | None:
    """Keeps the files and then saves; None when that is done. While nothing can be stored the page
    stands there again with every word.
    """
    try:
        is_right = form.validate()
        if stale.token_fits():
            is_right = _hand_in(registration, form) and is_right
        if not is_right:
            return show_again(422, "")
        save()
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        return show_again(503, gettext(errors.SENTENCES[503]))
    except OSError as error:
        if error.errno not in errors.DISK_FULL:
            raise
        return show_again(503, gettext(errors.SENTENCES[503]))
    return None


def _save(registration: Registration, form: ApplicationForm, step: str) -> None:
    status = registration.status
    with transaction() as session:
        # All was read before the files were looked into, which takes a while.
        session.expire_all()
        if not step and registration.status != status:
            raise Stale()
        applications.save(
            session,
            registration,
            form.details(),
            step=step,
            removed=[upload.id for upload in form.removed],
            seen_edits=form.seen,
            pass_key=settings().pass_key,
            base_host=links.base_host(settings()),
        )


def _hand_in(registration: Registration, form: FormWithFiles) -> bool:
    """Stores the new files, each for itself; whether all of them are kept."""
    fields = [field for field in form.upload_fields() if field.value and not field.errors]
    for field in fields:
        _make_room(registration, field)
        for file in field.value:
            try:
                application_files.hand_in(registration, field.name, file)
            except FileRefused as refused:
                field.refuse(refused.code)
            except uploads.TooManyFiles:
                field.refuse("too_many_files", most=field.most)
    if fields:
        form.hold(upload_queries.present(db.session(), registration))
    return not any(field.errors for field in fields)


def _make_room(registration: Registration, field: UploadField) -> None:
    """What was ticked to be taken away makes room for what comes."""
    if field.removed:
        with transaction() as session:
            for upload in field.removed:
                uploads.remove(session, registration, upload.id)
