"""Files of one's own application: sent one by one as they are chosen, taken away and back, looked
at, downloaded.

Scripts send to these addresses and are answered with the list of files as it now is. Without
scripts the files travel with their form; see ``application_page.py``.
"""

from flask import Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from exhibition.adapters import upload_preview
from exhibition.adapters.file_store import FileRefused, FileStore
from exhibition.database import db, expect_writes, transaction
from exhibition.domain.application_steps import FILE_FIELDS, SLIP
from exhibition.domain.errors import NotFound
from exhibition.domain.status import GONE, Kind
from exhibition.models import Registration, Upload
from exhibition.queries import review
from exhibition.queries import uploads as queries
from exhibition.services import invoices, uploads
from exhibition.web import errors
from exhibition.web.extensions import csrf
from exhibition.web.fields import spoken
from exhibition.web.public import application_files, limits, stale
from exhibition.web.public.blueprint import blueprint, load_registration, settings
from exhibition.web.upload_field import MAX_FILE_MB

#: Larger numbers fit no row and no database.
ONE = "/r/<token>/uploads/<int(max=9007199254740991):upload_id>"
#: A file may hold a script (a PDF does); opened from here it can do nothing.
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


# A stale token is answered with a fresh one, and the script sends the file once more by itself.
@blueprint.post("/r/<token>/uploads/<field>")
@csrf.exempt
def send_upload(token: str, field: str) -> Response:
    """Hands one file in."""
    # It is looked into before anything is written; nobody waits for a lock meanwhile.
    expect_writes(False)
    registration = _load(token)
    if field not in _open_fields(registration):
        raise NotFound()
    if not stale.token_fits():
        return _stale()
    if limits.over_submits():
        return _refused(gettext(errors.SENTENCES[429]), 429)
    before = _ids_in(registration, field)
    if "file" not in request.files:
        return _refused(spoken("empty"))
    try:
        application_files.hand_in(registration, field, request.files["file"])
    except FileRefused as refused:
        return _refused(spoken(refused.code, {"n": MAX_FILE_MB}))
    except uploads.TooManyFiles as many:
        return _refused(errors.spoken(many))
    return _files(registration, token, field, before - _ids_in(registration, field))


@blueprint.post(f"{ONE}/remove")
@csrf.exempt
def remove_upload(token: str, upload_id: int) -> Response:
    """Takes a file away; the answer offers to take it back."""
    registration = _load(token)
    if not stale.token_fits():
        return _stale()
    with transaction() as session:
        upload = uploads.remove(session, registration, upload_id)
    return _files(registration, token, upload.field, {upload.id})


@blueprint.post(f"{ONE}/restore")
@csrf.exempt
def restore_upload(token: str, upload_id: int) -> Response:
    """Takes a removed or replaced file back."""
    registration = _load(token)
    if not stale.token_fits():
        return _stale()
    try:
        with transaction() as session:
            upload = uploads.restore(session, registration, upload_id)
    except uploads.TooManyFiles as many:
        return _refused(errors.spoken(many))
    return _files(registration, token, upload.field, set())


@blueprint.get(ONE)
def own_upload(token: str, upload_id: int) -> Response:
    """A file as it is kept, only ever as a download."""
    upload = _own(token, upload_id)
    response = make_response(_content(upload))
    response.mimetype = upload.media_type
    response.headers.set("Content-Disposition", "attachment", filename=upload.original_name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


@blueprint.get(f"{ONE}/preview")
def upload_preview_picture(token: str, upload_id: int) -> Response:
    """A small picture of a picture; a PDF has none."""
    upload = _own(token, upload_id)
    if not upload.media_type.startswith("image/"):
        raise NotFound()
    response = make_response(upload_preview.preview(_content(upload)))
    response.mimetype = "image/jpeg"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _load(token: str) -> Registration:
    """The application of an owner token, while it takes files. Raises ``NotFound``."""
    registration = load_registration(token)
    if registration.kind is not Kind.EXHIBITOR or registration.status in GONE:
        raise NotFound()
    return registration


def _own(token: str, upload_id: int) -> Upload:
    upload = queries.one(db.session(), load_registration(token), upload_id)
    if upload is None:
        raise NotFound()
    return upload


def _open_fields(registration: Registration) -> set[str]:
    """The fields that take files now: all of them, or while staff asked for some just these. The
    slip of a remittance has a page of its own, which is there after acceptance.
    """
    asked = review.open_request(db.session(), registration)
    found = {field for field in FILE_FIELDS if asked is None or field in asked.comments}
    return found | {SLIP} if invoices.is_open(registration) else found - {SLIP}


def _ids_in(registration: Registration, field: str) -> set[int]:
    present = queries.present(db.session(), registration)
    return {upload.id for upload in present if upload.field == field}


def _content(upload: Upload) -> bytes:
    try:
        with FileStore(settings().uploads).open(upload.stored_name) as file:
            return file.read()
    except FileNotFoundError as gone:
        raise NotFound() from gone


def _files(registration: Registration, token: str, field: str, undo: set[int]) -> Response:
    """The list of the files in a field, with those among ``undo`` that can be taken back."""
    session = db.session()
    kept = [row for row in queries.present(session, registration) if row.field == field]
    removed = [row for row in queries.removed(session, registration) if row.id in undo]
    html = render_template(
        "public/application_files.html", token=token, kept=kept, removed=removed, field=field
    )
    return jsonify(files=html, count=len(kept))


def _refused(sentence: str, status: int = 422) -> Response:
    return errors.may_try_again(make_response(jsonify(sentence=sentence), status))


def _stale() -> Response:
    return make_response(jsonify(csrf_token=generate_csrf()), 403)
