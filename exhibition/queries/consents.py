"""What somebody last said to a box: the newest row counts, and no row at all is no."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from exhibition.models import Consent, Registration

_BOX = "consent_"


def given(name: str) -> ScalarSelect[Any]:
    """Whether the box of this name stands ticked, beside a row of registrations; else NULL."""
    return (
        select(Consent.given)
        .where(Consent.registration_id == Registration.id, Consent.kind == _kind(name))
        .order_by(Consent.id.desc())
        .limit(1)
        .correlate(Registration)
        .scalar_subquery()
    )


def last_said(name: str, is_given: bool) -> ColumnElement[bool]:
    """The condition that a box stands ticked, or does not."""
    said = func.coalesce(given(name), False)
    return said if is_given else ~said


def _kind(name: str) -> str:
    return name.removeprefix(_BOX)
