"""Registrants take an optional consent back, or give it later (PIPL art. 15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import gettext

from exhibition.database import transaction
from exhibition.domain.errors import NotFound
from exhibition.domain.status import GONE
from exhibition.models import Consent, Registration
from exhibition.services import consents
from exhibition.web.extensions import csrf
from exhibition.web.public import consents as boxes
from exhibition.web.public import stale
from exhibition.web.public.blueprint import blueprint, load_registration
from exhibition.web.public.consents import ConsentBox


@dataclass(frozen=True)
class Choice:
    """An optional consent as it stands, with the words to be read beside its button."""

    kind: str
    given: bool
    sentence: str
    #: What was last said; None where it was never asked.
    last: Consent | None


# As on the other forms, a stale token shows the page again instead of an error.
@blueprint.post("/r/<token>/consents")
@csrf.exempt
def own_consents(token: str) -> Response:
    """Takes one consent back, or gives it."""
    registration = load_registration(token)
    if not stale.token_fits():
        stale.ask_again()
        return _back(token)
    kind, wanted = request.form.get("consent", ""), request.form.get("given", "")
    known = {choice.kind for choice in choices(registration)}
    if kind not in known or wanted not in ("0", "1"):
        raise NotFound()
    with transaction() as session:
        if wanted == "0":
            consents.withdraw(session, registration, kind)
        else:
            consents.give(session, registration, _box(registration, kind).given(True))
    flash(gettext("Your choice is saved."), "ok")
    return _back(token)


def choices(registration: Registration) -> list[Choice]:
    """The optional consents of a registration: those that were given, and those open to be."""
    return list(_choices(registration))


def _choices(registration: Registration) -> Iterator[Choice]:
    latest = consents.latest(registration)
    offered = {box.kind: box for box in boxes.boxes(registration.show, registration.kind)}
    for kind in (*consents.OPTIONAL, consents.SEPARATE):
        last = latest.get(kind)
        if last is not None and last.given:
            yield Choice(kind, True, last.text.text, last)
        elif kind in offered and kind != consents.SEPARATE and registration.status not in GONE:
            yield Choice(kind, False, offered[kind].sentence, last)


def _box(registration: Registration, kind: str) -> ConsentBox:
    for box in boxes.boxes(registration.show, registration.kind):
        if box.kind == kind:
            return box
    raise NotFound()


def _back(token: str) -> Response:
    return make_response(redirect(url_for("public.own_data", token=token), 303))
