"""Takes the two pictures of the README from the running product.

Run by hand when a page has changed its look: ``.venv/bin/python tools/pictures.py``. It starts a
server of its own with invented people, opens the pages in Chromium, and writes
``docs/pictures/pass.png`` and ``docs/pictures/list.png``.
"""

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import stages  # noqa: E402 -- the repository is on the path only now
from tests.browser.conftest import FLAGS, PHONE, chromium_path, installation, sign_in  # noqa: E402
from tests.browser.stages import VISITOR  # noqa: E402
from tests.cast import PASSWORD  # noqa: E402
from tests.live_server import Server  # noqa: E402
from tools.translations import compile_catalogue, stale  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 300 * 1024
OWNER = "owner@expo.example"
#: Colours of the palette a picture is reduced to; text stays sharp, dots and bands stay clean.
COLOURS = 128
LIST_SCREEN = {"viewport": {"width": 1440, "height": 810}}
#: What the codes in the pictures hold: an address that nobody has.
PUBLIC = "https://expo.example.com"
CHANNELS = ("《细胞周刊》推文", "行业群海报", "业务员 小陈")


def main() -> None:
    """Takes both pictures; says how large they are and stops when they are too large."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for catalogue in stale():
        compile_catalogue(catalogue)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = installation(Path(folder), BASE_URL=PUBLIC, EXHIBITION_ENV="local")
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        try:
            picture_of_pass(browser, server)
            picture_of_list(browser, server)
        finally:
            browser.close()
            server.stop()
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    print(*(f"{name}  {size / 1024:.0f} KB" for name, size in sizes.items()), sep="\n")
    if sum(sizes.values()) > MOST_BYTES:
        sys.exit("Together they are larger than 300 KB.")


def picture_of_pass(browser: Browser, server: Server) -> None:
    """The page of a visitor on a phone, the moment after registering."""
    path = stages.register(server, "visitor", VISITOR | {"email": "lin@example.com"})
    page = browser.new_context(base_url=server.address, **PHONE).new_page()
    page.goto(path, wait_until="networkidle")
    take(page, "pass")


def picture_of_list(browser: Browser, server: Server) -> None:
    """The visitor list of a show with invented people."""
    server.run("staff", "add", OWNER, "--role", "owner", "--password-stdin", typed=PASSWORD)
    server.run("demo", "--visitors", "0", "--exhibitors", "0")
    with stages.installation(server) as session:
        for name in CHANNELS:
            stages.a_channel(session, "demo", name)
    server.run("demo", "--visitors", "1200", "--exhibitors", "60", "--seed", "7")
    page = browser.new_context(base_url=server.address, **LIST_SCREEN).new_page()
    sign_in(page, OWNER)
    page.goto("/organizer/demo/visitors?lang=zh", wait_until="networkidle")
    take(page, "list")


def take(page: Page, name: str) -> None:
    """Writes what is on the screen, in few colours."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(path, optimize=True)


if __name__ == "__main__":
    main()
