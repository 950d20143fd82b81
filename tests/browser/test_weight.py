"""What the first look at the visitor form costs a phone on a bad network."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.forms import SHOW

pytestmark = pytest.mark.browser

MOST_BYTES = 60 * 1024
MOST_REQUESTS = 8


def test_the_visitor_form_comes_in_sixty_kilobytes_and_eight_requests(
    phone: BrowserContext, capsys: pytest.CaptureFixture[str]
) -> None:
    page = phone.new_page()
    wire = phone.new_cdp_session(page)
    requests: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.requestWillBeSent", lambda event: note(requests, event))
    wire.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    wire.send("Network.enable")
    page.goto(f"{SHOW}/visitor", wait_until="networkidle")
    total = sum(sizes.get(key, 0) for key in requests)
    said = [f"\nVisitor form: {total / 1024:.1f} KB in {len(requests)} requests"]
    said += [f"  {sizes.get(key, 0):6d}  {path}" for key, path in requests.items()]
    with capsys.disabled():
        print(*said, sep="\n")  # noqa: T201 -- the figure is what the run is looked at for
    assert total <= MOST_BYTES
    assert len(requests) <= MOST_REQUESTS


def note(requests: dict[str, str], event: dict[str, object]) -> None:
    """Keeps a request that went over the wire; its path says enough."""
    url = str(event["request"]["url"])  # type: ignore[index]
    if url.startswith("http"):
        requests[str(event["requestId"])] = "/" + url.split("/", 3)[3]
