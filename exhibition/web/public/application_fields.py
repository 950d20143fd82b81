"""The fields of the task 补充资料 (experience.md §3.3)."""

import re
from typing import Any

from flask_babel import gettext, lazy_gettext

from exhibition.domain import identifiers
from exhibition.domain.application_steps import FILE_FIELDS
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.typed_text import fold_width
from exhibition.web.field_sentences import spoken_later
from exhibition.web.fields import BoxField, ChoiceField, Option, ParagraphField, TextField
from exhibition.web.upload_field import MAX_FILE_MB, UploadField

_REG_NO = re.compile(r"[A-Za-z0-9./-]{4,30}")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()/-]{3,24}(?:(?:ext\.?|x|转|-|#) ?[0-9]{1,6})?", re.IGNORECASE)


def registration_number(text: str) -> str:
    """A commercial register or tax number from anywhere; raises IdentifierError ``reg_no``."""
    number = fold_width(text)
    if not _REG_NO.fullmatch(number):
        raise IdentifierError("reg_no")
    return number


def office_phone(text: str) -> str:
    """A landline as it is dialled, with its extension; raises IdentifierError ``phone_office``."""
    number = " ".join(fold_width(text).split())
    if not _PHONE.fullmatch(number):
        raise IdentifierError("phone_office")
    return number


def _line(label: Any, longest: int, **options: Any) -> Any:
    return TextField(label, lambda text: identifiers.one_line(text, longest), **options)


def uscc() -> Any:
    """The code of a mainland body, checked to its last character."""
    return TextField(
        lazy_gettext("Unified social credit code"),
        identifiers.uscc,
        hint=lazy_gettext("On your business licence"),
        attrs={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "data-check": "uscc",
            "data-wrong": spoken_later("uscc_length"),
        },
    )


def reg_no_overseas() -> Any:
    """What a company from elsewhere has instead."""
    return TextField(
        lazy_gettext("Registration or tax number"),
        registration_number,
        attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


def licence_file() -> Any:
    """A picture or scan; a new one replaces the old."""
    return UploadField(
        lazy_gettext("Business licence"),
        hint=lazy_gettext("JPG, PNG or PDF, up to %(n)s MB", n=MAX_FILE_MB),
    )


def qualification_files() -> Any:
    """Certificates, in several files."""
    return UploadField(
        lazy_gettext("Qualifications"),
        FILE_FIELDS["qualification_files"],
        hint=lazy_gettext(
            "JPG, PNG or PDF, up to %(n)s MB each, at most %(most)s files",
            n=MAX_FILE_MB,
            most=FILE_FIELDS["qualification_files"],
        ),
    )


def address() -> Any:
    """Where papers go."""
    return _line(
        lazy_gettext("Address"),
        200,
        hint=lazy_gettext("Where we may send papers"),
        attrs={"autocomplete": "street-address"},
    )


def website() -> Any:
    """The company's site."""
    return TextField(
        lazy_gettext("Website"),
        identifiers.website,
        attrs={
            "type": "url",
            "inputmode": "url",
            "autocomplete": "url",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )


def contact_title() -> Any:
    """What the contact is."""
    return _line(
        lazy_gettext("Contact's job title"), 60, attrs={"autocomplete": "organization-title"}
    )


def department() -> Any:
    """Where the contact works."""
    return _line(lazy_gettext("Department"), 60)


def phone_office() -> Any:
    """A landline with its extension."""
    return TextField(
        lazy_gettext("Office phone"), office_phone, attrs={"type": "tel", "inputmode": "tel"}
    )


def wechat_id() -> Any:
    """Only shown to staff; many people give their number instead."""
    return _line(
        lazy_gettext("WeChat ID"),
        40,
        attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


def wechat_same() -> Any:
    """Saves typing the number twice."""
    return BoxField(lazy_gettext("Same as mobile"))


def products() -> Any:
    """What they bring."""
    return ParagraphField(
        lazy_gettext("Main exhibits"), 500, hint=lazy_gettext("Product names, brands, models")
    )


def open_sides() -> Any:
    """How many sides of the booth are open."""
    return ChoiceField(
        lazy_gettext("Open sides"), "segments", hint=lazy_gettext("A wish, not a promise")
    )


def booth_preference() -> Any:
    """Where they would like to stand."""
    return _line(lazy_gettext("Preferred booth"), 50, hint=lazy_gettext("A wish, not a promise"))


def side_options() -> list[Option]:
    """One to four open sides, as halls name them."""
    return [
        Option("1", gettext("1 side (row)")),
        Option("2", gettext("2 sides (corner)")),
        Option("3", gettext("3 sides (end)")),
        Option("4", gettext("4 sides (island)")),
    ]
