"""No public page shuts anybody out, in either language, in light or in dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import stages
from tests.browser.axe import Lens, barriers
from tests.browser.conftest import PHONE
from tests.browser.forms import SHOW, a_mobile, control
from tests.browser.public_pages import OPEN_PAGES, public_pages
from tests.live_server import Server

pytestmark = pytest.mark.browser

ANSWER = {"zh": "我们已收到您的请求。", "en": "Request received."}

#: Pages that come back when their form is sent empty.
SENT_EMPTY = ("visitor form", "exhibitor form", "find", "correction", "sign in")
STAGED = (
    *("visitor", "visitor with a mailbox", "visitor revoked"),
    *("exhibitor", *(f"exhibitor {status}" for status in stages.DECISIONS)),
    *("task", "correction"),
    *("pass of a visitor", "pass of a exhibitor", "pass of a visitor revoked"),
    *("form not-yet", "form closed", "form over"),
    *("step company", "step contact", "step exhibits", "step documents"),
    *("moved landing", "moved form", "moved visitor", "saved visitor", "saved exhibitor"),
    *("change", "my-data", "withdraw", "erase"),
    *("exhibitor change", "exhibitor my-data", "exhibitor withdraw"),
)
#: The button that sends a form; others save it for later.
SENDS = "main form:not([data-passkey]) button:not([name])"
#: Pages that scripts change: without them they are other pages.
SCRIPTED = ("landing", "visitor form", "exhibitor form", "visitor", "exhibitor", "step documents")


@pytest.fixture(scope="session")
def paths(server: Server) -> dict[str, str]:
    """Where every page stands."""
    return public_pages(server)


@pytest.fixture(scope="module")
def lens(chromium: Browser, server: Server, axe_source: str) -> Iterator[Lens]:
    """One phone for all of these pages."""
    phone = Lens(chromium, server.address, axe_source, PHONE)
    yield phone
    phone.close()


@pytest.fixture(scope="module")
def plain_lens(chromium: Browser, server: Server, axe_source: str) -> Iterator[Lens]:
    """A phone that runs no script of ours."""
    phone = Lens(chromium, server.address, axe_source, PHONE)
    phone.leave_out_scripts()
    yield phone
    phone.close()


@pytest.fixture
def page(lens: Lens) -> Iterator[Page]:
    """Its page."""
    yield lens.page()
    assert lens.problems() == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", [*OPEN_PAGES, *STAGED])
def test_a_page_is_open_to_everybody(
    page: Page, paths: dict[str, str], name: str, language: str
) -> None:
    page.goto(f"{paths[name]}?lang={language}")
    assert barriers(page) == []


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_page_without_scripts_is_open_to_everybody(
    plain_lens: Lens, paths: dict[str, str], name: str
) -> None:
    page = plain_lens.page()
    page.goto(f"{paths[name]}?lang=zh")
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SENT_EMPTY)
def test_a_form_with_errors_is_open_to_everybody(
    page: Page, paths: dict[str, str], name: str, language: str
) -> None:
    page.goto(f"{paths[name]}?lang={language}")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        page.locator(SENDS).last.click()
    assert answered.value.status == 422
    expect(page.locator("[aria-invalid], .notice-bad").first).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_to_find_my_pass_is_open_to_everybody(page: Page, language: str) -> None:
    page.goto(f"{SHOW}/find?lang={language}")
    control(page, "name").fill("司马琳")
    control(page, "mobile").fill(a_mobile())
    page.locator("main form button").last.click()
    expect(page.locator("h1")).to_have_text(ANSWER[language])
    assert barriers(page) == []


def test_axe_sees_a_barrier_where_there_is_one(page: Page) -> None:
    page.goto(f"{SHOW}/visitor")
    page.evaluate(
        "document.querySelector('label[for=f-name]').remove();"
        "document.querySelector('h1').style.color = '#aaa'"
    )
    found = "\n".join(barriers(page))
    assert "label: #f-name" in found
    assert "color-contrast: h1" in found
