"""What a registration says about a person and a company: written, and all that follows from it.

Staff edit it, applicants correct it, registrants change it; each logs it in words of its own.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.identifiers import fold_company
from exhibition.domain.status import Kind
from exhibition.models import Registration
from exhibition.services import likeness, people
from exhibition.services import registration as registrations

_PERSON = ("mobile", "email", "country", "province", "city")
#: form field -> column of the registration, for each kind; the rest stands on the application.
CONTACT: Mapping[Kind, Mapping[str, str]] = {
    Kind.VISITOR: {name: name for name in ("name", "company", "job_title", *_PERSON)},
    Kind.EXHIBITOR: {"contact_name": "name", **{name: name for name in _PERSON}},
}


def change(
    session: Session, registration: Registration, values: Mapping[str, Any], pass_key: bytes
) -> dict[str, Any]:
    """Writes the values that differ (checked, ``mobile`` in E.164), by the name of the form field.

    Gives what these said before. Which names somebody may change is the caller's rule.
    """
    person = registration.person_key
    before = _write(registration, values)
    if before:
        _refresh(session, registration, pass_key)
        # Where this was the first registration of a person it no longer is of, the next counts.
        people.refresh_person(session, registration, person)
    return before


def read(registration: Registration, names: Collection[str]) -> dict[str, Any]:
    """What the fields of these names say now, by form field."""
    columns = CONTACT[registration.kind]
    return {
        name: getattr(registration, columns[name])
        if name in columns
        else getattr(registration.application, name)
        for name in names
    }


def _write(registration: Registration, values: Mapping[str, Any]) -> dict[str, Any]:
    columns, before = CONTACT[registration.kind], {}
    for name, value in values.items():
        owner = registration if name in columns else registration.application
        column = columns.get(name, name)
        if owner is None:
            raise ValueError(f"a visitor has no {name}")
        if (old := getattr(owner, column)) != value:
            before[name] = old
            setattr(owner, column, value)
    return before


def _refresh(session: Session, registration: Registration, pass_key: bytes) -> None:
    """Brings all that derives from the particulars up to date."""
    application = registration.application
    if application is not None:
        registration.company = application.company_zh or application.company_en
        application.company_folded = fold_company(registration.company)
        # It stands in a row of its own; the registration's version has to count it too.
        registration.updated_at = now()
    registration.person_key = keys.person_key(pass_key, registration.mobile, registration.name)
    registrations.refresh_search_text(registration)
    session.flush()
    people.refresh_further(session, registration)
    likeness.refresh(session, registration)
