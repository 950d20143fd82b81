"""The organizer: from the one-time link to the list in a spreadsheet."""

import csv
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, OWNER, PHONE, OpenBrowser, sign_in
from tests.cast import PASSWORD
from tests.live_server import Server

pytestmark = pytest.mark.browser

OFFICE = "/organizer/demo"
VISITORS, EXHIBITORS = 70, 8


@pytest.fixture(scope="session")
def crowd(server: Server) -> str:
    """A show full of people nobody else's test touches; gives its pages in the back office."""
    many = ["--visitors", str(VISITORS), "--exhibitors", str(EXHIBITORS), "--seed", "7"]
    server.run("demo", *many)
    return OFFICE


def rows_on_screen(page: Page) -> int:
    """The count that the list says."""
    found = re.search(r"\d[\d,]*", page.locator(".count-line strong").inner_text())
    assert found
    return int(found[0].replace(",", ""))


def exported(page: Page, ending: str, folder: Path) -> Path:
    """Downloads the list as it is on the screen."""
    page.locator(".export-menu summary").click()
    page.locator(f'.export-menu [name="format"][value="{ending}"]').check()
    page.locator('.export-menu [name="purpose"]').fill("核对名单")
    with page.expect_download() as started:
        page.locator(".export-menu form button").click()
    target = folder / started.value.suggested_filename
    started.value.save_as(target)
    return target


def sheet(path: Path) -> list[tuple[object, ...]]:
    """The rows of the first sheet, the heading first."""
    book = load_workbook(path, read_only=True)
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def test_the_owner_comes_in_by_the_link_that_serve_printed(
    fresh_server: Server, open_browser: OpenBrowser
) -> None:
    printed = (fresh_server.instance / "server.log").read_text("utf-8")
    [link] = re.findall(r"http://\S+/sign-in/link/\S+", printed)
    page = open_browser(**DESKTOP, base_url=fresh_server.address).new_page()
    page.goto(link)
    page.locator('[name="email"]').fill(OWNER)
    page.locator('[name="password"]').fill(PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_url("**/sign-in*")
    sign_in(page)
    page.goto("/organizer/")
    expect(page.locator("h1")).to_be_visible()
    page.goto(link)
    expect(page.locator('[name="password"]')).to_have_count(0)


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_list_that_was_narrowed_is_the_list_that_is_exported(
    open_browser: OpenBrowser, crowd: str, screen: dict[str, object], tmp_path: Path
) -> None:
    page = open_browser(**screen).new_page()
    sign_in(page)
    page.goto(f"{crowd}/visitors?lang=zh")
    everybody = rows_on_screen(page)
    page.locator(".filters summary").click()
    page.locator('[name="place"]').select_option("44")
    page.locator(".filters .actions button").click()
    page.wait_for_url("**place=44**")
    count = rows_on_screen(page)
    assert 0 < count < everybody

    book = sheet(exported(page, "xlsx", tmp_path))
    assert len(book) - 1 == count
    mobiles = [str(row[book[0].index("手机号")]) for row in book[1:]]
    assert all(re.fullmatch(r"\+86\d{11}", mobile) for mobile in mobiles)

    page.reload()
    text = exported(page, "csv", tmp_path).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(lines) - 1 == count
    assert {line[lines[0].index("受理编号")] for line in lines[1:]} == {
        row[book[0].index("受理编号")] for row in book[1:]
    }


def test_somebody_is_found_by_the_end_of_the_number_and_opened(
    back_office: Page, crowd: str
) -> None:
    page = back_office
    page.goto(f"{crowd}/exhibitors")
    row = page.locator("[data-row]").nth(2)
    company = row.get_by_role("link").first.inner_text()
    reference = row.locator('[name="ref"]').input_value()
    page.locator('[name="q"]').fill(reference)
    page.locator('[name="q"]').press("Enter")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("link", name=company).click()
    expect(page.locator("h1")).to_have_text(company)
    expect(page.locator(".record-reference")).to_have_text(reference)
