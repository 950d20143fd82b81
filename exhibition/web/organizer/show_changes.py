"""A moved show in the back office: what waits to be told, telling it, and what was told."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, request, url_for
from flask_babel import format_decimal, gettext, ngettext

from exhibition.database import db, transaction
from exhibition.domain.errors import AlreadyDecided, Stale
from exhibition.domain.rights import Right
from exhibition.domain.show_changes import LANGUAGES, Facts, concerned, fingerprint
from exhibition.models import Show, ShowChange
from exhibition.queries import audience, outbox, show_changes
from exhibition.queries.audience import Audience
from exhibition.queries.show_changes import Moved
from exhibition.services import show_changes as changing
from exhibition.web import access, errors, formats, links, mail_views, moved
from exhibition.web.client import client_address
from exhibition.web.mail_views import Rendered
from exhibition.web.moved import Telling
from exhibition.web.organizer.blueprint import blueprint, settings

#: Where the card stands, and where its buttons lead back to.
PAGES = {"overview": "organizer.overview", "settings": "organizer.show_page"}


@dataclass(frozen=True)
class Waiting:
    """A change that nobody decided about, with all that is needed to decide."""

    number: int
    #: Goes along with the decision: exactly this was read.
    seen: str
    telling: Telling | None
    audience: Audience
    #: The languages whose readers learn something new.
    languages: frozenset[str]
    mails: tuple[Rendered, ...]


@dataclass(frozen=True)
class Settled:
    """A change that was decided about, for the list of them."""

    change: ShowChange
    telling: Telling | None


def waiting(show: Show) -> Waiting | None:
    """What the card of the show says; None where nothing waits."""
    change = show_changes.pending(db.session(), show)
    if change is None:
        return None
    told = _moved(change)
    languages = concerned(told.before, told.after)
    return Waiting(
        number=change.number,
        seen=fingerprint(told.before, told.after),
        telling=_in_words(change),
        audience=audience.of_change(db.session(), change),
        languages=languages,
        mails=tuple(
            mail_views.preview_circular(settings(), change, language)
            for language in LANGUAGES
            if language in languages
        ),
    )


def settled(show: Show) -> list[Settled]:
    """What was told or left untold, the newest first."""
    changes = show_changes.settled(db.session(), show)
    return [Settled(change, _in_words(change)) for change in changes]


def in_line(show: Show) -> int:
    """How many mails to everybody wait in the outbox of the show."""
    return outbox.bulk_in_line(db.session(), show)


@blueprint.post("/<show_slug>/changes/<int:number>/announce")
@access.needs(Right.SETTINGS)
def announce_change(show_slug: str, number: int) -> Response:
    """Tells everybody of the change."""
    return _decided(show_slug, lambda show: _announce(show, number))


@blueprint.post("/<show_slug>/changes/<int:number>/dismiss")
@access.needs(Right.SETTINGS)
def dismiss_change(show_slug: str, number: int) -> Response:
    """Leaves everybody untold of it."""
    return _decided(show_slug, lambda show: _dismiss(show, number))


def _decided(show_slug: str, decide: Callable[[Show], str]) -> Response:
    try:
        with transaction():
            done = decide(access.load_show(show_slug))
    except (AlreadyDecided, Stale) as refused:
        flash(errors.spoken(refused), "warn")
    else:
        flash(done, "ok")
    page = PAGES.get(request.form.get("back", ""), PAGES["settings"])
    return make_response(redirect(f"{url_for(page, show_slug=show_slug)}#changes", 303))


def _announce(show: Show, number: int) -> str:
    change = changing.announce(
        db.session(),
        show,
        number=number,
        seen=request.form.get("seen", ""),
        staff=access.current_staff(),
        base_host=links.base_host(settings()),
        address=client_address(),
    )
    return ngettext(
        "Announced. %(mails)s mail is in the outbox.",
        "Announced. %(mails)s mails are in the outbox and leave bit by bit.",
        change.mails,
        mails=format_decimal(change.mails),
    )


def _dismiss(show: Show, number: int) -> str:
    changing.dismiss(
        db.session(),
        show,
        number=number,
        seen=request.form.get("seen", ""),
        staff=access.current_staff(),
        address=client_address(),
    )
    return gettext("Nobody is told of this change.")


def _moved(change: ShowChange) -> Moved:
    return Moved(Facts.from_json(change.before), Facts.from_json(change.after))


def _in_words(change: ShowChange) -> Telling | None:
    # Where only the wording of the other language changed, that is what there is to show.
    here = formats.locale()
    told, others = _moved(change), [one for one in LANGUAGES if one != here]
    return moved.telling(told, here) or moved.telling(told, others[0])
