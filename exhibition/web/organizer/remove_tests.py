"""Removing what staff registered to try the forms: all of it, with one button."""

import logging

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from exhibition.adapters.file_store import FileStore
from exhibition.database import db, transaction
from exhibition.domain.rights import Right
from exhibition.queries import registrations
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import standing
from exhibition.web import access
from exhibition.web.organizer.blueprint import blueprint
from exhibition.web.organizer.loading import ALL, LISTINGS
from exhibition.web.public.blueprint import settings

log = logging.getLogger("exhibition.files")


@blueprint.get(f"{ALL}/remove-tests")
@access.needs(Right.EDIT)
def remove_tests(show_slug: str, listing: str) -> str:
    """Asks, and says how many there are."""
    show = access.load_show(show_slug)
    everything = RegistrationFilter.of(show, LISTINGS[listing]).but(
        withdrawn=True, revoked=True, further=True
    )
    count = registrations.totals(db.session(), everything).hidden.get("test", 0)
    return render_template(
        "organizer/confirm.html",
        show=show,
        title=gettext("Remove all tests"),
        sentence=ngettext(
            "%(num)s test is deleted with its pass and mails. This cannot be taken back.",
            "%(num)s tests are deleted with their passes and mails. This cannot be taken back.",
            count,
        ),
        button=gettext("Delete"),
        is_bad=True,
        address=url_for("organizer.do_remove_tests", show_slug=show.slug, listing=listing),
        back_address=url_for(f"organizer.{listing}", show_slug=show.slug),
    )


@blueprint.post(f"{ALL}/remove-tests")
@access.needs(Right.EDIT)
def do_remove_tests(show_slug: str, listing: str) -> Response:
    """Removes them, and their files once the rows are gone for good."""
    show = access.load_show(show_slug)
    with transaction() as session:
        count, files = standing.remove_tests(
            session, show, LISTINGS[listing], access.current_staff()
        )
    store = FileStore(settings().uploads)
    for name in files:
        try:
            store.discard(name)
        except OSError as error:
            # The rows are gone: a file that stays behind is for whoever runs the machine.
            log.warning("could not remove a file of a test: %s", type(error).__name__)
    flash(ngettext("%(num)s test removed.", "%(num)s tests removed.", count), "ok")
    return make_response(redirect(url_for(f"organizer.{listing}", show_slug=show.slug), 303))
