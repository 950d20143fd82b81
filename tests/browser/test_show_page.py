"""The organizer sets the dates on one page; whoever registers reads them."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import stages
from tests.live_server import Server

pytestmark = pytest.mark.browser

SLUG = "dates-to-come"
DATES = "2027年7月1日至3日"


@pytest.fixture
def undated_show(server: Server) -> str:
    """The path of a show of its own, whose dates nobody has announced."""
    stages.load_show(server, SLUG)
    return f"/{SLUG}"


def test_dates_set_in_the_back_office_stand_on_the_landing_page_and_the_pass(
    back_office: Page, phone: BrowserContext, undated_show: str, server: Server
) -> None:
    mine = stages.register(server, "visitor", stages.VISITOR, undated_show)
    page = phone.new_page()
    page.goto(f"{undated_show}/?lang=zh")
    expect(page.locator(".lines")).to_contain_text("日期待公布")

    back_office.goto(f"/organizer/{SLUG}/settings?lang=zh")
    back_office.locator('[name="day_date"]').fill("2027-07-01")
    back_office.locator('[value="add_day"]').click()
    expect(back_office.locator('[name="day_date"]')).to_have_count(2)
    expect(back_office.locator('[name="day_date"]').first).to_have_value("2027-07-01")
    back_office.locator('[name="day_date"]').nth(1).fill("2027-07-03")
    back_office.locator("#save button").click()
    expect(back_office.locator(".notice-ok")).to_be_visible()

    page.goto(f"{undated_show}/")
    expect(page.locator(".lines")).to_contain_text(DATES)
    page.goto(mine)
    expect(page.locator(".pass-text")).to_contain_text(DATES)
    expect(page.locator(".pass-text")).not_to_contain_text("日期待公布")
