"""A passkey from its making to the sign-in, with an authenticator of the browser's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OpenBrowser
from tests.cast import PASSWORD
from tests.live_server import Server, free_port

pytestmark = pytest.mark.browser

WHO = "passkeys@expo.example"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> None:
    """Gives the browser an authenticator whose holder always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Server]:
    """An installation with a name: a passkey belongs to one, never to an address of numbers."""
    port = free_port()
    made = Server(tmp_path, port=port, extra={"BASE_URL": f"http://localhost:{port}"})
    made.start()
    yield made
    made.stop()


def test_a_passkey_is_made_and_opens_the_back_office(
    house: Server, open_browser: OpenBrowser
) -> None:
    house.run("staff", "add", WHO, "--role", "viewer", "--password-stdin", typed=PASSWORD)
    address = house.extra["BASE_URL"]
    page = open_browser(**DESKTOP, base_url=address).new_page()
    page.goto("/sign-in?lang=en")
    plug_in(page)
    page.locator("[name=email]").fill(WHO)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/organizer/account/passkeys/new")
    page.locator("[name=name]").fill("Test device")
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("[data-passkey] button").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/organizer/**")
    page.goto("/organizer/account")
    expect(page.locator(".factor-rows").first).to_contain_text("Test device")
