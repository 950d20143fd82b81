"""This phone remembers: the pass in one tap where it was made, nothing anywhere else."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import SHOW, Visitor, send_and_see

pytestmark = pytest.mark.browser


def register(phone: BrowserContext, visitor: Visitor) -> str:
    """Registers somebody and closes the page; gives the address of the owner page."""
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor.type_into(page)
    assert send_and_see(page) == 303
    address = page.url
    page.close()
    return address


def offers_a_pass(page: Page) -> bool:
    return page.get_by_role("button", name="查看我的入场证").count() > 0


@pytest.mark.parametrize("path", ["/", "/visitor", "/find"])
def test_the_same_phone_opens_the_pass_in_one_tap(phone: BrowserContext, path: str) -> None:
    visitor = Visitor()
    mine = register(phone, visitor)
    page = phone.new_page()
    page.goto(f"{SHOW}{path}")
    assert visitor.name not in page.content()
    page.get_by_role("button", name="查看我的入场证").tap()
    page.wait_for_url(mine)
    expect(page.locator("h1")).to_have_text(f"登记成功，{visitor.name}")


def test_another_phone_learns_nothing(phone: BrowserContext, open_browser: OpenBrowser) -> None:
    visitor = Visitor()
    register(phone, visitor)
    page = open_browser(**PHONE).new_page()
    for path in ("/", "/visitor", "/find"):
        page.goto(f"{SHOW}{path}")
        assert not offers_a_pass(page)
        assert visitor.name not in page.content()
        assert visitor.company not in page.content()


def test_not_my_phone_makes_it_forget(phone: BrowserContext) -> None:
    register(phone, Visitor())
    page = phone.new_page()
    page.goto(f"{SHOW}/")
    page.get_by_role("button", name="不是我的手机").tap()
    expect(page.get_by_role("button", name="查看我的入场证")).to_have_count(0)
    page.goto(f"{SHOW}/visitor")
    assert not offers_a_pass(page)
