"""A visitor on a phone: from the landing page to a pass that scans."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import SHOW, Visitor, control, qr_texts, send_and_see

pytestmark = pytest.mark.browser

WORDS = {
    "zh": {
        "call": "登记参观",
        "summary": "有 3 处需要修改",
        "mobile": "手机号应为 11 位，例如 138 开头",
        "consent": "请先阅读并同意个人信息处理说明",
        "done": "登记成功，",
        "valid": "的有效入场证，请本人在入口出示。",
    },
    "en": {
        "call": "Register to visit",
        "summary": "3 items need attention",
        "mobile": "Enter an 11-digit mainland mobile number",
        "consent": "Please read and accept the privacy notice",
        "done": "You are registered, ",
        "valid": "A valid entry pass for",
    },
}


def open_the_form(page: Page, language: str) -> None:
    """From the landing page, as somebody who was sent its address."""
    page.goto(f"{SHOW}/?lang={language}")
    page.get_by_role("link", name=WORDS[language]["call"]).click()
    expect(page).to_have_url(re.compile(f"{SHOW}/visitor$"))


def send_it_wrong(page: Page, visitor: Visitor) -> None:
    """Sends the form with a short number, an unknown mailbox and the notice not accepted."""
    visitor.type_into(page)
    control(page, "mobile").fill("138 0013")
    control(page, "email").fill("jing@example")
    control(page, "consent_notice").uncheck(force=True)
    assert send_and_see(page) == 422


def assert_every_word_is_kept(page: Page, visitor: Visitor) -> None:
    for name in ("name", "company", "job_title", "city", "province"):
        expect(control(page, name)).to_have_value(getattr(visitor, name))
    expect(control(page, "mobile")).to_have_value("138 0013")
    expect(control(page, "email")).to_have_value("jing@example")
    for name, value in [
        ("business_nature", visitor.business_nature),
        *(("interests", interest) for interest in visitor.interests),
    ]:
        expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()


def assert_it_says_what_is_wrong(page: Page, language: str) -> None:
    words, summary = WORDS[language], page.locator("#summary")
    expect(summary).to_contain_text(words["summary"])
    expect(page.locator('[data-field="mobile"] .error')).to_have_text(words["mobile"])
    expect(page.locator('[data-field="consent_notice"] .error')).to_have_text(words["consent"])
    expect(summary).to_be_focused()


def correct_and_send(page: Page, visitor: Visitor) -> None:
    """Puts right what was wrong; the rest stands as it was."""
    control(page, "mobile").fill(visitor.mobile)
    control(page, "email").fill(visitor.email)
    control(page, "consent_notice").check(force=True)
    assert send_and_see(page) == 303


def assert_the_pass_scans(page: Page, visitor: Visitor, language: str) -> None:
    expect(page.locator("h1")).to_have_text(WORDS[language]["done"] + visitor.name)
    picture = page.locator("figure.pass img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    [address] = qr_texts(picture.screenshot())
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/p/[0-9A-Z]{29}", address)
    page.goto(address)
    expect(page.locator("h1")).to_contain_text(WORDS[language]["valid"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_visitor_registers_on_a_phone_and_holds_a_pass(
    phone: BrowserContext, language: str
) -> None:
    page, visitor = phone.new_page(), Visitor()
    open_the_form(page, language)
    send_it_wrong(page, visitor)
    assert_it_says_what_is_wrong(page, language)
    assert_every_word_is_kept(page, visitor)
    correct_and_send(page, visitor)
    assert_the_pass_scans(page, visitor, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_goes_the_same_way_without_scripts(open_browser: OpenBrowser, language: str) -> None:
    page, visitor = open_browser(**PHONE, java_script_enabled=False).new_page(), Visitor()
    open_the_form(page, language)
    send_it_wrong(page, visitor)
    assert_it_says_what_is_wrong(page, language)
    assert_every_word_is_kept(page, visitor)
    correct_and_send(page, visitor)
    assert_the_pass_scans(page, visitor, language)


def test_the_summary_leads_to_each_wrong_field(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    assert send_and_see(page) == 422
    for line in page.locator("#summary a").all():
        line.click()
        field = page.evaluate("location.hash")
        assert page.evaluate("document.activeElement.matches(':target, :target *')"), field


def test_a_visitor_without_a_mailbox_is_told_to_keep_the_picture(phone: BrowserContext) -> None:
    page, visitor = phone.new_page(), Visitor()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor.type_into(page)
    assert send_and_see(page) == 303
    expect(page.locator(".owner")).to_contain_text(
        "您未填写邮箱，请现在保存图片。用这台手机再次打开本展会页面，也可以找到入场证。"
    )
    expect(page.locator("figcaption")).to_have_text("长按图片保存到相册")


def test_a_tap_that_leaves_a_wrong_field_still_reaches_what_it_was_meant_for(
    phone: BrowserContext,
) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    control(page, "email").fill("jing@example")
    page.locator('label:has([name="consent_notice"])').tap(position={"x": 12, "y": 12})
    expect(page.locator('[data-field="email"] .error')).to_be_visible()
    expect(control(page, "consent_notice")).to_be_checked()
    control(page, "email").fill("jing@example.com")
    assert send_and_see(page) == 422
    expect(control(page, "email")).to_have_value("jing@example.com")
