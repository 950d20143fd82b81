"""The fields of an exhibitor's first contact, on the form itself and when staff send one back."""

from typing import Any

from flask_babel import gettext, lazy_gettext, lazy_pgettext
from wtforms.validators import ValidationError

from exhibition.domain import identifiers
from exhibition.models.show import BoothType, Show
from exhibition.web.fields import (
    ChoiceField,
    EmailField,
    MobileField,
    NumberField,
    Option,
    ParagraphField,
    TextField,
    spoken,
)

COMPANY_EN_MAX = 120
CITY_MAX = 60
REMARK_MAX = 500
#: For those who do not know yet; every show offers it.
UNDECIDED = "undecided"


def company_zh() -> Any:
    """The company's Chinese name; who must give it is the form's rule."""
    return TextField(
        lazy_gettext("Company name in Chinese"),
        identifiers.company_name,
        hint=lazy_gettext("As registered"),
        optional=False,
        attrs={"autocomplete": "organization", "autocapitalize": "none", "lang": "zh-Hans"},
    )


def company_en(optional: bool = False) -> Any:
    """The company's English name; who must give it is the form's rule."""
    return TextField(
        lazy_pgettext("form", "Company name"),
        lambda text: identifiers.company_name(text, max=COMPANY_EN_MAX),
        hint=lazy_pgettext("company_en", "As registered"),
        optional=optional,
        attrs={"autocomplete": "organization", "autocapitalize": "words", "lang": "en"},
    )


def contact_name() -> Any:
    """The person the organizer calls."""
    return TextField(
        lazy_gettext("Contact person"),
        identifiers.person_name,
        missing=lazy_gettext("Enter the contact person"),
        attrs={"autocomplete": "name", "autocapitalize": "words"},
    )


def mobile() -> Any:
    """The contact's number."""
    return MobileField(
        lazy_gettext("Mobile number"),
        hint=lazy_gettext("Our team will call this number"),
        missing=lazy_gettext("Enter your mobile number"),
    )


def email() -> Any:
    """The contact's mailbox."""
    return EmailField(
        lazy_gettext("E-mail"),
        hint=lazy_gettext("Decision and contract are sent here"),
        missing=lazy_gettext("Enter your e-mail address"),
    )


def booth_type() -> Any:
    """The kind of booth; its options come from the show."""
    return ChoiceField(
        lazy_pgettext("form", "Booth"),
        "cards",
        missing=lazy_gettext("Choose a booth, or “To be discussed”"),
    )


def booth_count() -> Any:
    """How many booths."""
    return NumberField(lazy_gettext("Number of booths"), hint=lazy_gettext("You can decide later"))


def area_sqm() -> Any:
    """How much raw space."""
    return NumberField(lazy_gettext("Area (m²)"), hint=lazy_gettext("You can decide later"))


def province() -> Any:
    """Where the company is."""
    return ChoiceField(lazy_gettext("Province"), attrs={"autocomplete": "address-level1"})


def city() -> Any:
    """Where the company is."""
    return TextField(
        lazy_gettext("City"),
        lambda text: identifiers.one_line(text, CITY_MAX),
        attrs={"autocomplete": "address-level2", "autocapitalize": "words"},
    )


def remark() -> Any:
    """What they want to know."""
    return ParagraphField(
        lazy_gettext("Your questions"),
        REMARK_MAX,
        hint=lazy_gettext("e.g. price, location, stand building"),
    )


def booth_options(show: Show, language: str) -> list[Option]:
    """The kinds of booth on offer, and always the one for those who do not know yet."""
    offered = [
        Option(kind.slug, kind.label.in_(language), kind.unit)
        for kind in show.booth_types
        if kind.on_offer
    ]
    if all(option.value != UNDECIDED for option in offered):
        offered.append(Option(UNDECIDED, gettext("To be discussed"), "none"))
    return offered


def unit_of(show: Show, slug: str) -> str:
    """What a kind of booth is counted in: ``count``, ``area`` or ``none``."""
    kinds: list[BoothType] = show.booth_types
    return next((kind.unit for kind in kinds if kind.slug == slug), "none")


def say_least_area(field: NumberField, show: Show) -> None:
    """Puts the show's smallest raw space into the hint of the area."""
    if least := show.switch("raw_min_area"):
        field.description = gettext("You can decide later; raw space from %(n)s m²", n=least)


def check_area(field: NumberField, show: Show, booth: str) -> None:
    """Raises ValidationError for less raw space than the show lets."""
    least = show.switch("raw_min_area") or 0
    if field.value is not None and unit_of(show, booth) == "area" and field.value < least:
        raise ValidationError(spoken("area_at_least", {"least": least}))


def fitting(field: NumberField, unit: str, show: Show, booth: str) -> int | None:
    """The number, where the kind of booth is counted in this unit; it was hidden elsewhere."""
    return field.value if unit_of(show, booth) == unit else None
