"""The form that asks for a lost pass."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from exhibition.domain import identifiers
from exhibition.web.fields import MobileField, OwnField, TextField
from exhibition.web.language import page_language
from exhibition.web.public.sign_up_form import Problem, dial_options, mobile_country_field


class FindForm(FlaskForm):
    """Name and number as they were typed at the registration."""

    name = TextField(
        lazy_gettext("Full name"),
        identifiers.person_name,
        missing=lazy_gettext("Enter your name"),
        attrs={"autocomplete": "name"},
    )
    mobile_country = mobile_country_field()
    mobile = MobileField(
        lazy_gettext("Mobile number"), missing=lazy_gettext("Enter your mobile number")
    )

    def __init__(self) -> None:
        super().__init__()
        self.mobile_country.options = dial_options(page_language())

    def problems(self) -> list[Problem]:
        """What needs attention, for the summary on top."""
        return [
            Problem(field.id, str(field.label.text), str(field.errors[0]))
            for field in self
            if isinstance(field, OwnField) and field.errors
        ]
