"""Form fields of the house: thin over the checks of the domain, and spoken in plain sentences.

A field keeps what was typed (``data``, shown again) apart from what was understood (``value``,
handed on). Its control is drawn by ``templates/components/fields.html``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape
from wtforms.fields import Field
from wtforms.validators import StopValidation

from exhibition.domain import identifiers
from exhibition.domain.identifiers import IdentifierError
from exhibition.web.field_sentences import SENTENCES, spoken_later

#: What a box sends that is not ticked although it is there.
_UNTICKED = ("", "0", "false", "no", "off")
#: Nine digits: more than any hall, less than an integer column holds.
_LONGEST_NUMBER = 9

Sentence = Any  # a text, or Flask-Babel's text that is translated when it is read


class OwnField(Field):
    """What every field here has: a hint, the sentence for an empty field, its HTML attributes."""

    #: Which macro draws the control.
    kind: str = "text"
    #: What was understood, once the field is valid.
    value: Any = ""
    #: Sentences; the page shows the first.
    errors: Sequence[str] = ()
    #: The HTML attributes that every control of this kind has.
    own_attrs: Mapping[str, str] = {
        "type": "text",
        "enterkeyhint": "next",
        "autocapitalize": "sentences",
        "spellcheck": "false",
    }

    def __init__(
        self,
        label: Sentence,
        *,
        name: str = "",
        hint: Sentence = "",
        missing: Sentence = "",
        optional: bool | None = None,
        attrs: Mapping[str, Any] | None = None,
        **bound: Any,
    ) -> None:
        # Slugs of questions become ids too; the prefix keeps them apart from the page's own.
        super().__init__(label, description=hint, id=f"f-{name}", name=name, **bound)
        self.missing = missing
        self._optional = optional
        self.attrs = {**self.own_attrs, **(attrs or {})}
        #: A comment of the organizer on this field, shown above its control.
        self.comment = ""

    @property
    def hint(self) -> str:
        """The line under the label."""
        return str(self.description)

    @property
    def optional(self) -> bool:
        """Whether the label says 选填: by itself where no sentence asks for the field."""
        return not self.missing if self._optional is None else self._optional

    @property
    def short_label(self) -> str:
        """The label where the field is named among others; empty where it is a whole sentence."""
        return str(self.label.text)

    @property
    def shown(self) -> str:
        """What was typed or chosen, in words."""
        return str(self.data or "")

    def refuse(self, code: str, **params: object) -> None:
        """Adds the sentence of an error that was found later, such as the file store's."""
        self.errors = [*self.errors, spoken(code, params)]

    def check_missing(self) -> None:
        """Raises StopValidation with the field's own sentence when it must not be empty and is."""
        if self.missing and self.value in ("", None, False):
            raise StopValidation(str(self.missing))


class TextField(OwnField):
    """A text that one check of the domain understands or refuses."""

    value: str

    def __init__(self, label: Sentence, check: Callable[[str], str], **options: Any) -> None:
        super().__init__(label, **options)
        self.check = check

    def process_data(self, value: str | None) -> None:
        """Shows a text that is there already."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was typed."""
        self.data = _first_text(valuelist)

    def pre_validate(self, form: Any) -> None:
        """Understands the text, or raises StopValidation with the sentence."""
        self.value = ""
        try:
            self.value = self.understand(form) if self.data.strip() else ""
        except IdentifierError as error:
            # Characters that print nothing are as good as none.
            if error.code not in ("text_missing", "mobile_missing"):
                raise StopValidation(spoken(error.code, error.params)) from error
        self.check_missing()

    def understand(self, _form: Any) -> str:
        """What the typed text means; raises IdentifierError."""
        return self.check(self.data)


class ParagraphField(TextField):
    """Several lines of text."""

    kind = "paragraph"
    own_attrs: Mapping[str, str] = {
        "enterkeyhint": "enter",
        "autocapitalize": "sentences",
        "autocomplete": "off",
    }

    def __init__(self, label: Sentence, longest: int, **options: Any) -> None:
        super().__init__(label, lambda text: identifiers.paragraph(text, longest), **options)


class EmailField(TextField):
    """A mailbox."""

    own_attrs = {
        "type": "email",
        "inputmode": "email",
        "enterkeyhint": "next",
        "autocomplete": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
        "data-check": "email",
        "data-wrong": spoken_later("email"),
    }

    def __init__(self, label: Sentence, **options: Any) -> None:
        super().__init__(label, identifiers.email, **options)


class MobileField(TextField):
    """A mobile number, national of the country chosen in the field ``mobile_country`` beside it."""

    kind = "mobile"
    own_attrs = {
        "type": "tel",
        "inputmode": "tel",
        "enterkeyhint": "next",
        "autocomplete": "tel",
        "autocapitalize": "none",
        "spellcheck": "false",
        "data-check": "mobile",
        "data-wrong": spoken_later("mobile_cn"),
    }

    def __init__(self, label: Sentence, **options: Any) -> None:
        super().__init__(label, identifiers.mobile, **options)

    def understand(self, form: Any) -> str:
        """The number in E.164; raises IdentifierError."""
        return identifiers.mobile(self.data, form["mobile_country"].data)

    @property
    def is_mainland(self) -> bool:
        """Whether the understood number is a mainland one."""
        return identifiers.is_mainland(self.value)


class NumberField(OwnField):
    """A whole number of at least ``least``, also in full-width digits."""

    kind = "number"
    own_attrs = {
        **OwnField.own_attrs,
        "inputmode": "numeric",
        "autocomplete": "off",
        "autocapitalize": "none",
    }
    value: int | None = None
    least: int = 1

    def process_data(self, value: int | None) -> None:
        """Shows a number that is there already."""
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was typed."""
        self.data = _first_text(valuelist)

    def pre_validate(self, _form: Any) -> None:
        """Reads the number, or raises StopValidation with the sentence."""
        self.value = None
        digits = self.data.strip()
        if digits:
            if not (digits.isdecimal() and len(digits) <= _LONGEST_NUMBER):
                raise StopValidation(spoken("whole_number"))
            if int(digits) < self.least:
                raise StopValidation(spoken("at_least", {"least": self.least}))
            self.value = int(digits)
        self.check_missing()


@dataclass(frozen=True)
class Option:
    """One option of a ChoiceField; ``unit`` says what a booth type is counted in."""

    value: str
    label: str
    unit: str = ""


@lru_cache(maxsize=32)
def _drawn(options: tuple[Option, ...]) -> str:
    """A list as HTML. Two lists of 245 countries stand on every form; they are drawn once."""
    template = Markup('<option value="{}">{}</option>')
    return "".join(template.format(option.value, option.label) for option in options)


class ChoiceField(OwnField):
    """One of the options that the form gives it; nothing else is taken."""

    own_attrs: Mapping[str, str] = {}
    value: str
    options: Sequence[Option] = ()

    def __init__(self, label: Sentence, kind: str = "select", **options: Any) -> None:
        super().__init__(label, **options)
        self.kind = kind

    @property
    def drawn(self) -> Markup:
        """The options of a list as HTML, the chosen one marked."""
        value = f' value="{escape(self.data)}"'
        return Markup(_drawn(tuple(self.options)).replace(value, f"{value} selected", 1))  # noqa: S704 -- escaped in _drawn

    @property
    def shown(self) -> str:
        """The words of the option that was chosen."""
        return next((option.label for option in self.options if option.value == self.data), "")

    def process_data(self, value: str | None) -> None:
        """Shows an option that is chosen already."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was chosen; a field that was not sent keeps its default."""
        if valuelist:
            self.data = _first_text(valuelist)

    def pre_validate(self, _form: Any) -> None:
        """Takes one of the options, or raises StopValidation with the sentence."""
        self.value = ""
        if self.data and all(option.value != self.data for option in self.options):
            raise StopValidation(spoken("unknown_choice"))
        self.value = self.data
        self.check_missing()


class BoxField(OwnField):
    """One box to tick; ``missing`` is the sentence for a box that has to be."""

    kind = "box"

    @property
    def short_label(self) -> str:
        """Nothing: the label of a box is a sentence, and its error says all there is to say."""
        return ""

    @property
    def shown(self) -> str:
        """Nothing: a tick has no words of its own."""
        return ""

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return bool(self.data)

    def process_data(self, value: bool | None) -> None:
        """Shows a tick that is set already."""
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps whether it was ticked."""
        self.data = any(
            isinstance(value, str) and value.lower() not in _UNTICKED for value in valuelist
        )

    def pre_validate(self, _form: Any) -> None:
        """Raises StopValidation with the sentence for a box that has to be ticked."""
        self.check_missing()


def _first_text(values: list[Any]) -> str:
    """The first text of what was sent; a file under the name of a text field is none."""
    return next((value for value in values if isinstance(value, str)), "")


def spoken(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of an error code in the reader's language."""
    if code in ("choose_at_least", "choose_at_most") and params and 1 in params.values():
        code = f"{code}_one"
    return str(gettext(SENTENCES[code], **(params or {})))
