"""What was typed stays on the phone for a day, and on nobody else's device."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, CountStored, OpenBrowser
from tests.browser.forms import SHOW, Visitor, assert_words_stand, control, send_and_see, typed_form

pytestmark = pytest.mark.browser

BACK = "已恢复您上次填写的内容"
KEPT = "JSON.stringify(Object.assign({}, localStorage, sessionStorage))"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x18003234) Language/zh_CN"
)
DAY = "Date.now = ((now) => () => now() + 25 * 3600 * 1000)(Date.now)"


def test_a_closed_window_takes_nothing_away(phone: BrowserContext) -> None:
    visitor = Visitor()
    typed_form(phone, visitor).close()
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor")
    expect(page.get_by_text(BACK)).to_be_visible()
    assert_words_stand(page, visitor)
    expect(control(page, "consent_notice")).not_to_be_checked()
    assert "consent" not in page.evaluate(KEPT)


def test_it_can_be_cleared_for_somebody_else_and_taken_back(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor, colleague = Visitor(), Visitor(name="何静", city="珠海")
    page = typed_form(phone, visitor)
    page.reload()
    first_id = page.locator('[name="submission_id"]').input_value()
    page.get_by_role("button", name="清空重填").tap()
    expect(control(page, "name")).to_have_value("")
    expect(page.locator('[name="interests"]:checked')).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.get_by_role("button", name="撤销").tap()
    assert_words_stand(page, visitor)
    page.get_by_role("button", name="清空重填").tap()
    assert page.locator('[name="submission_id"]').input_value() != first_id
    colleague.type_into(page)
    assert send_and_see(page) == 303
    assert (stored(visitor.mobile), stored(colleague.mobile)) == (0, 1)
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_after_a_day_it_is_gone(phone: BrowserContext) -> None:
    typed_form(phone, Visitor()).close()
    page = phone.new_page()
    page.add_init_script(DAY)
    page.goto(f"{SHOW}/visitor")
    expect(control(page, "name")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_browser_without_storage_only_forgets(phone: BrowserContext) -> None:
    phone.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new Error('SecurityError'); }});"
    )
    visitor = Visitor()
    page = typed_form(phone, visitor)
    assert send_and_see(page) == 303


def test_a_device_of_the_desk_keeps_nothing(back_office: Page) -> None:
    for address in (f"{SHOW}/visitor", f"{SHOW}/visitor?preview=1"):
        back_office.goto(address)
        control(back_office, "name").fill("欧阳静")
        control(back_office, "company").fill("某某医院")
        back_office.reload()
        expect(control(back_office, "name")).to_have_value("")
        assert "欧阳静" not in back_office.evaluate(KEPT)


@pytest.mark.parametrize(
    ("zone", "locale", "country"),
    [
        ("Asia/Hong_Kong", "en-US", "HK"),
        ("Asia/Shanghai", "en-GB", "CN"),
        ("America/Chicago", "en-US", "US"),
        ("America/Chicago", "zh-CN", "CN"),
        ("UTC", "en-US", "CN"),
    ],
)
def test_the_country_is_where_the_phone_is(
    open_browser: OpenBrowser, zone: str, locale: str, country: str
) -> None:
    page = open_browser(**PHONE, timezone_id=zone, locale=locale).new_page()
    page.goto(f"{SHOW}/visitor?lang=en")
    expect(control(page, "mobile_country")).to_have_value(country)
    expect(control(page, "country")).to_have_value(country)
    is_abroad = country != "CN"
    expect(page.locator('[data-field="email"] .optional')).to_be_visible(visible=not is_abroad)
    expect(control(page, "province")).to_be_visible(visible=not is_abroad)


def test_a_number_brings_its_code_unless_somebody_chose_one(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    control(page, "mobile").fill("+852 6123 4567")
    control(page, "mobile").blur()
    expect(control(page, "mobile_country")).to_have_value("HK")
    control(page, "mobile_country").select_option("JP")
    control(page, "mobile").fill("+1 415 555 0100")
    control(page, "mobile").blur()
    expect(control(page, "mobile_country")).to_have_value("JP")


def test_in_wechat_on_an_iphone_the_page_is_nudged_when_the_keyboard_goes(
    open_browser: OpenBrowser,
) -> None:
    page = open_browser(**PHONE, user_agent=IPHONE).new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    page.evaluate("() => { nudges = []; window.scrollTo = (x, y) => nudges.push(y); }")
    control(page, "job_title").focus()
    control(page, "city").focus()
    page.wait_for_timeout(200)
    assert page.evaluate("nudges.length") == 0
    control(page, "city").blur()
    page.wait_for_timeout(500)
    assert page.evaluate("nudges.length == 2 && nudges[1] == pageYOffset")
