"""发布检查: what has to be mended before a code is printed."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext

from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.errors import N_
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.services import publishing
from exhibition.services.publishing import Check, Problem
from exhibition.web import access
from exhibition.web.organizer.blueprint import blueprint, settings
from exhibition.web.organizer.show_labels import sample_place

#: What is said while a check is green.
_GREEN: Mapping[Check, str] = {
    Check.ADDRESS: N_("The codes work everywhere"),
    Check.SAMPLES: N_("No sample texts are left"),
    Check.RETENTION: N_("The privacy notice says until when data are kept"),
    Check.CONTACT: N_("Visitors can reach you"),
    Check.MAIL: N_("A mail server is set"),
    Check.WINDOWS: N_("The forms are not closed"),
    Check.TRIED: N_("Somebody has tried a form"),
}
_RED: Mapping[Check, str] = {
    Check.SAMPLES: N_("Sample texts are still on the pages"),
    Check.RETENTION: N_("The privacy notice has no date until which data are kept"),
    Check.CONTACT: N_("No phone number and no e-mail address is given"),
    Check.MAIL: N_("No mail server is set: mails are only written to files"),
    Check.WINDOWS: N_("The window of a form is over"),
    Check.TRIED: N_("Nobody has tried a form on a phone yet"),
}
#: Said instead of the windows once the last day has passed: no window can mend that.
OVER = N_("The last show day has passed: both forms are closed")
_ADDRESS: Mapping[str, str] = {
    "localhost": N_("The address is this machine alone: no phone can open it"),
    "ip": N_("The address is a number, not a name: it works in one network at best"),
    "name": N_("The address has no domain: it works in this network only"),
    "http": N_("The address begins with http: phones warn, and WeChat blocks it"),
}


@dataclass(frozen=True)
class Place:
    """Where something can be mended."""

    word: str
    address: str


@dataclass(frozen=True)
class Line:
    """One check on the page; red where it has a problem."""

    check: Check
    sentence: str
    is_red: bool
    places: tuple[Place, ...] = ()


@blueprint.get("/<show_slug>/publish")
@access.needs(Right.READ)
def publish(show_slug: str) -> str:
    """Every check, red or green, each red one with the way to mend it."""
    show = access.load_show(show_slug)
    found = {problem.check: problem for problem in problems_of(show)}
    return render_template(
        "organizer/publish.html",
        show=show,
        lines=[_line(show, check, found.get(check)) for check in Check],
        red=len(found),
        base_url=settings().base_url,
        mail_folder=settings().mail_folder.name,
    )


def problems_of(show: Show) -> list[Problem]:
    """The red lines of a show on this installation, now."""
    return publishing.problems(
        db.session(),
        show,
        base_url=settings().base_url,
        mail_configured=settings().mail.is_configured,
        at=now(),
    )


def _line(show: Show, check: Check, problem: Problem | None) -> Line:
    if problem is None:
        return Line(check, gettext(_GREEN[check]), is_red=False)
    sentence = _RED.get(check, "")
    if check is Check.ADDRESS:
        sentence = _ADDRESS[problem.about[0]]
    elif check is Check.WINDOWS and show.is_over(now()):
        sentence = OVER
    return Line(check, gettext(sentence), is_red=True, places=tuple(_places(show, problem)))


def _places(show: Show, problem: Problem) -> list[Place]:
    page = url_for("organizer.show_page", show_slug=show.slug)
    if problem.check is Check.SAMPLES:
        return [Place(word, f"{page}#{at}") for word, at in map(sample_place, problem.about)]
    if problem.check is Check.RETENTION:
        return [Place(gettext("Set the date"), f"{page}#f-retention_until")]
    if problem.check is Check.CONTACT:
        return [Place(gettext("Enter a contact"), f"{page}#f-contact_phone")]
    if problem.check is Check.WINDOWS and show.is_over(now()):
        return [Place(gettext("Change the show days"), f"{page}#f-days")]
    if problem.check is Check.WINDOWS:
        return [Place(_window_word(form), f"{page}#f-{form}_closes_at") for form in problem.about]
    if problem.check is Check.TRIED:
        return [
            Place(_trial_word(form), url_for(f"public.{form}_form", show_slug=show.slug, preview=1))
            for form in Kind
            if show.takes(form)
        ]
    return []


def _window_word(form: str) -> str:
    if form == "visitor":
        return gettext("Change the visitor window")
    return gettext("Change the exhibitor window")


def _trial_word(form: str) -> str:
    if form == "visitor":
        return gettext("Try the visitor form")
    return gettext("Try the exhibitor form")
