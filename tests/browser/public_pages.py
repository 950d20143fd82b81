"""Every public page by name, with the path it stands at on a running installation."""

from datetime import date
from pathlib import Path

from exhibition.domain.application_steps import STEPS
from exhibition.domain.clock import now
from exhibition.models import ShowChange
from exhibition.queries.show_changes import facts_of
from exhibition.services.shows import days_as_items
from tests.browser import stages
from tests.browser.forms import SHOW
from tests.browser.stages import EXHIBITOR, VISITOR
from tests.live_server import Server

OPEN_PAGES = {
    "shows": "/",
    "landing": f"{SHOW}/",
    "visitor form": f"{SHOW}/visitor",
    "exhibitor form": f"{SHOW}/exhibitor",
    "find": f"{SHOW}/find",
    "unknown pass": "/p/NONE",
    "not found": "/nowhere/at-all",
    "sign in": "/sign-in",
}
#: What hangs on an owner page, by the name of that page.
BELOW = {
    "exhibitor": {f"step {step.name}": f"/application/{step.name}" for step in STEPS},
    "visitor with a mailbox": {
        name: f"/{name}" for name in ("change", "my-data", "withdraw", "erase")
    },
    "exhibitor accepted": {
        f"exhibitor {name}": f"/{name}" for name in ("change", "my-data", "withdraw", "invoice")
    },
}
MOVED = "moved"


_MADE: dict[Path, dict[str, str]] = {}


def public_pages(server: Server) -> dict[str, str]:
    """The open pages, and those of registrations and shows in every state, made once on
    ``server`` for all the tests that share it.
    """
    if server.instance not in _MADE:
        _MADE[server.instance] = _make(server)
    return _MADE[server.instance]


def _make(server: Server) -> dict[str, str]:
    owners = stages.owner_pages(server)
    below = {
        name: f"{owners[owner]}{path}"
        for owner, pages in BELOW.items()
        for name, path in pages.items()
    }
    drafts = {f"saved {form}": saved(server, form) for form in ("visitor", "exhibitor")}
    passes = stages.pass_pages(server, owners)
    shows = stages.closed_shows(server) | moved_show(server)
    return OPEN_PAGES | owners | below | drafts | passes | shows


def saved(server: Server, form: str) -> str:
    """The path of a form that somebody put aside half filled in."""
    fields = VISITOR if form == "visitor" else EXHIBITOR
    few = dict(list(fields.items())[:3])
    return stages.register(server, form, few | {"action": "save"}).split("?", maxsplit=1)[0]


def moved_show(server: Server) -> dict[str, str]:
    """The pages of a show whose dates were moved after somebody had registered."""
    stages.load_show(server, MOVED, days=[stages.a_day(date(2037, 3, 18))])
    owner_page = stages.register(server, "visitor", VISITOR, f"/{MOVED}")
    with stages.installation(server) as session:
        show = stages.of(session, owner_page).show
        before = facts_of(show).to_json()
        show.days = days_as_items([stages.a_day(date(2037, 4, day)) for day in (1, 2)])
        session.flush()
        change = ShowChange(show=show, number=1, before=before, after=facts_of(show).to_json())
        change.announced_at = now()
        session.add(change)
    return {
        "moved landing": f"/{MOVED}/",
        "moved form": f"/{MOVED}/visitor",
        "moved visitor": owner_page,
    }
