"""Whoever has no mouse gets everywhere, in order, sees where they are, and gets away again."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import DESKTOP, OpenBrowser
from tests.browser.public_pages import public_pages
from tests.live_server import Server

pytestmark = pytest.mark.browser

PAGES = (
    *("landing", "visitor form", "exhibitor form", "find", "not found", "task", "correction"),
    *("visitor", "exhibitor", "exhibitor accepted", "pass of a visitor", "form closed"),
)
#: Everything the Tab key should reach, in the order of the document; of radios one for the group.
STOPS = """
(() => {
  const groups = new Set();
  const some = "a[href], button, input, select, textarea, summary, [tabindex]";
  const folded = (e) => e.tagName !== "SUMMARY" && e.closest("details:not([open])");
  const name = (e) => e.id || e.name || e.textContent.trim() || e.outerHTML;
  return Array.from(document.querySelectorAll(some))
    .filter((e) => e.tabIndex >= 0 && !e.disabled && e.type !== "hidden" && !folded(e))
    .filter((e) => e.getClientRects().length && getComputedStyle(e).visibility === "visible")
    .filter((e) => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name)))
    .map((e) => e.type === "radio" ? e.name : name(e));
})()
"""
#: Where the focus is: its name as above, and what is wrong with how it shows.
HERE = """
(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return { name: "" };
  const ringed = (one) => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  const face = e.nextElementSibling;
  const seen = ringed(e) || (face && face.classList.contains("face") && ringed(face));
  const box = (getComputedStyle(e).opacity === "0" && face ? face : e).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    name: e.type === "radio" ? e.name : e.id || e.name || e.textContent.trim() || e.outerHTML,
    fault: (seen ? "" : "no ring ") + (inside && box.width > 1 ? "" : "out of sight"),
  };
})()
"""


@pytest.fixture(scope="module")
def paths(server: Server) -> dict[str, str]:
    """Where every page stands."""
    return public_pages(server)


@pytest.fixture
def desk(open_browser: OpenBrowser) -> Iterator[BrowserContext]:
    """A desktop on which nothing moves by itself."""
    return open_browser(**DESKTOP, reduced_motion="reduce")


def tab_through(page: Page) -> list[dict[str, Any]]:
    """Every stop of the Tab key until it leaves the page, or comes round."""
    stops: list[dict[str, Any]] = []
    for _ in range(300):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if not here["name"] or here == (stops[0] if stops else None):
            return stops
        stops.append(here)
    pytest.fail(f"the focus is caught at {stops[-1]}")


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_leads_through_a_page_in_order(
    desk: BrowserContext, paths: dict[str, str], name: str
) -> None:
    page = desk.new_page()
    page.goto(f"{paths[name]}?lang=zh", wait_until="networkidle")
    expected = page.evaluate(STOPS)
    stops = tab_through(page)
    assert [stop["name"] for stop in stops] == expected
    assert [stop for stop in stops if stop["fault"]] == []


@pytest.mark.parametrize("name", ["landing", "visitor form", "visitor"])
def test_the_skip_link_is_first_and_leads_to_the_content(
    desk: BrowserContext, paths: dict[str, str], name: str
) -> None:
    page = desk.new_page()
    page.goto(f"{paths[name]}?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_chosen_answer_shows_where_the_system_sets_the_colours(
    desk: BrowserContext, paths: dict[str, str]
) -> None:
    page = desk.new_page()
    page.emulate_media(forced_colors="active")
    page.goto(paths["visitor form"])
    chip = page.locator(".chip").first
    chip.click()
    edge = "getComputedStyle(document.querySelector('.chip > .face')).borderTopWidth"
    assert page.evaluate(edge) == "2px"
    tick = (
        "getComputedStyle(document.querySelector('.chip > :checked + .face'), '::before').content"
    )
    assert page.evaluate(tick) != "none"
