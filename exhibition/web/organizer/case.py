"""Whose a registration is, what comes next, notes and tags: the panel beside it, and its forms."""

from dataclasses import dataclass, field
from datetime import date

from flask import Response, flash, request
from flask_babel import gettext

from exhibition.database import db, transaction
from exhibition.domain import identifiers
from exhibition.domain.errors import ExhibitionError
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import Right
from exhibition.services import case as cases
from exhibition.services.case import INTENTS, Case
from exhibition.web import access, errors
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.detail import load
from exhibition.web.organizer.loading import ONE
from exhibition.web.organizer.queue import page_again, return_to
from exhibition.web.organizer.show_fields import read_date

NOTE_MAX = 2_000
TAG_MAX = 20


@dataclass
class CaseForm:
    """What was sent: how the page showed it, what is wanted, what is wrong with it."""

    seen: Case
    wanted: Case
    follow_up: str
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls) -> "CaseForm":
        """The form of this request."""
        text, problems = request.form.get("next_follow_up", "").strip(), {}
        day = _day(text)
        if text and day is None:
            problems["next_follow_up"] = gettext("Enter a date such as 2027-03-18")
        seen = Case(_person("seen_owner"), _person("seen_assignee"), *_rest("seen_"))
        wanted = Case(_person("owner"), _person("assignee"), _intent("intent"), day)
        return cls(seen, wanted, text, problems)


@blueprint.post(f"{ONE}/case")
@access.needs(Right.DECIDE)
def save_case(show_slug: str, listing: str, reference: str) -> Response:
    """Saves owner, assignee, intent and the next follow-up."""
    _, found = load(show_slug, listing, reference)
    form = CaseForm.sent()
    if form.problems:
        return page_again(found, 422, case_form=form)
    try:
        with transaction() as session:
            changed = cases.change(session, found, access.current_staff(), form.seen, form.wanted)
    except ExhibitionError as refused:
        _, found = load(show_slug, listing, reference)
        form.problems["all"] = errors.spoken(refused)
        form.seen = cases.of(db.session(), found)
        return page_again(found, refused.status, case_form=form)
    flash(gettext("Saved.") if changed else gettext("Nothing was changed."), "ok")
    return return_to(found)


@blueprint.post(f"{ONE}/notes")
@access.needs(Right.DECIDE)
def add_note(show_slug: str, listing: str, reference: str) -> Response:
    """Adds an internal note."""
    _, found = load(show_slug, listing, reference)
    try:
        text = identifiers.paragraph(request.form.get("text", ""), NOTE_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=NOTE_MAX)
        return page_again(found, 422, note_problem=problem)
    if not text:
        return page_again(found, 422, note_problem=gettext("Write the note first"))
    with transaction() as session:
        cases.add_note(session, found, access.current_staff(), text)
    flash(gettext("Note added."), "ok")
    return return_to(found)


@blueprint.post(f"{ONE}/tags")
@access.needs(Right.DECIDE)
def change_tags(show_slug: str, listing: str, reference: str) -> Response:
    """Puts a tag on, or takes one off."""
    _, found = load(show_slug, listing, reference)
    gone = request.form.get("remove", "")
    if gone.isascii() and gone.isdigit() and len(gone) < 10:
        with transaction() as session:
            cases.untag(session, found, access.current_staff(), int(gone))
        return return_to(found)
    try:
        word = identifiers.one_line(request.form.get("word", ""), TAG_MAX)
    except IdentifierError:
        problem = gettext("At most %(max)s characters", max=TAG_MAX)
        return page_again(found, 422, tag_problem=problem)
    if not word:
        return page_again(found, 422, tag_problem=gettext("Write the tag first"))
    with transaction() as session:
        cases.tag(session, found, access.current_staff(), word)
    return return_to(found)


def _person(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _intent(name: str) -> str:
    text = request.form.get(name, "")
    return text if text in INTENTS else ""


def _rest(prefix: str) -> tuple[str, date | None]:
    return _intent(f"{prefix}intent"), _day(request.form.get(f"{prefix}next_follow_up", ""))


def _day(text: str) -> date | None:
    try:
        return read_date(text) if text.strip() else None
    except ValueError:
        return None
