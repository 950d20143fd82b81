"""The forms of one's own account."""

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from exhibition.domain import identifiers
from exhibition.models import Staff
from exhibition.services import passkeys, passwords
from exhibition.web.auth.forms import CodeForm, NewPasswordField, PasswordField
from exhibition.web.fields import TextField

__all__ = ["CodeForm", "NameForm", "PasskeyForm", "PasswordForm", "ProofForm"]

NAME_MAX = 60
_PASSWORD = {"type": "password", "autocomplete": "current-password"}


class CurrentPasswordField(PasswordField):
    """The password somebody has, to prove that it is still them at this browser."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Raises StopValidation for any other."""
        self.check_missing()
        if not passwords.matches(form.member.password_hash, self.value):
            raise StopValidation(gettext("This is not your password"))


class ProofForm(FlaskForm):
    """The present password, before something that matters."""

    current = CurrentPasswordField(
        lazy_gettext("Your password"), missing=lazy_gettext("Enter your password"), attrs=_PASSWORD
    )

    def __init__(self, member: Staff) -> None:
        self.member = member
        super().__init__()


class PasswordForm(ProofForm):
    """The present password and the next one."""

    password = NewPasswordField(
        lazy_gettext("New password"),
        hint=lazy_gettext("At least 8 characters, better 15: a short sentence is easy to remember"),
        missing=lazy_gettext("Enter a password"),
        attrs={"type": "password", "autocomplete": "new-password"},
    )


class NameForm(FlaskForm):
    """What colleagues read."""

    name = TextField(
        lazy_gettext("Name"),
        lambda text: identifiers.one_line(text, NAME_MAX),
        optional=True,
        hint=lazy_gettext("Your colleagues see it in the history"),
        attrs={"autocomplete": "name", "maxlength": NAME_MAX},
    )


class PasskeyForm(ProofForm):
    """What a new passkey is called."""

    name = TextField(
        lazy_gettext("Name of the passkey"),
        lambda text: identifiers.one_line(text, passkeys.NAME_MAX),
        missing=lazy_gettext("Give it a name, such as the device it is on"),
        attrs={"autocomplete": "off", "maxlength": passkeys.NAME_MAX},
    )
