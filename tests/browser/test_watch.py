"""The watch over every page sees what it is there for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.forms import SHOW
from tests.browser.watch import Watch
from tests.live_server import Server

pytestmark = pytest.mark.browser

MISDEEDS = {
    "console": "console.error('a word')",
    "error on": "setTimeout(() => { throw new Error('lost') })",
    "against the policy": "document.body.setAttribute('style', 'color: red')",
    "asked for": "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))",
    "wider than the screen": (
        "const bar = document.body.appendChild(document.createElement('div'));"
        "bar.style.cssText = 'width: 4000px; height: 1px'; dispatchEvent(new Event('resize'))"
    ),
    "404 for": "document.body.append(Object.assign(new Image(), {src: '/static/none.png'}))",
}


@pytest.mark.parametrize("word", MISDEEDS)
def test_the_watch_notices(chromium: Browser, server: Server, word: str) -> None:
    watch = Watch()
    context = chromium.new_context(base_url=server.address)
    watch.follow(context, server.address)
    page = context.new_page()
    page.goto(f"{SHOW}/")
    assert watch.problems == []
    page.evaluate(f"() => {{ {MISDEEDS[word]} }}")
    page.wait_for_timeout(150)
    context.close()
    assert any(word in problem for problem in watch.problems), watch.problems
