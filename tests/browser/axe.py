"""What axe-core finds on a page: WCAG 2.2 AA, in light and in dark, and the widths that scroll."""

from typing import Any

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What another light can change; the rest of the rules would find the same again.
COLOURS = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 390, 1440)


def barriers(page: Page, axe_source: str) -> list[str]:
    """What is wrong at the present width, in both lights, and where the page scrolls sideways.

    All that folds out is folded out before.
    """
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    page.evaluate(axe_source)
    found = violations(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page, {"type": "rule", "values": COLOURS})]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width}")
    return found


def violations(page: Page, only: dict[str, Any]) -> list[str]:
    """The violations of these rules: rule, element, what axe says about it."""
    result = page.evaluate("only => axe.run({runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{rule['id']}: {' '.join(node['target'])} — {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
