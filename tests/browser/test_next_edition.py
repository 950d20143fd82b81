"""Last year's printed code, scanned when the next edition is open, lands on the new form."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from exhibition.domain.clock import now
from tests.browser import stages
from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import SHOW
from tests.live_server import Server

pytestmark = pytest.mark.browser

LAST_DAY = (now() - timedelta(days=30)).date()


def test_a_code_of_an_edition_that_is_over_opens_the_form_of_the_next_one(
    fresh_server: Server, open_browser: OpenBrowser
) -> None:
    slug = SHOW.strip("/")
    with stages.installation(fresh_server) as session:
        printed = stages.a_channel(session, slug)
    stages.load_show(fresh_server, slug, days=[stages.a_day(LAST_DAY)])
    stages.load_show(fresh_server, "next-edition")

    page = open_browser(**PHONE, base_url=fresh_server.address).new_page()
    page.goto(f"/q/{printed}")
    page.wait_for_url("**/next-edition/exhibitor?**")
    expect(page.get_by_text("您扫描的是往届二维码，已为您转到")).to_have_count(1)
    expect(page.locator('[name="ch"]')).to_have_value(printed)
    expect(page.locator("[data-send]")).to_be_visible()
