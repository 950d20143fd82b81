"""An exhibitor's task 补充资料, and the correction of what staff sent back: one page, one form."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from exhibition.adapters.file_store import FileRefused, FileStore, StoredFile
from exhibition.database import db, expect_writes, transaction
from exhibition.domain.errors import NotFound, Stale
from exhibition.domain.status import GONE, Kind
from exhibition.models import Registration, ReviewDecision
from exhibition.queries import questions, review, uploads
from exhibition.services import application as applications
from exhibition.web import errors, links
from exhibition.web.extensions import csrf
from exhibition.web.public.application_form import ApplicationForm
from exhibition.web.public.blueprint import blueprint, load_registration, settings

Files = list[tuple[str, StoredFile]]


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.route("/r/<token>/application", methods=["GET", "POST"])
@csrf.exempt
def application(token: str) -> Response:
    """Shows the task, or what has to be corrected, and saves it."""
    # Files are looked into before anything is written; nobody waits for a lock meanwhile.
    expect_writes(False)
    registration = load_registration(token)
    if registration.kind is not Kind.EXHIBITOR or registration.status in GONE:
        raise NotFound()
    form = _form(registration, review.open_request(db.session(), registration))
    if request.method != "POST":
        return _page(registration, token, form)
    if not form.validate():
        return _page(registration, token, form, 422)
    return _receive(registration, token, form)


def correction_lines(
    registration: Registration, correction: ReviewDecision
) -> list[tuple[str, str]]:
    """What has to be corrected: the label of each field and the comment on it, in page order."""
    fields = _form(registration, correction).in_order()
    return [(str(field.label.text), field.comment) for field in fields if field.comment]


def _form(registration: Registration, correction: ReviewDecision | None) -> ApplicationForm:
    session = db.session()
    return ApplicationForm(
        registration.show,
        registration,
        questions.of_show(session, registration.show),
        comments=dict(correction.comments) if correction else None,
        uploads=uploads.present(session, registration),
    )


def _page(
    registration: Registration,
    token: str,
    form: ApplicationForm,
    status: int = 200,
    trouble: str = "",
) -> Response:
    html = render_template(
        "public/application.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        correction=review.open_request(db.session(), registration),
        trouble=trouble,
    )
    return errors.may_try_again(make_response(html, status))


def _receive(registration: Registration, token: str, form: ApplicationForm) -> Response:
    store = FileStore(settings().uploads)
    stored: Files = []
    try:
        if not _accept_files(form, store, stored):
            return _page(registration, token, form, 422)
        _save(registration, form, stored)
        # From here on they belong to the application.
        stored.clear()
    except errors.BUSY as error:
        errors.give_up_transaction(error)
        return _page(registration, token, form, 503, gettext(errors.SENTENCES[503]))
    finally:
        for _, file in stored:
            store.discard(file.stored_name)
    return make_response(redirect(url_for("public.owner", token=token, saved="1"), 303))


def _save(registration: Registration, form: ApplicationForm, stored: Files) -> None:
    status = registration.status
    with transaction() as session:
        # All was read before the files were looked into, which takes a while.
        session.expire_all()
        if registration.status != status:
            raise Stale()
        applications.save(
            session,
            registration,
            form.details(),
            files=stored,
            removed=form.removed,
            pass_key=settings().pass_key,
            base_host=links.base_host(settings()),
        )


def _accept_files(form: ApplicationForm, store: FileStore, stored: Files) -> bool:
    """Checks and stores the new files; a refused one is said beside its field."""
    for field_name, files in form.files().items():
        for file in files:
            try:
                stored.append((field_name, store.accept(file.stream, file.filename or "")))
            except FileRefused as refused:
                form.refuse(field_name, refused.code)
                return False
    return True
