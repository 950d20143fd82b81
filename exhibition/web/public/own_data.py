"""My data: everything held about the registrant, to read, copy and take away."""

import json

from flask import Response, make_response, render_template

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.web.public import own_record, own_record_copy
from exhibition.web.public.blueprint import blueprint, load_registration
from exhibition.web.public.own_consents import choices


@blueprint.get("/r/<token>/my-data")
def own_data(token: str) -> str:
    """A page that works where nothing can be downloaded."""
    registration = load_registration(token)
    parts = own_record.parts(db.session(), registration)
    return render_template(
        "public/own_data.html",
        show=registration.show,
        registration=registration,
        token=token,
        choices=choices(registration),
        parts=parts,
        as_text=own_record_copy.as_text(parts),
    )


@blueprint.get("/r/<token>/my-data.json")
def own_data_file(token: str) -> Response:
    """The same as a file."""
    registration = load_registration(token)
    parts = own_record.parts(db.session(), registration)
    moment = now().astimezone(registration.show.zone)
    said = own_record_copy.as_json(registration, parts, moment)
    response = make_response(json.dumps(said, ensure_ascii=False, indent=2) + "\n")
    response.mimetype = "application/json"
    name = f"{registration.reference}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
