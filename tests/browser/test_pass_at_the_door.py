"""The pass in the hand: full screen at the door, lit, dimmed, at night, without a network."""

import io
import re

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.stages import VISITOR, register
from tests.live_server import Server

pytestmark = pytest.mark.browser

WECHAT = "Mozilla/5.0 (Linux; Android 14) Chrome/138.0.0.0 Mobile MicroMessenger/8.0.64"
#: Chromium without a window has no screen to keep awake; what is asked of it is counted.
COUNT_LOCKS = """
window.locks = 0;
Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
  window.locks += 1;
  return {release: async () => { window.locks -= 1; }};
}}});
"""


@pytest.fixture(scope="module")
def path(server: Server) -> str:
    """The owner page of somebody who has just registered."""
    return register(server, "visitor", VISITOR)


def read(page: Page) -> list[str]:
    """The codes on the screen, as a picture of it holds them."""
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))]


def locks(page: Page) -> int:
    return int(page.evaluate("window.locks"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (320, 568), (844, 390)])
def test_the_pass_fills_the_screen_and_one_code_is_read(
    open_browser: OpenBrowser, path: str, scheme: str, size: tuple[int, int]
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = open_browser(**{**PHONE, "viewport": viewport}, color_scheme=scheme)
    page = context.new_page()
    page.add_init_script(COUNT_LOCKS)
    page.goto(path)
    context.set_offline(True)
    page.get_by_role("link", name="全屏出示").click()
    door = page.get_by_role("dialog", name="请把屏幕亮度调高")
    expect(door).to_be_visible()
    expect(door).to_have_css("background-color", "rgb(255, 255, 255)")
    picture = door.get_by_role("img").bounding_box()
    assert picture
    assert picture["width"] * 740 / 1080 >= 239.5
    assert len(read(page)) == 1
    assert locks(page) == 1
    door.get_by_role("button", name="关闭").click()
    expect(door).to_be_hidden()
    expect(page.locator(".pass img")).to_be_visible()
    expect(page.get_by_role("link", name="全屏出示")).to_be_focused()
    assert locks(page) == 0


def test_back_and_escape_leave_the_door_and_the_lock_comes_again(
    phone: BrowserContext, path: str
) -> None:
    page = phone.new_page()
    page.add_init_script(COUNT_LOCKS)
    page.goto(path)
    opener, door = page.locator("[data-door]"), page.locator("#door")
    for leave in (page.go_back, lambda: page.keyboard.press("Escape")):
        opener.click()
        expect(door).to_be_visible()
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        page.wait_for_function("window.locks === 2")
        leave()
        expect(door).to_be_hidden()
        expect(page).to_have_url(re.compile(f"{path}$"))
        page.evaluate("window.locks = 0")


def test_inside_wechat_the_way_out_is_shown(open_browser: OpenBrowser, path: str) -> None:
    page = open_browser(**PHONE, user_agent=WECHAT).new_page()
    page.goto(path)
    page.get_by_role("button", name="在浏览器打开").click()
    outside = page.get_by_role("dialog")
    expect(outside).to_contain_text("点击右上角 …，选择“在浏览器打开”。")
    outside.get_by_role("button", name="知道了").click()
    expect(outside).to_be_hidden()


def test_the_page_prints_the_pass_alone(phone: BrowserContext, path: str) -> None:
    page = phone.new_page()
    page.goto(path)
    page.locator(".pass img").wait_for()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
