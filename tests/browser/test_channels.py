"""A channel is made, printed, scanned, and counts what it brought."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.forms import SHOW, Visitor, control, qr_texts, send_and_see
from tests.live_server import Server

pytestmark = pytest.mark.browser

OFFICE = f"/organizer{SHOW}"


def make(page: Page, name: str, target: str) -> None:
    """Makes a channel; the page of the code, or the article kit of a pair, opens."""
    page.goto(f"{OFFICE}/channels?lang=zh")
    page.locator('[name="name"]').fill(name)
    page.locator("label", has=page.locator(f'[name="target"][value="{target}"]')).click()
    page.locator("form.new-channel button").click()
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_url(re.compile("/channels/[a-z0-9-]+"))


def submitted(page: Page, name: str) -> list[str]:
    """Scans and submissions of a channel as the list says."""
    page.goto(f"{OFFICE}/channels?lang=zh")
    row = page.locator("tr", has=page.get_by_role("link", name=name, exact=True))
    return [re.sub(r"\D", "", cell) for cell in row.locator("td.number").all_inner_texts()]


def test_a_printed_code_leads_to_the_form_and_counts_what_it_brought(
    back_office: Page, phone: BrowserContext, tmp_path: Path
) -> None:
    name = "行业公众号 11 月推文"
    make(back_office, name, "visitor")
    with back_office.expect_download() as started:
        back_office.get_by_role("link", name="PNG").click()
    picture = tmp_path / started.value.suggested_filename
    started.value.save_as(picture)
    with Image.open(picture) as image:
        assert min(image.size) >= 1000
    [address] = qr_texts(picture.read_bytes())

    page, visitor = phone.new_page(), Visitor()
    page.goto(address)
    page.wait_for_url(f"**{SHOW}/visitor?ch=*")
    slug = urlsplit(address).path.removeprefix("/q/")
    expect(page.locator('[name="ch"]')).to_have_value(slug)
    visitor.type_into(page)
    control(page, "mobile").fill("1380")
    assert send_and_see(page) == 422
    expect(page.locator('[name="ch"]')).to_have_value(slug)
    control(page, "mobile").fill(visitor.mobile)
    control(page, "consent_notice").check(force=True)
    assert send_and_see(page) == 303

    assert submitted(back_office, name) == ["1", "1"]


def test_the_two_pictures_of_an_article_open_the_two_forms(
    back_office: Page, server: Server
) -> None:
    back_office.goto(f"{OFFICE}/publish?lang=zh")
    expect(back_office.locator("#check-address")).to_have_class(re.compile("check-red"))
    make(back_office, "深度报道", "both")
    expect(back_office.locator(".notice-warn")).to_contain_text("测试 / TEST")
    pictures = back_office.locator(".kit-picture img").all()
    opened = []
    for picture in pictures:
        answer = back_office.request.get(str(picture.get_attribute("src")))
        [address] = qr_texts(answer.body())
        assert address.startswith(f"{server.address}/q/")
        landed = back_office.request.get(address)
        opened.append(urlsplit(landed.url).path)
    assert sorted(opened) == [f"{SHOW}/exhibitor", f"{SHOW}/visitor"]
