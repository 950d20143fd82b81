"""A form whose token no longer fits is shown again and says so; it is never a dead end."""

from flask import flash, request
from flask_babel import gettext
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from exhibition.domain.errors import N_

SENTENCE = N_("The page was open for a long time. Please check and send it again.")


def token_fits() -> bool:
    """Whether the form that was sent carries the token of this browser's session."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def ask_again() -> None:
    """Puts the sentence on top of the page that shows the form again."""
    flash(gettext(SENTENCE), "warn")
