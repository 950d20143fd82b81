"""Walks through the public pages with a Chromium of 2019, the oldest we promise to serve.

Run by ``make old-browser``; no part of ``make test``. The browser comes out of an npm package that
was made for something else (``tools/old_browser/package.json``) and never sees a page but ours. It
registers, applies, hands in a file and loses the network; every page is photographed for an eye to
look over, beside the same page in the Chromium of today. Exits with 1 where a page has an error.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import assets  # noqa: E402 -- the repository is on the path only now
from debugging_pipe import Pipe, Tab  # noqa: E402

from tests.browser.conftest import FLAGS, chromium_path, installation  # noqa: E402
from tests.browser.forms import SHOW, a_mobile  # noqa: E402
from tests.browser.public_pages import public_pages  # noqa: E402
from tests.cast import PASSWORD  # noqa: E402
from tests.live_server import Server  # noqa: E402

FOLDER = ROOT / "tools" / "old_browser"
PACKED = FOLDER / "node_modules" / "chrome-aws-lambda" / "bin" / "chromium.br"
OLD = FOLDER / "node_modules" / "chromium"
OWNER = "owner@expo.example"
PHONE, DESKTOP = (390, 844), (1440, 900)


class Walk:
    """One browser on its way through an installation; keeps what went wrong."""

    def __init__(self, pipe: Pipe, server: Server, pictures: Path) -> None:
        self.pipe, self.server, self.pictures = pipe, server, pictures
        self.problems: list[str] = []
        pictures.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def errand(self, name: str, screen: tuple[int, int] = PHONE) -> Iterator[Tab]:
        """A tab of its own; its errors count, and where it gets stuck it is photographed."""
        tab = Tab(self.pipe, *screen, phone=screen == PHONE)
        try:
            yield tab
        except (RuntimeError, TimeoutError) as error:
            self.problems.append(f"{name}: {error}")
            with suppress(TimeoutError):
                tab.picture(self.pictures / f"{name}, stuck.png", whole=False)
        self.problems += [f"{name}: {one}" for one in tab.troubles()]
        tab.close()

    def address(self, path: str) -> str:
        """Where a path stands."""
        return f"{self.server.address}{path}"

    def look(self, name: str, path: str, screen: tuple[int, int] = PHONE) -> None:
        """Opens a page and photographs it; it must not be wider than the screen."""
        with self.errand(name, screen) as tab:
            tab.open(self.address(path))
            wide = tab.evaluate("document.documentElement.scrollWidth")
            if wide > screen[0]:
                self.problems.append(f"{name}: {wide} pixels wide on a screen of {screen[0]}")
            tab.picture(self.pictures / f"{name}.png")

    def register(self, *, offline: bool) -> None:
        """A visitor fills in the form and taps; ``offline`` loses the network before the tap."""
        name = "visitor offline" if offline else "visitor registers"
        with self.errand(name) as tab:
            tab.open(self.address(f"{SHOW}/visitor?lang=zh"))
            fill_in_visitor(tab)
            tab.picture(self.pictures / f"{name}, filled in.png")
            tab.lose_network(offline)
            tab.tap("[data-send]")
            if offline:
                tab.wait("!document.querySelector('[data-state]').hidden")
                tab.picture(self.pictures / f"{name}, waiting.png")
                tab.lose_network(False)
            tab.arrive("location.pathname.startsWith('/r/')")
            tab.picture(self.pictures / f"{name}, own page.png")

    def send_empty(self, form: str) -> None:
        """Sends a form with nothing in it and sees its errors."""
        with self.errand(f"{form} with errors") as tab:
            tab.open(self.address(f"{SHOW}/{form}?lang=zh"))
            tab.tap("[data-send]")
            tab.wait("document.querySelector('#summary')")
            tab.picture(self.pictures / f"{form} with errors.png")

    def apply(self) -> None:
        """A company applies."""
        with self.errand("exhibitor applies") as tab:
            tab.open(self.address(f"{SHOW}/exhibitor?lang=zh"))
            fill_in_exhibitor(tab)
            tab.picture(self.pictures / "exhibitor applies, filled in.png")
            tab.tap("[data-send]")
            tab.arrive("location.pathname.startsWith('/r/')")
            tab.picture(self.pictures / "exhibitor applies, own page.png")

    def hand_in(self, company: str, documents: str) -> None:
        """A company gives its number and hands in a photo of its licence."""
        licence = self.pictures / "licence.jpg"
        Image.effect_noise((3000, 4000), 40).convert("RGB").save(licence)
        with self.errand("company hands in") as tab:
            tab.open(self.address(f"{company}?lang=zh"))
            tab.type('[name="uscc"]', "91350100M000100Y43")
            tab.type('[name="address"]', "苏州市某某路 1 号")
            tab.tap("[data-send]")
            tab.arrive(f"location.pathname !== '{company}'")
            tab.open(self.address(f"{documents}?lang=zh"))
            tab.attach('[name="licence_file"]', licence)
            tab.wait("document.querySelector('.file:not(.file-sending) .file-name')")
            tab.picture(self.pictures / "company hands in, handed in.png")
            tab.tap("[data-send]")
            tab.arrive(f"location.pathname !== '{documents}'")
            tab.picture(self.pictures / "company hands in, answered.png")

    def show_at_the_door(self, path: str) -> None:
        """A visitor opens the pass over the whole screen, and copies the link."""
        with self.errand("pass at the door") as tab:
            tab.open(self.address(f"{path}?lang=zh"))
            tab.tap("[data-door]")
            tab.picture(self.pictures / "pass at the door.png", whole=False)
            tab.evaluate("history.back()")


def fill_in_visitor(tab: Tab) -> None:
    """Types and taps what the visitor form asks."""
    typed = {"name": "欧阳静", "mobile": a_mobile(), "company": "广州某某生物科技有限公司"}
    for name, words in (typed | {"job_title": "研发经理", "city": "广州"}).items():
        tab.type(f'[name="{name}"]:not([type="hidden"])', words)
    tab.choose('[name="province"]', "44")
    tab.tap('[name="business_nature"][value="biotech"]')
    tab.tap('[name="interests"][value="atmp_cell"]')
    tab.tap('[name="consent_notice"]')


def fill_in_exhibitor(tab: Tab) -> None:
    """Types and taps what the first contact asks."""
    tab.tap('[name="origin"][value="cn"]')
    typed = {"company_zh": "深圳某某细胞工程有限公司", "contact_name": "陈启明"}
    for name, words in (typed | {"mobile": a_mobile(), "email": "booth@example.com"}).items():
        tab.type(f'[name="{name}"]:not([type="hidden"])', words)
    tab.tap('[name="exhibit_categories"][value="atmp_cell"]')
    tab.tap('[name="booth_type"][value="shell_9"]')
    for consent in ("consent_notice", "consent_declaration"):
        tab.tap(f'[name="{consent}"]')


def old_chromium() -> str:
    """Where the old browser lies; fetched and unpacked the first time."""
    assets.fetch(FOLDER, PACKED)
    if not OLD.exists():
        OLD.write_bytes(brotli.decompress(PACKED.read_bytes()))
        OLD.chmod(0o755)
    return str(OLD)


def walk(binary: str, pictures: Path) -> list[str]:
    """Every page and every errand with one browser, on a new installation; what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        flags = [*FLAGS, "--headless", "--no-zygote", "--hide-scrollbars"]
        pipe = Pipe([binary, *flags, f"--user-data-dir={folder}/profile"], dict(os.environ))
        print(pipe.ask("Browser.getVersion")["product"], flush=True)
        server = installation(Path(folder))
        server.run("staff", "add", OWNER, "--role", "owner", "--password-stdin", typed=PASSWORD)
        try:
            return run_errands(Walk(pipe, server, pictures), public_pages(server))
        finally:
            pipe.close()
            server.stop()


def run_errands(way: Walk, pages: dict[str, str]) -> list[str]:
    """Looks at each page and does what people do; gives what went wrong."""
    for name, path in pages.items():
        way.look(name, f"{path}?lang=zh")
    way.look("landing, wide", f"{SHOW}/?lang=en", DESKTOP)
    for offline in (False, True):
        way.register(offline=offline)
    way.apply()
    for form in ("visitor", "exhibitor"):
        way.send_empty(form)
    way.hand_in(pages["step company"], pages["step documents"])
    way.show_at_the_door(pages["visitor"])
    return way.problems


def main() -> None:
    """``python tools/old_browser.py [--pictures FOLDER]``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=ROOT / "instance" / "old-browser")
    pictures = parser.parse_args().pictures.resolve()
    shutil.rmtree(pictures, ignore_errors=True)
    problems = walk(old_chromium(), pictures / "old") + walk(chromium_path(), pictures / "today")
    print(*problems, f"Pictures: {pictures}", sep="\n")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
