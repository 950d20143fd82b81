"""A phone that loses its network, reloads, or goes back: nothing is lost, nothing is doubled."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import CountStored
from tests.browser.forms import (
    SHOW,
    Visitor,
    assert_words_stand,
    control,
    send,
    send_and_see,
    tick,
    typed_form,
)

pytestmark = pytest.mark.browser

OFFLINE = "网络不稳定。内容已保留，恢复后自动提交，不会重复登记。"


def assert_registered(page: Page, visitor: Visitor) -> None:
    page.wait_for_url("**/r/*")
    expect(page.locator("h1")).to_have_text(f"登记成功，{visitor.name}")


def test_offline_the_words_stay_and_go_out_once_it_returns(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    assert_words_stand(page, visitor)
    phone.set_offline(False)
    assert_registered(page, visitor)
    assert stored(visitor.mobile) == 1


def test_an_answer_that_is_lost_on_the_way_leads_to_the_same_registration(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    answered: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST" or answered:
            route.continue_()
            return
        answered.append(route.fetch(max_redirects=0).headers["location"])
        route.abort("connectionreset")

    page.route(f"**{SHOW}/visitor*", lose_the_first_answer)
    send(page)
    assert_registered(page, visitor)
    assert page.url.endswith(answered[0])
    assert stored(visitor.mobile) == 1


def test_a_double_tap_registers_once(phone: BrowserContext, stored: CountStored) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    page.locator("[data-send]").dblclick()
    assert_registered(page, visitor)
    assert stored(visitor.mobile) == 1


def test_reloading_keeps_every_word(phone: BrowserContext) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    page.reload()
    assert_words_stand(page, visitor)


def test_back_and_sending_again_shows_the_same_registration(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    assert send_and_see(page) == 303
    mine = page.url
    page.go_back()
    assert_words_stand(page, visitor)
    tick(page, "consent_notice")
    assert send_and_see(page) == 303
    assert page.url.split("?")[0] == mine
    assert stored(visitor.mobile) == 1


def test_opened_anew_after_sending_the_form_is_empty_for_the_next_person(
    phone: BrowserContext,
) -> None:
    page = typed_form(phone, Visitor())
    assert send_and_see(page) == 303
    page.goto(f"{SHOW}/visitor")
    expect(control(page, "name")).to_have_value("")
    expect(control(page, "mobile")).to_have_value("")
