"""参观登记 and 参展申请: the two lists, everything about them in the address."""

from collections.abc import Mapping, Sequence

from flask import Response, g, make_response, redirect, render_template, request

from exhibition.database import db
from exhibition.domain.questions import Question
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import cases, list_desk, registrations
from exhibition.queries import questions as asked
from exhibition.queries.filters import OF_FIGURES, Args, RegistrationFilter
from exhibition.queries.left_out import left_out
from exhibition.web import access
from exhibition.web.organizer import list_columns, list_rows, masking, view_address
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.list_cells import line
from exhibition.web.organizer.list_view import ListView


@blueprint.get("/<show_slug>/visitors")
@access.needs(Right.LOOK_UP)
def visitors(show_slug: str) -> Response:
    """Visitor registrations."""
    return _page(access.load_show(show_slug), Kind.VISITOR, "organizer/visitors.html")


@blueprint.get("/<show_slug>/exhibitors")
@access.needs(Right.LOOK_UP)
def exhibitors(show_slug: str) -> Response:
    """Exhibitor applications."""
    return _page(access.load_show(show_slug), Kind.EXHIBITOR, "organizer/exhibitors.html")


def read_filter(args: Args, show: Show, kind: Kind) -> RegistrationFilter:
    """The filter in an address, or in the fields of the export form."""
    session = db.session()
    questions = asked.of_show(session, show)
    return _read(args, show, kind, questions, registrations.channel_names(session, show))


def _read(
    args: Args,
    show: Show,
    kind: Kind,
    questions: Sequence[Question],
    channels: Mapping[str, str],
) -> RegistrationFilter:
    found = RegistrationFilter.from_args(
        args, show, kind, questions=questions, channels=channels
    ).but(masked=not masking.sees_phones(kind), reader=access.current_staff().id)
    if found.quick in OF_FIGURES and not access.may(Right.READ):
        found = found.but(quick=None)
    if found.recommended and not access.may(Right.READ):
        found = found.but(recommended="")
    if found.tag and cases.find_tag(db.session(), show, found.tag) is None:
        return found.but(tag="")
    return found


def _page(show: Show, kind: Kind, template: str) -> Response:
    opened = request.args.get("view")
    if opened is not None:
        return make_response(redirect(view_address.opened(show, kind, opened), 302))
    view = _view(show, kind)
    return make_response(render_template(template, show=show, view=view))


def _view(show: Show, kind: Kind) -> ListView:
    session = db.session()
    questions = asked.of_show(session, show)
    channels = registrations.channel_names(session, show)
    wanted = _read(request.args, show, kind, questions, channels)
    found = list_rows.find(session, wanted)
    desk = list_desk.of(session, show, kind, access.current_staff())
    # The menu of this page asks for it as well.
    g.first_views = desk.first
    every = list_columns.available(kind, questions)
    named = list_columns.named(request.args.get("columns", ""))
    known = {column.key for column in every}
    columns = list_columns.shown(every, kind, [*named] or desk.columns)
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
        desk=desk,
        named=tuple(key for key in named if key in known),
        left_out=[
            *left_out(request.args.items(multi=True), wanted),
            *(("columns", key) for key in named if key not in known),
        ],
    )
