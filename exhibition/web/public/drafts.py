"""What the two forms need to be put aside and gone on with: the button, the token, the row."""

from flask import request
from werkzeug.datastructures import MultiDict

from exhibition.database import transaction
from exhibition.domain import codes
from exhibition.domain.codes import DraftToken
from exhibition.domain.status import Kind
from exhibition.models import Draft, Show
from exhibition.services import drafts
from exhibition.web.public.sign_up_form import SignUpForm


def is_wanted() -> bool:
    """Whether the form was sent by the button that puts it aside."""
    return request.method == "POST" and request.form.get("action") == "save"


def sent_token() -> DraftToken | None:
    """The token of the draft that the form came from."""
    return codes.parse_draft_token(request.form.get("draft", ""))


def put_aside(show: Show, kind: Kind, form: SignUpForm) -> DraftToken:
    """Stores what was typed; gives the token. Raises what ``services.drafts.save`` raises."""
    with transaction() as session:
        return drafts.save(session, show, kind, form.entries(), sent_token())


def typed(draft: Draft) -> MultiDict[str, str]:
    """What was typed, as the form reads it."""
    return MultiDict((name, value) for name, value in draft.entries)
