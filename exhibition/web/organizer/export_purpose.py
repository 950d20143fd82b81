"""What personal data in full is for, asked on a page of its own where the list did not ask."""

from flask import Response, make_response, render_template, request
from flask_babel import gettext

from exhibition.database import db
from exhibition.models import Show
from exhibition.queries import registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import ExportFormat
from exhibition.web.organizer.export_form import header_options

#: What the page asks itself; everything else came with the list and goes along again.
_ASKED = frozenset({"csrf_token", "purpose", "format", "header"})


def is_to_be_asked(purpose: str) -> bool:
    """Whether a form of ours did not say: the rows were ticked on the list, or the field is empty.

    A script that sends only what the list needs has nobody to ask.
    """
    return not purpose and ("purpose" in request.form or "expected" in request.form)


def page(
    show: Show, listing: str, wanted: RegistrationFilter, style: HeaderStyle, ending: ExportFormat
) -> Response:
    """The question, with all that was chosen on the list; 422 where it was asked before."""
    asked_before = "purpose" in request.form
    html = render_template(
        "organizer/export_purpose.html",
        show=show,
        listing=listing,
        rows=registrations.totals(db.session(), wanted).shown,
        sent=[pair for pair in request.form.items(multi=True) if pair[0] not in _ASKED],
        formats=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")],
        ending=ending.value,
        headers=[(one.value, one.label) for one in header_options()],
        style=style.value,
        problem=gettext("Say what the personal data is for") if asked_before else "",
    )
    return make_response(html, 422 if asked_before else 200)
