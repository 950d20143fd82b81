"""An exhibitor's task 补充资料, and the correction of what staff sent back: one page, one form."""

from flask import Response, make_response, redirect, render_template, url_for

from exhibition.adapters.file_store import FileRefused, FileStore, StoredFile
from exhibition.database import db, transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.status import GONE, Kind
from exhibition.models import Registration
from exhibition.queries import questions, review, uploads
from exhibition.services import application as applications
from exhibition.web import links
from exhibition.web.extensions import csrf
from exhibition.web.public.application_form import ApplicationForm
from exhibition.web.public.blueprint import blueprint, load_registration, settings


# As on the sign-up forms, a stale token shows the form again with every word.
@blueprint.route("/r/<token>/application", methods=["GET", "POST"])
@csrf.exempt
def application(token: str) -> Response:
    """Shows the task, or what has to be corrected, and saves it."""
    registration = load_registration(token)
    if registration.kind is not Kind.EXHIBITOR or registration.status in GONE:
        raise NotFound()
    form = _form(registration)
    if not form.was_sent:
        return _page(registration, token, form)
    if not form.validate():
        return _page(registration, token, form, 422)
    return _save(registration, token, form)


def _form(registration: Registration) -> ApplicationForm:
    session = db.session()
    correction = review.open_request(session, registration)
    return ApplicationForm(
        registration.show,
        registration,
        questions.of_show(session, registration.show),
        comments=dict(correction.comments) if correction else None,
        uploads=uploads.present(session, registration),
    )


def _page(
    registration: Registration, token: str, form: ApplicationForm, status: int = 200
) -> Response:
    html = render_template(
        "public/application.html",
        show=registration.show,
        registration=registration,
        token=token,
        form=form,
        correction=review.open_request(db.session(), registration),
    )
    return make_response(html, status)


def _save(registration: Registration, token: str, form: ApplicationForm) -> Response:
    store = FileStore(settings().uploads)
    stored: list[tuple[str, StoredFile]] = []
    try:
        if not _accept_files(form, store, stored):
            return _page(registration, token, form, 422)
        with transaction() as session:
            applications.save(
                session,
                registration,
                form.details(),
                files=stored,
                removed=form.removed,
                pass_key=settings().pass_key,
                base_host=links.base_host(settings()),
            )
        stored.clear()
    finally:
        # Nothing was saved: the files must not stay behind.
        for _, file in stored:
            store.discard(file.stored_name)
    return make_response(redirect(url_for("public.owner", token=token, saved="1"), 303))


def _accept_files(
    form: ApplicationForm, store: FileStore, stored: list[tuple[str, StoredFile]]
) -> bool:
    """Checks and stores the new files; a refused one is said beside its field."""
    for field_name, files in form.files().items():
        for file in files:
            try:
                stored.append((field_name, store.accept(file.stream, file.filename or "")))
            except FileRefused as refused:
                form.refuse(field_name, refused.code)
                return False
    return True
