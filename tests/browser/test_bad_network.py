"""A phone that loses its network, reloads, or goes back: nothing is lost, nothing is doubled."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PHONE, CountStored
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
from tests.live_server import Server

pytestmark = pytest.mark.browser

OFFLINE = "网络不稳定。内容已保留，恢复后自动提交，不会重复登记。"
AWAY = "网络不稳定。内容已保留，您可以继续填写。"
QUEUE = "登记人数较多，正在为您排队，请勿关闭本页。"
SLOW = "网络较慢，仍在提交，请勿关闭本页。"
NOT_SENT = "上次未提交成功，内容已恢复"
POSTS = f"**{SHOW}/visitor*"


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

    page.route(POSTS, lose_the_first_answer)
    send(page)
    assert_registered(page, visitor)
    assert page.url.endswith(answered[0])
    assert stored(visitor.mobile) == 1


def store_and_lose_the_answer(route: Route) -> None:
    """The server gets the form; the phone never hears of it."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort("connectionreset")
    else:
        route.continue_()


def test_a_window_closed_before_the_answer_opens_on_the_pass(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    page.route(POSTS, store_and_lose_the_answer)
    send(page)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.close()
    assert stored(visitor.mobile) == 1
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor")
    assert_registered(page, visitor)
    assert stored(visitor.mobile) == 1
    assert "earlier" not in page.url


def test_a_window_closed_without_a_network_asks_to_send_again(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = typed_form(phone, visitor)
    phone.set_offline(True)
    send(page)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor")
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    assert_words_stand(page, visitor)
    expect(page.locator("[data-state]")).to_contain_text("不会重复登记")
    assert stored(visitor.mobile) == 0
    tick(page, "consent_notice")
    assert send_and_see(page) == 303
    assert stored(visitor.mobile) == 1


def test_the_phone_says_at_once_that_the_network_is_gone(phone: BrowserContext) -> None:
    page = typed_form(phone, Visitor())
    phone.set_offline(True)
    expect(page.get_by_text(AWAY)).to_be_in_viewport()
    phone.set_offline(False)
    expect(page.get_by_text(AWAY)).to_be_hidden()


def test_an_answer_that_takes_more_than_a_minute_doubles_nothing(
    phone: BrowserContext, stored: CountStored
) -> None:
    visitor = Visitor()
    page = phone.new_page()
    page.clock.install()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor.type_into(page)
    held: list[str] = []

    def hold_the_first_answer(route: Route) -> None:
        if route.request.method != "POST" or held:
            route.continue_()
        else:
            held.append(route.fetch(max_redirects=0).headers["location"])

    page.route(POSTS, hold_the_first_answer)
    send(page)
    page.wait_for_timeout(300)
    page.clock.run_for(11_000)
    expect(page.get_by_text(SLOW)).to_be_visible()
    page.clock.run_for(50_000)
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.clock.run_for(5_000)
    assert_registered(page, visitor)
    assert page.url.endswith(held[0])
    assert stored(visitor.mobile) == 1


def test_in_the_queue_the_form_keeps_its_place(
    chromium: Browser, server: Server, stored: CountStored
) -> None:
    visitor = Visitor()
    # Not watched: here the server may say 503.
    context = chromium.new_context(**PHONE, base_url=server.address)
    page = typed_form(context, visitor)
    turned_away: list[int] = []

    def turn_away_twice(route: Route) -> None:
        if route.request.method == "POST" and len(turned_away) < 2:
            turned_away.append(503)
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="busy")
        else:
            route.continue_()

    page.route(POSTS, turn_away_twice)
    send(page)
    expect(page.get_by_text(QUEUE)).to_be_visible()
    assert_words_stand(page, visitor)
    assert_registered(page, visitor)
    assert stored(visitor.mobile) == 1
    context.close()


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
