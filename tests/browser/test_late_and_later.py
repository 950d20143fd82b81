"""After the form: answers that are saved on tap, and the page for those who came too late."""

import sqlite3

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import SHOW, Visitor, send, send_and_see, tap
from tests.live_server import Server

pytestmark = pytest.mark.browser

LATE = "您填写的内容未提交"


def test_an_answer_on_the_success_page_is_saved_on_tap(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    Visitor().type_into(page)
    assert send_and_see(page) == 303
    expect(page.get_by_role("button", name="保存")).to_be_hidden()
    tap(page, "job_function", "cmc")
    expect(page.get_by_text("已保存，谢谢。")).to_be_visible()
    tap(page, "job_function", "rd")
    expect(page.get_by_text("已保存，谢谢。")).to_be_visible()
    page.reload()
    expect(page.locator('[name="job_function"][value="rd"]')).to_be_checked()


def test_without_a_network_the_tap_leaves_a_button(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    Visitor().type_into(page)
    assert send_and_see(page) == 303
    phone.set_offline(True)
    tap(page, "job_function", "cmc")
    button = page.get_by_role("button", name="保存")
    expect(button).to_be_visible()
    phone.set_offline(False)
    button.tap()
    page.wait_for_url("**/r/*saved=1")
    expect(page.locator('[name="job_function"][value="cmc"]')).to_be_checked()


def test_too_late_the_page_says_so_in_its_own_looks(
    fresh_server: Server, open_browser: OpenBrowser
) -> None:
    page = open_browser(**PHONE, base_url=fresh_server.address).new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor = Visitor()
    visitor.type_into(page)
    close(fresh_server)
    send(page)
    expect(page.get_by_text(LATE)).to_be_visible()
    expect(page.get_by_text(visitor.company)).to_be_visible()
    expect(page.get_by_role("heading", name="参观预登记")).to_have_count(1)
    expect(page.locator(".contacts-title")).to_have_css("font-size", "15px")


def close(server: Server) -> None:
    """Ends visitor registration while somebody is typing."""
    database = sqlite3.connect(server.instance / "exhibition.sqlite")
    with database:
        database.execute("UPDATE show SET visitor_closes_at = '2026-01-01 00:00:00.000000'")
    database.close()
