"""The forms of sign-in. They check what was typed; whether it is right, the services say."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from exhibition.domain.errors import N_
from exhibition.domain.identifiers import IdentifierError
from exhibition.services import passwords, staff
from exhibition.web.fields import OwnField, TextField

_MAILBOX = {
    "type": "email",
    "inputmode": "email",
    "autocomplete": "username",
    "autocapitalize": "none",
    "spellcheck": "false",
}


_REFUSED = {
    "password_length": N_("Choose a password of %(min)s to %(max)s characters"),
    "password_common": N_(
        "This password is on every list of common ones. Choose another, such as a short sentence"
    ),
}


class PasswordField(OwnField):
    """A secret: taken exactly as typed, and never shown again."""

    value: str = ""

    def process_data(self, _value: Any) -> None:
        """Shows nothing."""
        self.data = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was typed, apart from what is shown."""
        self.value = next((value for value in valuelist if isinstance(value, str)), "")


class NewPasswordField(PasswordField):
    """A password somebody chooses."""

    #: What it must not be made of: the mailbox, names of shows and organizers.
    context: Sequence[str] = ()

    def pre_validate(self, _form: Any) -> None:
        """Raises StopValidation with the sentence for one that is too short or too long."""
        self.check_missing()
        try:
            passwords.check_chosen(self.value, self.context)
        except IdentifierError as error:
            raise StopValidation(gettext(_REFUSED[error.code], **error.params)) from error


class SignInForm(FlaskForm):
    """E-mail and password. It has no sentences per field: one answers for every cause."""

    email = TextField(lazy_gettext("E-mail"), str, optional=False, attrs=_MAILBOX)
    password = PasswordField(
        lazy_gettext("Password"),
        optional=False,
        attrs={"type": "password", "autocomplete": "current-password", "enterkeyhint": "go"},
    )


class CodeForm(FlaskForm):
    """The code of an app, or a recovery code."""

    code = TextField(
        lazy_gettext("Code"),
        str,
        missing=lazy_gettext("Enter the code"),
        attrs={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "maxlength": 40,
            "enterkeyhint": "go",
        },
    )


class LinkForm(FlaskForm):
    """The first password of somebody, or the next one; the first owner names the mailbox too."""

    email = TextField(
        lazy_gettext("E-mail"),
        staff.mailbox,
        hint=lazy_gettext("You sign in with this address"),
        missing=lazy_gettext("Enter your e-mail address"),
        attrs=_MAILBOX,
    )
    password = NewPasswordField(
        lazy_gettext("New password"),
        hint=lazy_gettext("At least 8 characters, better 15: a short sentence is easy to remember"),
        missing=lazy_gettext("Enter a password"),
        attrs={"type": "password", "autocomplete": "new-password", "enterkeyhint": "go"},
    )
