"""A form that was put aside, filled in as it was left. Its address is a secret for seven days."""

from flask import Response, request
from flask_babel import gettext

from exhibition.database import db
from exhibition.domain import codes
from exhibition.domain.clock import now
from exhibition.domain.show import WindowState
from exhibition.domain.status import Kind
from exhibition.queries import drafts as queries
from exhibition.services.submission import form_state
from exhibition.web import errors
from exhibition.web.public import drafts, registering
from exhibition.web.public.blueprint import blueprint, prefer_show


@blueprint.get("/d/<token>")
def draft(token: str) -> Response:
    """The form with what was typed; where it is closed, the words alone."""
    parsed = codes.parse_draft_token(token)
    found = parsed and queries.find(db.session(), parsed)
    if not parsed or not found:
        sentence = gettext("This form has been sent, or its 7 days are over.")
        return errors.error_page(404, sentence)
    show = found.show
    prefer_show(show)
    page = registering.VISITOR if found.form == Kind.VISITOR else registering.EXHIBITOR
    form = page.bind(show, drafts.typed(found))
    state = form_state(show, page.kind, now())
    if state != WindowState.OPEN:
        return registering.closed(page, show, state, form, 200)
    return registering.show_form(
        page,
        show,
        form,
        draft=parsed,
        kept_until=found.expires_at.astimezone(show.zone).date(),
        was_saved=request.args.get("saved") == "1",
    )
