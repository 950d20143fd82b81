"""A form whose token no longer fits is shown again, never a dead end."""

from flask import Response, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError

from exhibition.domain.errors import LinkSpent
from exhibition.web import errors
from exhibition.web.auth import links, second_step, sign_in
from exhibition.web.auth.blueprint import blueprint


@blueprint.errorhandler(CSRFError)
def _again(_error: CSRFError) -> Response:
    sentence = gettext("This page was open for too long. Please send it again.")
    if request.endpoint in ("auth.sign_in_sent", "auth.passkey_sent"):
        return sign_in.page(400, sentence)
    if request.endpoint == "auth.second_step_sent":
        return second_step.again(sentence)
    if request.endpoint == "auth.link_sent":
        try:
            return links.again((request.view_args or {})["token"], sentence)
        except LinkSpent as spent:
            # What is raised while an error is handled is handled by nobody.
            return errors.error_page(spent.status, errors.spoken(spent))
    return errors.error_page(400)
