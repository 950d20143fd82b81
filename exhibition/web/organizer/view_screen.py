"""The list that the page of views was opened from, and what was typed on that page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from exhibition.database import db
from exhibition.domain.identifiers import IdentifierError, one_line
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.models.saved_view import NAME_MAX
from exhibition.queries import questions
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import listing as listings
from exhibition.services.saved_views import Looks
from exhibition.web import access
from exhibition.web.organizer import list_columns
from exhibition.web.organizer.loading import LISTING, LISTINGS
from exhibition.web.organizer.registrations import read_filter


@dataclass
class Screen:
    """The list that the page was opened from: what would be saved."""

    show: Show
    kind: Kind
    wanted: RegistrationFilter
    columns: Sequence[str]
    #: Problems by the field they stand beside, and what was typed there.
    problems: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address it was opened from."""
        named = list_columns.named(request.values.get("columns", ""))
        return [*self.wanted.to_args(), *([("columns", ",".join(named))] if named else [])]

    @property
    def looks(self) -> Looks:
        """What a view keeps of it."""
        return Looks(self.wanted.to_args(), self.columns)

    @property
    def address(self) -> str:
        """This page, with the way back to the list."""
        listing = LISTING[self.kind]
        return url_for(
            "organizer.list_views",
            show_slug=self.show.slug,
            listing=listing,
            **MultiDict(self.pairs).to_dict(flat=False),
        )


def screen_of(show_slug: str, listing: str) -> Screen:
    """The list that the fields or the address of this request describe."""
    show, kind = access.load_show(show_slug), LISTINGS[listing]
    wanted = read_filter(request.values, show, kind).but(only=(), without=())
    every = list_columns.available(kind, questions.of_show(db.session(), show))
    chosen = list_columns.named(request.values.get("columns", ""))
    own = listings.chosen_columns(db.session(), access.current_staff(), kind)
    columns = list_columns.shown(every, kind, chosen or own)
    return Screen(show, kind, wanted, [column.key for column in columns])


def name_sent(screen: Screen, place: str) -> str:
    """The name that was typed; empty where it cannot be taken, which is then said beside it."""
    typed = request.form.get("name", "")
    screen.typed[place] = typed
    try:
        name = one_line(typed, NAME_MAX)
    except IdentifierError as wrong:
        screen.problems[place] = (
            gettext("At most %(max)s characters", max=NAME_MAX)
            if wrong.code == "text_long"
            else gettext("Please leave out control and direction characters")
        )
        return ""
    if not name:
        screen.problems[place] = gettext("Give the view a name")
    return name
