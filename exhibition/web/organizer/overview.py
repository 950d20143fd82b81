"""概览: how the show stands, and the next thing to do."""

from flask import render_template

from exhibition.database import db
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import OutboxState
from exhibition.queries import overview as overview_queries
from exhibition.web import access
from exhibition.web.organizer import show_changes
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.channel_form import form_label, kind_label
from exhibition.web.organizer.publish import problems_of

MOST_SOURCES = 8


@blueprint.get("/<show_slug>/")
@access.needs(Right.READ)
def overview(show_slug: str) -> str:
    """Today and in all, by kind and channel; what waits; whether the show can be published."""
    show = access.load_show(show_slug)
    numbers = overview_queries.overview(db.session(), show)
    return render_template(
        "organizer/overview.html",
        show=show,
        kinds=[(kind.value, numbers.kinds[kind], show.takes(kind)) for kind in Kind],
        sources=numbers.sources[:MOST_SOURCES],
        more_sources=max(0, len(numbers.sources) - MOST_SOURCES),
        failed=numbers.mails.get(OutboxState.FAILED, 0),
        held=numbers.mails.get(OutboxState.HELD, 0),
        red=len(problems_of(show)),
        waiting=show_changes.waiting(show),
        in_line=show_changes.in_line(show),
        kind_label=kind_label,
        form_label=form_label,
    )
