"""Registrants on their own page, on a phone: a new picture after a change, and the way out."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.forms import SHOW, Visitor, control, send_and_see

pytestmark = pytest.mark.browser


def registered(phone: BrowserContext, visitor: Visitor) -> Page:
    """The page that a visitor holds who has just registered."""
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor.type_into(page)
    assert send_and_see(page) == 303
    return page


def picture(page: Page) -> bytes:
    """The pass as the page shows it."""
    shown = page.locator(".pass img").get_attribute("src")
    return page.request.get(str(shown)).body()


def test_a_corrected_name_is_on_a_new_picture_and_cancelling_ends_it(phone: BrowserContext) -> None:
    page = registered(phone, Visitor(name="欧阳静"))
    before, mine = picture(page), page.url
    page.get_by_role("link", name="修改信息").tap()
    control(page, "name").fill("欧阳婧")
    page.get_by_role("button", name="保存修改").tap()
    page.wait_for_url(mine)
    expect(page.locator("h1")).to_have_text("登记成功，欧阳婧")
    assert picture(page) != before

    page.get_by_role("link", name="取消登记").tap()
    page.get_by_role("button", name="取消登记").tap()
    page.wait_for_url(mine)
    expect(page.locator("h1")).to_have_text("您已取消本次登记")
    assert page.locator(".pass").count() == 0
