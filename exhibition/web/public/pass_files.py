"""What a registrant keeps of the pass: the picture, the print, the calendar entries."""

from flask import Response, make_response, request
from flask_babel import gettext

from exhibition.adapters import calendar
from exhibition.database import db
from exhibition.queries import show_changes
from exhibition.web import errors, pass_card, visit_calendar
from exhibition.web.client import in_wechat
from exhibition.web.public.blueprint import blueprint, load_registration, settings

blueprint.add_app_template_global(in_wechat)


@blueprint.get("/r/<token>/pass.png")
def pass_picture(token: str) -> Response:
    """The pass as one picture, 1080 by 1720; with ``?save=1`` as a download."""
    registration = load_registration(token)
    drawn = pass_card.picture(registration, settings())
    way = "attachment" if request.args.get("save") else "inline"
    return _file(drawn, "image/png", f"{registration.reference}.png", way)


@blueprint.get("/r/<token>/pass.pdf")
def pass_print(token: str) -> Response:
    """The pass to print, on A6 or with ``?paper=a4`` on a sheet to fold."""
    registration = load_registration(token)
    asked = request.args.get("paper", "").lower()
    paper = asked if asked in pass_card.PAPERS else pass_card.PAPERS[0]
    drawn = pass_card.printed(registration, settings(), paper)
    return _file(drawn, "application/pdf", f"{registration.reference}-{paper}.pdf")


@blueprint.get("/r/<token>/calendar.ics")
def pass_calendar(token: str) -> Response:
    """The days of the visit for a calendar; a page that says so while none are announced."""
    registration = load_registration(token)
    sequence = show_changes.sequence(db.session(), registration.show)
    visit = visit_calendar.visit(registration, settings(), sequence)
    if not visit.days:
        return errors.error_page(404, gettext("Date to be announced"))
    file = calendar.ics(visit)
    return _file(file, "text/calendar; charset=utf-8", f"{registration.reference}.ics")


def _file(content: bytes, media_type: str, name: str, way: str = "inline") -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'{way}; filename="{name}"'
    return response
