"""参观登记 and 参展申请: the two lists, everything about them in the address."""

from flask import render_template, request

from exhibition.database import db
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import questions as asked
from exhibition.queries import registrations
from exhibition.queries.filters import Args, RegistrationFilter
from exhibition.services import listing
from exhibition.web import access
from exhibition.web.organizer import list_columns, list_rows, masking
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.list_cells import line
from exhibition.web.organizer.list_view import ListView


@blueprint.get("/<show_slug>/visitors")
@access.needs(Right.LOOK_UP)
def visitors(show_slug: str) -> str:
    """Visitor registrations."""
    view = _view(access.load_show(show_slug), Kind.VISITOR)
    return render_template("organizer/visitors.html", show=view.show, view=view)


@blueprint.get("/<show_slug>/exhibitors")
@access.needs(Right.LOOK_UP)
def exhibitors(show_slug: str) -> str:
    """Exhibitor applications."""
    view = _view(access.load_show(show_slug), Kind.EXHIBITOR)
    return render_template("organizer/exhibitors.html", show=view.show, view=view)


def read_filter(args: Args, show: Show, kind: Kind) -> RegistrationFilter:
    """The filter in an address, or in the fields of the export form."""
    session = db.session()
    return RegistrationFilter.from_args(
        args,
        show,
        kind,
        questions=asked.of_show(session, show),
        channels=registrations.channel_names(session, show),
    ).but(masked=not masking.sees_phones(kind), reader=access.current_staff().id)


def _view(show: Show, kind: Kind) -> ListView:
    session = db.session()
    questions = asked.of_show(session, show)
    channels = registrations.channel_names(session, show)
    wanted = RegistrationFilter.from_args(
        request.args, show, kind, questions=questions, channels=channels
    ).but(masked=not masking.sees_phones(kind), reader=access.current_staff().id)
    found = list_rows.find(session, wanted)
    chosen = listing.chosen_columns(session, access.current_staff(), kind)
    columns = list_columns.shown(list_columns.available(kind, questions), kind, chosen)
    keys = [column.key for column in columns]
    return ListView(
        show=show,
        wanted=wanted,
        totals=found.totals,
        number=found.number,
        lines=[line(row, show, kind, keys, questions) for row in found.rows],
        columns=columns,
        questions=questions,
        channels=channels,
    )
