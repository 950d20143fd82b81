"""No page of the back office shuts anybody out, on a desk or on a phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser import stages
from tests.browser.axe import Lens, barriers
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.forms import SHOW
from tests.live_server import Server

pytestmark = pytest.mark.browser

OFFICE = f"/organizer{SHOW}"
#: What the owner looks through, and in which language.
SCREENS = {"desktop": (DESKTOP, "zh"), "phone": (PHONE, "en")}


def preview(page: Page) -> None:
    """The mail of a decision, before it goes."""
    page.locator('[name="message"]').fill("期待与您见面。")
    page.locator("form.form button.button").first.click()
    expect(page.locator(".mail")).to_be_visible()


def send_empty(page: Page) -> None:
    """Sends what stands on the page; it comes back with what is wrong."""
    page.locator("form.form button.button").first.click()
    expect(page.locator(".error").first).to_be_visible()


def clear_name(page: Page) -> None:
    """Saves the show without its name."""
    page.locator('[name="text_name_zh"]').fill("")
    page.locator("#save button").click()
    expect(page.locator("#summary")).to_be_visible()


def as_it_is(page: Page) -> None:
    """Nothing more."""


def invite_nobody(page: Page) -> None:
    """Sends the invitation empty."""
    page.locator(".invite-head").click()
    page.locator(".invite button").click()
    expect(page.locator(".error").first).to_be_visible()


def look_at_many(page: Page) -> None:
    """Ticks one that waits and looks at what would happen."""
    page.locator('[name="ref"]').first.check()
    page.locator('[name="decision"]').first.click()
    expect(page.locator("form.bulk")).to_be_visible()


def choose_one(page: Page) -> None:
    """Ticks a row; the bar for the chosen ones comes up."""
    page.locator('.list [name="ref"]').first.check()
    expect(page.locator("[data-many-bar]")).to_be_visible()


def cancel_many(page: Page) -> None:
    """Ticks a row and looks at what cancelling it would do."""
    choose_one(page)
    page.locator(".many-menu summary").click()
    page.locator(".many-menu button").last.click()
    expect(page.locator("form.bulk")).to_be_visible()


Step = Callable[[Page], None]
VISITOR, EXHIBITOR = f"{OFFICE}/visitors/{{visitor}}", f"{OFFICE}/exhibitors/{{exhibitor}}"
PAGES: dict[str, tuple[str, Step]] = {
    "all shows": ("/organizer/?shows=all", as_it_is),
    "account": ("/organizer/account", as_it_is),
    "authenticator app": ("/organizer/account/app", as_it_is),
    "passkey": ("/organizer/account/passkeys/new", as_it_is),
    "staff": ("/organizer/staff", as_it_is),
    "staff, nobody invited": ("/organizer/staff", invite_nobody),
    "a member of staff": ("/organizer/staff/1", as_it_is),
    "audit log": ("/organizer/audit", as_it_is),
    "overview": (f"{OFFICE}/", as_it_is),
    "visitors": (f"{OFFICE}/visitors", as_it_is),
    "visitors narrowed": (f"{OFFICE}/visitors?place=53&revoked=1", as_it_is),
    "visitors, none found": (f"{OFFICE}/visitors?q=nobody-at-all", as_it_is),
    "exhibitors": (f"{OFFICE}/exhibitors", as_it_is),
    "exhibitors, one chosen": (f"{OFFICE}/exhibitors", choose_one),
    "tasks of exhibitors": (f"{OFFICE}/tasks", as_it_is),
    "audience profile": (f"{OFFICE}/audience-profile", as_it_is),
    "repeating exports": (f"{OFFICE}/schedules", as_it_is),
    "look-alikes": (f"{OFFICE}/look-alikes?kind=exhibitors", as_it_is),
    "columns": (f"{OFFICE}/exhibitors/columns", as_it_is),
    "repeat an export": (f"{OFFICE}/exhibitors/export/schedule", as_it_is),
    "a view, no name": (f"{OFFICE}/exhibitors/views?status=submitted", send_empty),
    "exhibitors, cancel many": (f"{OFFICE}/exhibitors", cancel_many),
    "a visitor": (VISITOR, as_it_is),
    "an exhibitor": (EXHIBITOR, as_it_is),
    "edit": (f"{VISITOR}/edit", as_it_is),
    "revoke": (f"{VISITOR}/revoke-pass", as_it_is),
    "pass link": (f"{VISITOR}/pass-link", as_it_is),
    "send back": (f"{EXHIBITOR}/review/send-back", as_it_is),
    "send back, nothing ticked": (f"{EXHIBITOR}/review/send-back", send_empty),
    "accept": (f"{EXHIBITOR}/review/accept", preview),
    "queue": (f"{OFFICE}/review?kind=exhibitors", as_it_is),
    "queue, one open": (f"{OFFICE}/review/exhibitors/{{exhibitor}}", as_it_is),
    "queue, decide on many": (f"{OFFICE}/review?kind=exhibitors", look_at_many),
    "channels": (f"{OFFICE}/channels", as_it_is),
    "a channel": (f"{OFFICE}/channels/{{channel}}", as_it_is),
    "article kit": (f"{OFFICE}/channels/{{channel}}/kit", as_it_is),
    "settings": (f"{OFFICE}/settings", as_it_is),
    "settings, wrong": (f"{OFFICE}/settings", clear_name),
    "logo and picture": (f"{OFFICE}/settings/pictures", as_it_is),
    "account for payments": (f"{OFFICE}/settings/account", as_it_is),
    "ready to publish": (f"{OFFICE}/publish", as_it_is),
    "outbox": (f"{OFFICE}/outbox", as_it_is),
}


@pytest.fixture(scope="session")
def names(server: Server) -> dict[str, str]:
    """A visitor, an exhibitor and a channel, by what stands in their addresses."""
    paths = {
        "visitor": stages.register(server, "visitor", stages.VISITOR),
        "exhibitor": stages.register(server, "exhibitor", stages.EXHIBITOR),
    }
    with stages.installation(server) as session:
        found = {who: stages.of(session, path).reference for who, path in paths.items()}
        return found | {"channel": stages.a_channel(session, SHOW.strip("/"))}


@pytest.fixture(scope="module", params=SCREENS)
def screen(
    request: pytest.FixtureRequest,
    chromium: Browser,
    server: Server,
    axe_source: str,
    owner_cookies: StorageState,
) -> Iterator[tuple[Lens, str]]:
    """The owner's computer, then the owner's phone; and the language of its pages."""
    shape, language = SCREENS[request.param]
    lens = Lens(chromium, server.address, axe_source, shape, storage_state=owner_cookies)
    yield lens, language
    lens.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_back_office_is_open_to_everybody(
    screen: tuple[Lens, str], names: dict[str, str], name: str
) -> None:
    lens, language = screen
    page = lens.page()
    path, step = PAGES[name]
    address = path.format(**names)
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    step(page)
    expect(page.locator("h1")).to_be_visible()
    assert barriers(page) == []
    assert lens.problems() == []
