"""An applicant hands in papers on a phone: slowly, offline, with a large photo, without scripts."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.adapters.test_file_store import PDF
from tests.browser.conftest import PHONE, OpenBrowser
from tests.browser.forms import control, send
from tests.browser.stages import EXHIBITOR, register
from tests.live_server import Server

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 100, "downloadThroughput": 100_000, "uploadThroughput": 60_000}
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


@pytest.fixture
def task(server: Server) -> str:
    """The path of the task of somebody who has just applied."""
    return f"{register(server, 'exhibitor', EXHIBITOR)}/application"


def a_photo(folder: Path, size: tuple[int, int], name: str = "photo.jpg") -> Path:
    """A picture that cannot be pressed small: noise, with an orientation of its own."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = folder / name
    Image.effect_noise(size, 90).convert("RGB").save(path, quality=95, exif=exif)
    return path


def throttle(page: Page, network: dict[str, object]) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", network)


def test_a_file_shows_how_far_it_is_and_can_be_taken_away_and_back(
    phone: BrowserContext, task: str, tmp_path: Path
) -> None:
    page = phone.new_page()
    page.goto(f"{task}/documents?lang=zh")
    throttle(page, SLOW)
    page.set_input_files("#f-qualification_files", a_photo(tmp_path, (500, 400)))
    progress = page.locator(".file-sending progress")
    expect(progress).to_be_visible()
    expect(page.locator("[data-percent]")).to_have_text(re.compile(r"[2-9]\d %"))
    page.get_by_role("button", name="取消上传").click()
    expect(page.locator(".file")).to_have_count(0)
    throttle(page, FAST)
    page.set_input_files(
        "#f-qualification_files",
        [
            {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<html>"},
        ],
    )
    expect(page.locator(".file-refused")).to_contain_text("只支持 JPG、PNG 或 PDF 文件")
    expect(page.get_by_role("link", name="证书.pdf")).to_be_visible()
    page.set_input_files(
        "#f-qualification_files",
        {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
    )
    expect(page.locator(".file-refused .file-name")).to_have_text(["empty.pdf"])
    page.get_by_role("button", name="移除 证书.pdf").click()
    takeback = page.get_by_role("button", name="撤销 证书.pdf")
    expect(takeback).to_be_focused()
    takeback.click()
    expect(page.get_by_role("link", name="证书.pdf")).to_be_visible()
    page.reload()
    expect(page.locator(".file-name")).to_have_text(["证书.pdf"])


def test_a_large_photo_is_made_smaller_and_survives_a_lost_line(
    phone: BrowserContext, task: str, tmp_path: Path
) -> None:
    page = phone.new_page()
    page.goto(f"{task}/documents?lang=zh")
    photo = a_photo(tmp_path, (4800, 3600), "IMG_1.jpg")
    assert photo.stat().st_size > 10 * 1024 * 1024
    phone.set_offline(True)
    page.set_input_files("#f-licence_file", photo)
    expect(page.locator(".file-trouble")).to_have_text("网络中断，正在重试…")
    phone.set_offline(False)
    page.get_by_role("link", name="IMG_1.jpg").wait_for()
    kept = page.request.get(page.get_by_role("link", name="IMG_1.jpg").get_attribute("href") or "")
    with Image.open(io.BytesIO(kept.body())) as picture:
        assert picture.size == (2250, 3000), "upright, as the phone held it"


def test_the_steps_work_without_scripts(
    open_browser: OpenBrowser, chromium: Browser, task: str, tmp_path: Path
) -> None:
    page = open_browser(**PHONE, java_script_enabled=False).new_page()
    page.goto(f"{task}?lang=zh")
    page.get_by_role("link", name="开始填写").click()
    control(page, "uscc").fill("9135")
    control(page, "address").fill("天河区 1 号")
    send(page)
    expect(page.locator("#summary")).to_be_visible()
    expect(control(page, "address")).to_have_value("天河区 1 号")
    control(page, "uscc").fill("91350100M000100Y43")
    send(page)
    page.wait_for_url("**/contact")
    page.get_by_role("button", name="保存，稍后再填").click()
    page.wait_for_url("**/r/*?saved=1")
    page.goto(f"{task}/documents")
    page.set_input_files("#f-licence_file", a_photo(tmp_path, (300, 200)))
    send(page)
    expect(page.locator(".steps-done")).to_have_text("已完成 3 步，共 4 步")
    page.goto(f"{task}/documents")
    expect(page.locator(".file-name")).to_have_text(["photo.jpg"])


def test_what_was_put_aside_is_gone_on_with_on_another_device(open_browser: OpenBrowser) -> None:
    page = open_browser(**PHONE).new_page()
    page.goto("/cell-gene-therapy/exhibitor?lang=zh")
    control(page, "company_zh").fill("深圳某某细胞工程有限公司")
    control(page, "mobile").fill("138")
    page.get_by_role("button", name="稍后继续").click()
    page.wait_for_url("**/d/*")
    other = open_browser(**PHONE).new_page()
    other.goto(page.url)
    expect(control(other, "company_zh")).to_have_value("深圳某某细胞工程有限公司")
    control(other, "mobile").fill("13812345678")
    with other.expect_response(lambda answer: "/d/" in answer.url):
        other.get_by_role("button", name="稍后继续").click()
    expect(other.locator(".notice-ok")).to_contain_text("已保存")
    page.goto(other.url)
    expect(control(page, "mobile")).to_have_value("13812345678")
