"""What a form hands to a service: checked, normalised, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from exhibition.domain.identity import Document
from exhibition.domain.questions import Answer


@dataclass(frozen=True)
class ConsentGiven:
    """One consent box as it stood when the form was sent."""

    kind: str
    given: bool
    #: The sentence beside the box in the language the person read; for the notice its full text.
    text: str
    version: str


@dataclass(frozen=True)
class VisitorDetails:
    """A visitor. ``mobile`` is E.164, ``country`` ISO 3166-1, ``province`` GB/T 2260."""

    name: str
    mobile: str
    company: str
    job_title: str
    country: str
    province: str
    city: str
    email: str
    pass_type: str
    locale: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    consents: tuple[ConsentGiven, ...] = ()
    channel: str = ""
    #: Only where the show asks for it.
    document: Document | None = None


@dataclass(frozen=True)
class ExhibitorDetails:
    """A first contact of an exhibitor: company, person, wishes."""

    origin: str
    company_zh: str
    company_en: str
    contact_name: str
    mobile: str
    email: str
    booth_type: str
    booth_count: int | None
    area_sqm: int | None
    province: str
    city: str
    remark: str
    locale: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    consents: tuple[ConsentGiven, ...] = ()
    channel: str = ""
    country: str = ""


@dataclass(frozen=True)
class ApplicationDetails:
    """What an exhibitor adds or corrects after the first contact: only what the page asked for.

    ``values`` goes by the name of the form field: texts, E.164 for ``mobile``, a whole number or
    None for ``booth_count`` and ``area_sqm``. What is missing was not asked and stays as it is; an
    empty text was taken away by the applicant.
    """

    values: Mapping[str, str | int | None] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
