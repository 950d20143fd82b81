"""Provinces and countries as options of a list; they are many, so they are drawn once."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup

from exhibition.domain import places
from exhibition.domain.places import Place
from exhibition.web import formats


def provinces(chosen: str) -> Markup:
    """The provinces of GB/T 2260, one of them chosen or none."""
    return _with_chosen(_provinces(formats.locale()), chosen)


def countries(chosen: str) -> Markup:
    """The countries of ISO 3166-1, one of them chosen or none."""
    return _with_chosen(_countries(formats.locale()), chosen)


@lru_cache(maxsize=2)
def _provinces(language: str) -> Markup:
    return _drawn(places.provinces(), language)


@lru_cache(maxsize=2)
def _countries(language: str) -> Markup:
    return _drawn(places.countries(language), language)


def _drawn(found: Iterable[Place], language: str) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(place.code, place.label(language)) for place in found)


def _with_chosen(drawn: Markup, chosen: str) -> Markup:
    value = Markup(' value="{}"').format(chosen)
    return drawn.replace(value, value + Markup(" selected"), 1)
