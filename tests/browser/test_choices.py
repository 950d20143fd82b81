"""Fifty options on a phone: found by a word, counted, taken back, never more than allowed."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.forms import SHOW, control, tap

pytestmark = pytest.mark.browser


def question(phone: BrowserContext, language: str = "zh", name: str = "interests") -> Locator:
    """The question with fifty options, on a page that was just opened."""
    form = "visitor" if name == "interests" else "exhibitor"
    page = phone.new_page()
    page.goto(f"{SHOW}/{form}?lang={language}")
    return page.locator(f"#f-{name}")


def look_for(asked: Locator, words: str) -> None:
    asked.get_by_role("searchbox").press_sequentially(words)


def shown(asked: Locator) -> list[str]:
    """The values of the chips in sight."""
    return asked.locator(".chip:visible input").evaluate_all("all => all.map(one => one.value)")


@pytest.mark.parametrize(
    ("words", "found"),
    [("car-t", ["ctmp_genemod"]), ("培养基", ["up_media"]), ("Culture MEDIA", ["up_media"])],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_option_is_found_by_a_word_of_either_language(
    phone: BrowserContext, language: str, words: str, found: list[str]
) -> None:
    asked = question(phone, language)
    look_for(asked, words)
    assert shown(asked) == found
    tap(asked.page, "interests", found[0])
    asked.get_by_role("button", name="清除搜索" if language == "zh" else "Clear the search").tap()
    expect(asked.get_by_role("searchbox")).to_be_focused()
    expect(asked.locator(f'[value="{found[0]}"]')).to_be_checked()
    assert len(shown(asked)) == 14


def test_what_nobody_offers_becomes_the_text_of_other(phone: BrowserContext) -> None:
    asked = question(phone)
    look_for(asked, "量子点")
    expect(asked.get_by_text("没有匹配的选项")).to_be_visible()
    asked.get_by_role("button", name="填入“其他”").tap()
    expect(asked.locator('[value="other"]')).to_be_checked()
    expect(control(asked.page, "interests_other")).to_have_value("量子点")
    expect(control(asked.page, "interests_other")).to_be_focused()


def test_what_lies_folded_away_is_counted_and_can_be_taken_back(phone: BrowserContext) -> None:
    asked = question(phone)
    fold = asked.locator("summary")
    fold.tap()
    tap(asked.page, "interests", "ctmp_immune")
    tap(asked.page, "interests", "ctmp_stem")
    expect(asked.locator('[data-inside="atmp_cell"]')).to_have_text("2")
    expect(asked.locator("legend")).to_contain_text("已选 2")
    fold.tap()
    asked.get_by_role("button", name="移除“干细胞药品”").tap()
    expect(asked.locator('[value="ctmp_stem"]')).not_to_be_checked()
    expect(asked.locator(".taken-one")).to_have_count(1)
    expect(asked.locator(".taken-one")).to_be_focused()
    expect(asked.locator("legend")).to_contain_text("已选 1")


def test_one_too_many_is_said_in_sight_and_nothing_is_locked(phone: BrowserContext) -> None:
    asked = question(phone, name="exhibit_categories")
    page: Page = asked.page
    values = shown(asked)[:9]
    for value in values[:8]:
        tap(page, "exhibit_categories", value)
    expect(asked.locator("legend")).to_contain_text("已选 8，最多选 8 项")
    expect(asked.locator(".error")).to_have_count(0)
    tap(page, "exhibit_categories", values[8])
    expect(asked.locator(".error")).to_have_text("最多选 8 项")
    expect(page.locator("[data-line]")).to_be_in_viewport()
    expect(asked.locator("input:disabled:not([name$=_other])")).to_have_count(0)
    tap(page, "exhibit_categories", values[0])
    expect(asked.locator(".error")).to_have_count(0)
    expect(page.locator("[data-line]")).to_be_hidden()


def test_chips_are_reached_and_chosen_by_keys(desktop: BrowserContext) -> None:
    asked = question(desktop)
    asked.get_by_role("searchbox").focus()
    desktop.pages[0].keyboard.press("Enter")
    desktop.pages[0].keyboard.press("Tab")
    desktop.pages[0].keyboard.press("Space")
    expect(asked.locator('[value="atmp_cell"]')).to_be_checked()
    expect(desktop.pages[0].locator("#summary")).to_have_count(0)
