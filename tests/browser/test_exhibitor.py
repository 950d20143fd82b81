"""An exhibitor applies on a phone, corrects what staff send back, and is accepted."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.forms import SHOW, Exhibitor, control, qr_texts, send_and_see

pytestmark = pytest.mark.browser

OFFICE = f"/organizer{SHOW}"
COMMENT_ON_NAME = "请与营业执照一致，不要简称"
COMMENT_ON_CODE = "请补填 18 位代码"


def apply(page: Page, exhibitor: Exhibitor) -> str:
    """Sends the first contact; gives the reference."""
    page.goto(f"{SHOW}/?lang=zh")
    page.get_by_role("link", name="填写参展申请").click()
    exhibitor.type_into(page)
    assert send_and_see(page) == 303
    heading = page.locator("h1").inner_text().replace("\n", "")
    found = re.fullmatch(r"申请已提交，\s*受理编号 (E-[0-9A-Z]{7})", heading)
    assert found, heading
    return found[1]


def open_application(office: Page, reference: str, company: str) -> None:
    """Finds an application by its reference and opens it."""
    office.goto(f"{OFFICE}/exhibitors")
    office.locator('[name="q"]').fill(reference)
    office.locator('[name="q"]').press("Enter")
    expect(office.locator("[data-row]")).to_have_count(1)
    office.get_by_role("link", name=company).click()
    expect(office.locator("h1")).to_have_text(company)


def decide(office: Page, decision: str) -> None:
    """Takes the way to a decision; what it says comes next."""
    office.locator(f'a[href*="/review/{decision}"]').click()
    expect(office.locator('[name="message"]')).to_be_visible()


def comment_on(office: Page, field: str, comment: str) -> None:
    """Ticks a field and says what is wrong with it."""
    office.locator(f'[name="field"][value="{field}"]').check()
    office.locator(f'[name="comment_{field}"]').fill(comment)


def send_after_reading(office: Page, *sentences: str) -> None:
    """Looks at the mail, reads it, and sends it."""
    office.locator("form.form button.button").first.click()
    for sentence in sentences:
        expect(office.locator(".mail")).to_contain_text(sentence)
    office.locator('form[action*="/send"] button:not([name])').click()
    expect(office.locator(".notice-ok")).to_be_visible()


def correct(page: Page, company: str) -> None:
    """Mends what was sent back, at first with a wrong check character."""
    page.get_by_role("link", name="去修改").click()
    expect(page.get_by_text(COMMENT_ON_NAME)).to_be_visible()
    expect(page.get_by_text(COMMENT_ON_CODE)).to_be_visible()
    expect(page.locator("[data-field]")).to_have_count(2)
    control(page, "company_zh").fill(company)
    control(page, "uscc").fill("91350100M000100Y44")
    assert send_and_see(page) == 422
    expect(control(page, "company_zh")).to_have_value(company)
    control(page, "uscc").fill("91350100M000100Y43")
    assert send_and_see(page) == 303


def the_code(page: Page) -> str:
    """What the QR code of the pass on the page holds."""
    picture = page.locator("figure.pass img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    [address] = qr_texts(picture.screenshot())
    return address


def verdict(phone: BrowserContext, address: str) -> str:
    """What the page behind a pass says."""
    page = phone.new_page()
    page.goto(address)
    return page.locator("h1").inner_text()


def test_an_exhibitor_applies_corrects_two_fields_and_is_accepted(
    phone: BrowserContext, back_office: Page
) -> None:
    exhibitor, company = Exhibitor(company_zh="深圳细胞工程"), "深圳某某细胞工程股份有限公司"
    page = phone.new_page()
    reference = apply(page, exhibitor)
    mine, code = page.url, the_code(page)
    assert verdict(phone, code) == "此入场证尚未生效，审核通过后可用。"

    open_application(back_office, reference, exhibitor.company_zh)
    decide(back_office, "send-back")
    comment_on(back_office, "company_zh", COMMENT_ON_NAME)
    comment_on(back_office, "uscc", COMMENT_ON_CODE)
    send_after_reading(back_office, reference, COMMENT_ON_NAME, COMMENT_ON_CODE)

    page.goto(mine)
    correct(page, company)

    open_application(back_office, reference, company)
    decide(back_office, "accept")
    back_office.locator('[name="message"]').fill("期待与您见面。")
    send_after_reading(back_office, f"参展申请已通过 {reference}", "期待与您见面。")

    page.goto(mine)
    expect(page.locator(".owner-head")).to_contain_text("已通过")
    expect(page.locator(".message")).to_have_text("期待与您见面。")
    assert the_code(page) == code
    assert "的有效入场证，请本人在入口出示。" in verdict(phone, code)
