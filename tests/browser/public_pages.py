"""Every public page by name, with the path it stands at on a running installation."""

from tests.browser import stages
from tests.browser.forms import SHOW
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


def public_pages(server: Server) -> dict[str, str]:
    """The open pages, and those of registrations and shows in every state, made on ``server``."""
    owners = stages.owner_pages(server)
    return OPEN_PAGES | owners | stages.pass_pages(server, owners) | stages.closed_shows(server)
