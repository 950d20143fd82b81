"""What a mail says about a registration, in words: company, exhibits, booth, fields, the head."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session
from wtforms.fields.core import UnboundField

from exhibition.domain import motif
from exhibition.domain.answers import Answer
from exhibition.domain.colour import DESIGNED, accent_pair
from exhibition.domain.questions import Question
from exhibition.domain.status import Kind
from exhibition.domain.tasks import Task
from exhibition.models import Registration, Show
from exhibition.queries import questions, tasks
from exhibition.services.erasing import is_kept
from exhibition.services.task_words import TASKS
from exhibition.web import formats
from exhibition.web.public.application_form import ApplicationForm

CATEGORIES = "exhibit_categories"
#: For what was left open.
OPEN = "–"

#: The visitors' petrol, and the tint that stands on it; of an exhibitor's mail only the tint.
PETROL, PETROL_TINT, ACCENT_TINT = "#0a5c5f", "#9fd6d0", "#ffd0de"
_DOT_COLOURS = {"visitor": "#62cbc2", "exhibitor": "#ff8fb3"}
_HEAD_WIDTH, _HEAD_HEIGHT, _MOST_DOTS = 480, 44, 64


@dataclass(frozen=True)
class Said:
    """What the staff said with a decision."""

    message: str = ""
    #: Field name -> comment.
    comments: Mapping[str, str] = field(default_factory=dict)
    due_on: date | None = None


@dataclass(frozen=True)
class HeadDot:
    """A dot of the show's sign in the head of a mail, sizes in px."""

    gap: int
    rise: int
    size: int
    colour: str


def facts(
    session: Session, registration: Registration, language: str, said: Said
) -> dict[str, Any]:
    """What the registration and the decision give to the templates, in the language at hand."""
    show, channel = registration.show, registration.channel
    asked = questions.of_show(session, show)
    return {
        "name": registration.name,
        "company": company(registration, language),
        "ref": registration.reference,
        "is_visitor": registration.kind is Kind.VISITOR,
        "for_exhibitor": registration.kind is Kind.EXHIBITOR,
        "pass_type": registration.pass_type.label.in_(language),
        "dates": formats.dates_line(show),
        "venue": show.text("venue").in_(language),
        "categories": categories(registration, asked, language),
        "booth": booth(registration, language),
        "is_booked": is_kept(session, registration),
        "channel": channel.name if channel else OPEN,
        "message": said.message.strip(),
        "comments": [
            (field_label(name, asked, language), comment) for name, comment in said.comments.items()
        ],
        "due": formats.day(said.due_on) if said.due_on else "",
        "next_steps": next_steps(registration, language),
    }


def next_steps(registration: Registration, language: str) -> str:
    """What an accepted exhibitor is asked to hand in, by name."""
    application, plans = registration.application, tasks.planned(registration.show)
    own = [p.task for p in plans if application is None or p.concerns(application.booth_type)]
    words = [TASKS[task].in_(language) for task in own or (Task.DETAILS,)]
    return (", " if language == "en" else "、").join(words)


def company(registration: Registration, language: str) -> str:
    """The company's name in the language of the mail where it has one."""
    application = registration.application
    if application is None:
        return registration.company
    names = (application.company_zh, application.company_en)
    first, second = reversed(names) if language == "en" else names
    return first or second or registration.company


def categories(registration: Registration, asked: Iterable[Question], language: str) -> str:
    """What the company shows, as it ticked it; ``asked`` are the questions of the show."""
    stored = registration.answers.get(CATEGORIES)
    question = next((one for one in asked if one.slug == CATEGORIES), None)
    if stored is None or question is None:
        return OPEN
    words = question.display(Answer.from_json(stored), language)
    return (", " if language == "en" else "、").join(words) or OPEN


def booth(registration: Registration, language: str) -> str:
    """The booth wished for: its type, and how many or how large where that was said."""
    application, show = registration.application, registration.show
    if application is None:
        return OPEN
    labels = {row.slug: row.label.in_(language) for row in show.booth_types}
    words = labels.get(application.booth_type, application.booth_type)
    if application.booth_count:
        return f"{words} × {application.booth_count}"
    if application.area_sqm:
        size = gettext("%(area)s m²", area=application.area_sqm)
        return f"{words} {size}"
    return words


def field_label(name: str, asked: Iterable[Question], language: str) -> str:
    """The label of a field of the application, as the applicant saw it."""
    for question in asked:
        if question.slug == name and question.form == "exhibitor":
            return question.label.in_(language)
    unbound = getattr(ApplicationForm, name, None)
    # WTForms keeps the arguments of a field that is not bound to a form; the label comes first.
    return str(unbound.args[0]) if isinstance(unbound, UnboundField) else name


def colours(show: Show | None, *, for_exhibitor: bool) -> dict[str, str]:
    """``band``, the ground of the head, and ``tint``, small words on it: petrol for visitors,
    the show's accent for exhibitors.
    """
    if show is None or not for_exhibitor:
        return {"band": PETROL, "tint": PETROL_TINT}
    try:
        accent = accent_pair(show.accent)
    except ValueError:
        # A mail must go out although somebody wrote a colour past the check of the Show page.
        accent = DESIGNED
    return {"band": accent.light, "tint": ACCENT_TINT}


def head_dots(show: Show | None) -> list[HeadDot]:
    """The show's sign flattened into a strip, from left to right."""
    if show is None or show.motif not in motif.MOTIFS:
        return []
    dots = sorted(motif.plot(show.slug, show.motif), key=lambda dot: dot.x)
    dots = dots[:: max(1, -(-len(dots) // _MOST_DOTS))]
    heights = [1 - dot.y for dot in dots]
    lowest, spread = min(heights, default=0), max(heights, default=0) - min(heights, default=0)
    strip: list[HeadDot] = []
    end = 0
    for dot in dots:
        size = round(dot.r * 450)
        start = max(end, round(dot.x * _HEAD_WIDTH))
        rise = round((1 - dot.y - lowest) / (spread or 1) * _HEAD_HEIGHT)
        strip.append(HeadDot(start - end, rise, size, _DOT_COLOURS[dot.population]))
        end = start + size
    return strip
