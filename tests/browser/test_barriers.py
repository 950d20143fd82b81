"""No page shuts anybody out: WCAG 2.2 AA as far as axe-core sees it, in both languages and lights.

Each page is looked at on a phone, then at 320 and 1440 pixels, where it must not scroll sideways.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import stages
from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import SHOW, a_mobile, control
from tests.live_server import Server

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What another light can change; the rest of the rules would find the same again.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 1440)
ANSWER = {"zh": "我们已收到您的请求。", "en": "Request received."}

OPEN_PAGES = {
    "landing": f"{SHOW}/",
    "visitor form": f"{SHOW}/visitor",
    "exhibitor form": f"{SHOW}/exhibitor",
    "find": f"{SHOW}/find",
    "unknown pass": "/p/NONE",
    "not found": "/nowhere/at-all",
    "sign in": "/sign-in",
}
#: Pages that come back when their form is sent empty.
SENT_EMPTY = ("visitor form", "exhibitor form", "find", "correction", "sign in")
STAGED = (
    *("visitor", "visitor with a mailbox", "visitor revoked"),
    *("exhibitor", *(f"exhibitor {status}" for status in stages.DECISIONS)),
    *("task", "correction"),
    *("pass of a visitor", "pass of a exhibitor", "pass of a visitor revoked"),
    *("form not-yet", "form closed", "form over"),
)


@pytest.fixture(scope="session")
def paths(server: Server) -> dict[str, str]:
    """Where every page stands."""
    owners = stages.owner_pages(server)
    return OPEN_PAGES | owners | stages.pass_pages(server, owners) | stages.closed_shows(server)


@pytest.fixture
def page(open_browser: OpenBrowser) -> Iterator[Page]:
    """A page without motion: a colour on its way is no colour of ours."""
    yield open_browser(**PHONE, reduced_motion="reduce").new_page()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*OPEN_PAGES, *STAGED])
def test_a_page_is_open_to_everybody(
    page: Page, paths: dict[str, str], axe_source: str, name: str, language: str
) -> None:
    page.goto(f"{paths[name]}?lang={language}")
    assert barriers(page, axe_source) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SENT_EMPTY)
def test_a_form_with_errors_is_open_to_everybody(
    page: Page, paths: dict[str, str], axe_source: str, name: str, language: str
) -> None:
    page.goto(f"{paths[name]}?lang={language}")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.locator("main form button").last.click()
    assert answered.value.status == 422
    expect(page.locator("[aria-invalid], .notice-bad").first).to_be_visible()
    assert barriers(page, axe_source) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_to_find_my_pass_is_open_to_everybody(
    page: Page, axe_source: str, language: str
) -> None:
    page.goto(f"{SHOW}/find?lang={language}")
    control(page, "name").fill("司马琳")
    control(page, "mobile").fill(a_mobile())
    page.locator("main form button").last.click()
    expect(page.locator("h1")).to_have_text(ANSWER[language])
    assert barriers(page, axe_source) == []


def test_axe_sees_a_barrier_where_there_is_one(page: Page, axe_source: str) -> None:
    page.goto(f"{SHOW}/visitor")
    page.evaluate(
        "document.querySelector('label[for=f-name]').remove();"
        "document.querySelector('h1').style.color = '#aaa'"
    )
    found = "\n".join(barriers(page, axe_source))
    assert "label: #f-name" in found
    assert "color-contrast: h1" in found


def barriers(page: Page, axe_source: str) -> list[str]:
    """What is wrong, in light and in dark, and the widths at which the page is too wide."""
    page.evaluate(axe_source)
    found = violations(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, {"type": "rule", "values": COLOURS})]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width}")
    return found


def violations(page: Page, only: dict[str, Any]) -> list[str]:
    """The violations of these rules: rule, element, what axe says about it."""
    result = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{rule['id']}: {' '.join(node['target'])} — {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
