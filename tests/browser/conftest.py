"""Pages in a real Chromium, on servers of their own; every page that is opened is watched.

A test fails when a page of it writes an error to the console, breaks the content security policy,
asks another host for anything, or is wider than the screen.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from tests.browser.watch import Watch
from tests.cast import PASSWORD
from tests.live_server import ROOT, Server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 10_000
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OWNER = "owner@expo.example"

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}

OpenBrowser = Callable[..., BrowserContext]
CountStored = Callable[[str], int]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's Chromium, without a window."""
    path = chromium_path()
    if not path:
        _leave_out("no Chromium here (Debian: apt-get install chromium)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core, as tools/assets.py fetched it."""
    if not AXE.exists():
        _leave_out("axe-core is not here (make assets fetches it)")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The installation most tests share: the sample show, and an owner of the back office."""
    with_owner = installation(tmp_path_factory.mktemp("installation"))
    with_owner.run("staff", "add", OWNER, "--role", "owner", "--password-stdin", typed=PASSWORD)
    yield with_owner
    with_owner.stop()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """An installation nobody has touched yet."""
    untouched = installation(tmp_path)
    yield untouched
    untouched.stop()


def installation(folder: Path, **settings: str) -> Server:
    """A server that runs, with an instance folder of its own and a base address that answers."""
    made = Server(folder)
    made.extra |= {"BASE_URL": made.address, "LIMIT_SIGN_IN": "off", **settings}
    made.start()
    return made


@pytest.fixture
def open_browser(chromium: Browser, server: Server) -> Iterator[OpenBrowser]:
    """Opens browsers that know nothing yet: ``open_browser(**PHONE, color_scheme="dark")``."""
    watch, opened = Watch(), []

    def browser(**options: Any) -> BrowserContext:
        address = options.setdefault("base_url", server.address)
        context = chromium.new_context(**{"locale": "zh-CN", **options})
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context, address)
        opened.append(context)
        return context

    yield browser
    for context in opened:
        context.close()
    assert watch.problems == []


@pytest.fixture
def phone(open_browser: OpenBrowser) -> BrowserContext:
    """A phone of 390 by 844 pixels."""
    return open_browser(**PHONE)


@pytest.fixture
def desktop(open_browser: OpenBrowser) -> BrowserContext:
    """A computer with a screen of 1440 by 900 pixels."""
    return open_browser(**DESKTOP)


@pytest.fixture(scope="session")
def owner_cookies(chromium: Browser, server: Server) -> StorageState:
    """What the browser of the owner keeps, once signed in."""
    context = chromium.new_context(base_url=server.address, locale="zh-CN")
    sign_in(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def back_office(open_browser: OpenBrowser, owner_cookies: StorageState) -> Page:
    """The back office on a computer, the owner signed in."""
    return open_browser(**DESKTOP, storage_state=owner_cookies).new_page()


@pytest.fixture
def stored(server: Server) -> CountStored:
    """Counts the registrations kept under a mainland mobile number."""

    def count(mobile: str) -> int:
        database = sqlite3.connect(server.instance / "exhibition.sqlite")
        try:
            found = database.execute(
                "SELECT count(*) FROM registration WHERE mobile = ?", (f"+86{mobile}",)
            )
            return int(found.fetchone()[0])
        finally:
            database.close()

    return count


def sign_in(page: Page, email: str = OWNER) -> None:
    """Signs somebody in who has the password of the cast."""
    page.goto("/sign-in")
    page.locator('[name="email"]').fill(email)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form:not([data-passkey]) button").last.click()
    page.wait_for_url("**/organizer/**")


def chromium_path() -> str:
    """Where the distribution put its Chromium; empty where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def _leave_out(reason: str) -> None:
    """Skips, saying why; fails where the browser is required."""
    if "browser" in os.environ.get("REQUIRE", ""):
        pytest.fail(reason)
    pytest.skip(reason)
