"""What axe-core finds on a page: WCAG 2.2 AA, in light and in dark, and the widths that scroll."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.watch import Watch

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What another light can change; the rest of the rules would find the same again.
COLOURS = ["color-contrast", "link-in-text-block"]
TARGETS = "target-size"
UNFOLD = "which => document.querySelectorAll(which).forEach((each) => { each.open = true; })"
WIDTHS = (320, 390, 1440)
#: Words in a box that shows only some of them; what only a screen reader should hear is not seen
#: anyhow, and a plot that runs off the edge holds no words.
CUT = """
Array.from(document.querySelectorAll("body *"))
  .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1)
  .filter((e) => /hidden|clip/.test(getComputedStyle(e).overflowX) && !e.closest("svg"))
  .filter((e) => !e.querySelector(".hero-plot") && e.textContent.trim() && e.tagName !== "SELECT")
  .map((e) => e.outerHTML.slice(0, 80))
"""


class Lens:
    """A page that is looked through at many addresses, with axe-core in every document.

    It stands still: a colour on its way to another is no colour of ours.
    """

    def __init__(
        self, chromium: Browser, address: str, axe_source: str, screen: dict[str, Any], **more: Any
    ) -> None:
        self._screen = screen
        self._watch = Watch()
        options = {"locale": "zh-CN", "reduced_motion": "reduce", **screen, **more}
        self._context = chromium.new_context(base_url=address, **options)
        self._watch.follow(self._context, address)
        self._context.add_init_script(axe_source)
        self._page = self._context.new_page()

    def page(self) -> Page:
        """The page as at first: in light, as wide as its screen."""
        self._page.emulate_media(color_scheme="light")
        self._page.set_viewport_size(self._screen["viewport"])
        return self._page

    def leave_out_scripts(self) -> None:
        """From now on no script of ours arrives; axe-core needs the browser to run its own."""
        self._context.route("**/*.js", lambda route: route.abort())

    def problems(self) -> list[str]:
        """What the watch saw since it was asked last."""
        seen, self._watch.problems = self._watch.problems, []
        return seen

    def close(self) -> None:
        """Puts it away."""
        self._context.close()


def barriers(page: Page) -> list[str]:
    """What is wrong at the present width, in both lights, and where the page scrolls sideways.

    All that folds out is folded out before; menus only after the targets under them were measured.
    """
    page.evaluate(UNFOLD, "details:not(.menu)")
    found = violations(page, {"type": "rule", "values": [TARGETS]})
    page.evaluate(UNFOLD, "details")
    found += violations(page, {"type": "tag", "values": TAGS}, [TARGETS])
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, {"type": "rule", "values": COLOURS})]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += narrow_places(page, f"at {width}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.set_viewport_size({"width": 390, "height": 900})
    return found + narrow_places(page, "with text at 200 %")


def narrow_places(page: Page, when: str) -> list[str]:
    """Where the page scrolls sideways, or shows only some of the words in a box."""
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    cut = [f"cut off {when}: {element}" for element in page.evaluate(CUT)]
    return [f"scrolls sideways {when}"] * is_wide + cut


def violations(page: Page, only: dict[str, Any], but: Sequence[str] = ()) -> list[str]:
    """The violations of these rules: rule, element, what axe says about it."""
    options = {
        "runOnly": only,
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in but},
    }
    result = page.evaluate("options => axe.run(options)", options)
    return [
        f"{rule['id']}: {' '.join(node['target'])} — {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
