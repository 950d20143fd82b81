"""Takes the pictures of ``docs/design.md``: every component and page in its states.

Run by hand when the look has changed: ``.venv/bin/python tools/design_pictures.py``, or with names
of sheets to take just those. Sheets of components are rendered by the application's own macros and
style sheets, from ``tools/design/``, at an address only this program has. Pages are the product's.
"""

import logging
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Response, render_template
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import design_pages  # noqa: E402 -- the repository is on the path only now
import design_specimens  # noqa: E402

from exhibition import create_app  # noqa: E402
from exhibition.config import load_settings  # noqa: E402
from exhibition.domain import motif  # noqa: E402
from exhibition.domain.colour import accent_pair  # noqa: E402
from exhibition.web import errors  # noqa: E402
from exhibition.web.public.blueprint import load_show  # noqa: E402
from tests.browser.conftest import FLAGS, chromium_path, installation  # noqa: E402
from tests.live_server import Server, free_port  # noqa: E402
from tools.translations import compile_catalogue, stale  # noqa: E402

PICTURES = ROOT / "docs" / "pictures" / "design"
MOST_BYTES = 1_500_000
#: A palette of the colours most often there: grounds and tokens exact, edges of letters near.
COLOURS = 240
GAP = 12
ZH_LIGHT, ZH_DARK, EN_LIGHT, EN_DARK = (
    (language, scheme) for language in ("zh", "en") for scheme in ("light", "dark")
)
ALL = (ZH_LIGHT, ZH_DARK, EN_LIGHT, EN_DARK)
BOTH = (ZH_LIGHT, EN_DARK)
#: Sheets of components: their width in CSS pixels, the languages and modes they are shown in.
SHEETS = {
    "foundation": (420, BOTH),
    "fields": (420, ALL),
    "buttons": (460, ALL),
    "choices": (420, ALL),
    "status": (420, ALL),
    "motif": (620, (ZH_LIGHT, ZH_DARK)),
}
#: The states that only a pointer or a keyboard brings about.
FORCED = ("hover", "active", "focus")


def main(wanted: list[str]) -> None:
    """Takes all sheets, or those that are named; stops when together they are too large."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    for catalogue in stale():
        compile_catalogue(catalogue)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = installation(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            with specimens_of(server) as address:
                components(browser, address, [n for n in SHEETS if not wanted or n in wanted])
                for name, rows in design_pages.rows(browser, server, address, wanted):
                    keep(name, compose([compose(row) for row in rows], upright=True))
        finally:
            browser.close()
            server.stop()
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    print(*(f"{name}  {size / 1024:.0f} KB" for name, size in sizes.items()), sep="\n")
    if sum(sizes.values()) > MOST_BYTES:
        sys.exit("Together they are larger than 1.5 MB.")


def components(browser: Browser, address: str, names: list[str]) -> None:
    """The sheets of components in their languages and modes, side by side."""
    for name in names:
        width, variants = SHEETS[name]
        shots = [
            shot(browser, f"{address}/design/{name}?lang={language}", width, scheme)
            for language, scheme in variants
        ]
        keep(name, compose(shots))


@contextmanager
def specimens_of(server: Server) -> Iterator[str]:
    """The address of the application with one page more, on the data of a running installation."""
    app = create_app(load_settings(server.environment))
    loader = app.jinja_env.loader
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([loader, FileSystemLoader(ROOT / "tools" / "design")])
    # The blueprint of the public pages is open to everybody; so is what stands under its name.
    app.add_url_rule("/design/<name>", "public.design", sheet)
    app.add_url_rule("/design/queue", "public.design_queue", queue)
    app.add_url_rule("/design/broken", "public.design_broken", broken)
    serving = make_server("127.0.0.1", free_port(), app, threaded=True)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()


def sheet(name: str) -> str:
    """One sheet of specimens in the language asked for."""
    show = load_show("cell-gene-therapy")
    return render_template(
        f"{name}.html",
        sheet=name,
        show=show,
        specimens=design_specimens.all_of_them(),
        colours=design_specimens.colours(),
        signs=design_specimens.signs(),
        pair=accent_pair,
        plot=lambda kind: Markup(motif.svg(show.slug, kind)),  # noqa: S704 -- our own numbers
    )


def queue() -> str:
    """The page of a visitor in line, as a busy database gives it."""
    load_show("cell-gene-therapy")
    return render_template("public/queue.html", sent=[], retry_seconds=600)


def broken() -> Response:
    """The page of an error of ours."""
    return errors.error_page(500)


def shot(browser: Browser, address: str, width: int, scheme: str) -> Image.Image:
    """A sheet from its first to its last specimen."""
    context = browser.new_context(
        viewport={"width": width, "height": 600}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    force_states(page)
    picture = design_pages.taken(page, full=True)
    context.close()
    return picture


def force_states(page: Page) -> None:
    """Puts each element with ``data-force`` (or the control in it) into that state."""
    protocol = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        protocol.send(f"{domain}.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    for state in FORCED:
        selector = f"button[data-force={state}], [data-force={state}] .input"
        found = protocol.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})
        classes = [state, "focus-visible"] if state == "focus" else [state]
        for node in found["nodeIds"]:
            protocol.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": classes})


def compose(shots: list[Image.Image], *, upright: bool = False) -> Image.Image:
    """Pictures side by side, or one above the other, on neutral grey."""
    along, across = (1, 0) if upright else (0, 1)
    size = [0, 0]
    size[along] = sum(one.size[along] for one in shots) + GAP * (len(shots) + 1)
    size[across] = max(one.size[across] for one in shots) + 2 * GAP
    board = Image.new("RGB", (size[0], size[1]), "#9aa5a3")
    place = [GAP, GAP]
    for one in shots:
        board.paste(one, (place[0], place[1]))
        place[along] += one.size[along] + GAP
    return board


def keep(name: str, board: Image.Image) -> None:
    """Writes a sheet in its most frequent colours, which stay exact; any other becomes the nearest
    of them. Pillow's own reduction shifts white paper, and a QR plate on it.
    """
    found = board.getcolors(board.width * board.height) or []
    often = [colour for _, colour in sorted(found, reverse=True)[:COLOURS]]
    slots = {colour: _nearest(colour, often) for _, colour in found}
    reduced = Image.new("P", board.size)
    reduced.putdata([slots[colour] for colour in board.get_flattened_data()])
    reduced.putpalette([channel for colour in often for channel in colour])
    reduced.save(PICTURES / f"{name}.png", optimize=True)


def _nearest(colour: tuple[int, int, int], often: list[tuple[int, int, int]]) -> int:
    return min(
        range(len(often)),
        key=lambda slot: sum((a - b) ** 2 for a, b in zip(colour, often[slot], strict=True)),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
