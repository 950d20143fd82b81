"""The pages of the product in their states, as rows of phones."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from io import BytesIO
from typing import Any

import design_files
from PIL import Image
from playwright.sync_api import Browser, Page

from exhibition.domain.clock import now
from exhibition.domain.show import Window
from tests.browser import stages
from tests.browser.conftest import sign_in
from tests.browser.stages import EXHIBITOR, VISITOR
from tests.cast import PASSWORD
from tests.letters import a_change
from tests.live_server import Server

PHONE = (390, 844)
OFFICE = (1100, 640)
OWNER = "owner@expo.example"
LOOKS = (("zh", "light"), ("en", "dark"))


@dataclass(frozen=True)
class Stop:
    """A page in one state: its path, what is done on it first, the screen, its share."""

    path: str
    act: Callable[[Page], None] | None = None
    size: tuple[int, int] = PHONE
    share: float = 0.6
    signed_in: Any = None
    #: Where the English picture needs a page of its own, because the first has changed it.
    in_english: str = ""


@dataclass
class Stage:
    """What the pages stand on."""

    browser: Browser
    server: Server
    specimens: str

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """Owner pages in every state; with them comes somebody who signs in."""
        self.server.run(
            "staff", "add", OWNER, "--role", "owner", "--password-stdin", typed=PASSWORD
        )
        return stages.owner_pages(self.server)

    @cached_property
    def signed_in(self) -> Any:
        """What the browser keeps of somebody who signed in."""
        assert self.owners
        context = self.browser.new_context(base_url=self.server.address)
        sign_in(context.new_page(), OWNER)
        state = context.storage_state()
        context.close()
        return state


def rows(
    browser: Browser, server: Server, specimens: str, wanted: Sequence[str]
) -> Iterator[tuple[str, list[list[Image.Image]]]]:
    """The sheets of pages by name: a row in Chinese and light, a row in English and dark.

    ``specimens`` is the address of the pages that only come when something is broken.
    """
    stage = Stage(browser, server, specimens)
    for name, stops in SHEETS.items():
        if not wanted or name in wanted:
            made = stops(stage)
            yield name, [[picture(browser, server, stop, *look) for stop in made] for look in LOOKS]


def picture(
    browser: Browser, server: Server, stop: Stop, language: str, scheme: str
) -> Image.Image:
    """One page in one language and mode, made smaller."""
    width, height = stop.size
    context = browser.new_context(
        base_url=server.address,
        viewport={"width": width, "height": height},
        is_mobile=width < 700,
        has_touch=width < 700,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="zh-CN",
        storage_state=stop.signed_in,
    )
    page = context.new_page()
    path = stop.in_english if language == "en" and stop.in_english else stop.path
    page.goto(with_language(path, language), wait_until="networkidle")
    if stop.act:
        stop.act(page)
    shot = taken(page)
    context.close()
    size = round(width * stop.share), round(height * stop.share)
    return shot.resize(size, Image.Resampling.LANCZOS)


def with_language(path: str, language: str) -> str:
    """The path of a page in a language; what follows a ``#`` stays last."""
    before, sign, place = path.partition("#")
    return f"{before}{'&' if '?' in before else '?'}lang={language}{sign}{place}"


def taken(page: Page, *, full: bool = False) -> Image.Image:
    """What is on the screen, or the whole page."""
    return Image.open(BytesIO(page.screenshot(full_page=full))).convert("RGB")


def landing(stage: Stage) -> list[Stop]:
    """The first page: announced, not yet, closed, over, another motif."""
    today = now()
    dates = [stages.a_day((today + timedelta(days=115 + n)).date()) for n in range(3)]
    shapes: dict[str, dict[str, Any]] = {
        "announced": {"days": dates, "icp_no": "粤ICP备2025000000号-1"},
        "soon": {"days": dates, "visitor_window": Window(opens_at=today + timedelta(days=9))},
        "late": {"visitor_window": Window(closes_at=today), "days": dates},
        "gone": {"days": [stages.a_day((today - timedelta(days=9)).date())]},
    }
    for slug, shape in shapes.items():
        stages.load_show(stage.server, slug, **shape)
    stages.load_show(stage.server, "wood", "furniture", days=dates)
    return [Stop(f"/{slug}/") for slug in (*shapes, "wood")]


def desktop(stage: Stage) -> list[Stop]:
    """The first page on a computer."""
    dates = [stages.a_day((now() + timedelta(days=115 + n)).date()) for n in range(3)]
    stages.load_show(stage.server, "wide", days=dates)
    return [Stop("/wide/", size=(1440, 960), share=0.6)]


def files(stage: Stage) -> list[Stop]:
    """Files to hand in: none yet, on the way, arrived, refused; an application each."""
    acts = (design_files.at_the_files, design_files.sending)
    acts += (design_files.handed_in, design_files.refused)
    return [
        Stop(documents(stage), act, size=(390, 560), in_english=documents(stage)) for act in acts
    ]


def documents(stage: Stage) -> str:
    """The page for files of an application nobody has touched."""
    owner = stages.register(stage.server, "exhibitor", EXHIBITOR)
    return f"{owner}/application/documents"


def passes(stage: Stage) -> list[Stop]:
    """The owner page: valid, after a change, revoked; what a stranger sees: valid, pending."""
    owners = stage.owners
    strangers = stages.pass_pages(stage.server, owners)
    paths = [owners["visitor"], moved(stage.server), owners["visitor revoked"]]
    checks = [strangers["pass of a visitor"], strangers["pass of a exhibitor"]]
    return [Stop(path) for path in (*paths, *checks)]


def moved(server: Server) -> str:
    """The owner page of somebody whose show has moved since."""
    stages.load_show(server, "moved")
    path = stages.register(server, "visitor", VISITOR, "/moved")
    with stages.installation(server) as session:
        a_change(session, stages.of(session, path).show)
    return path


def short_pages(stage: Stage) -> list[Stop]:
    """What stands there when something is in the way."""
    closed = stages.closed_shows(stage.server)
    return [
        Stop("/cell-gene-therapy/visitor", offline),
        Stop(closed["form closed"]),
        Stop(f"{stage.specimens}/design/queue"),
        Stop("/nowhere/at-all"),
        Stop(f"{stage.specimens}/design/broken"),
    ]


def offline(page: Page) -> None:
    """The network goes while somebody fills in the form."""
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.wait_for_timeout(300)


def lists(stage: Stage) -> list[Stop]:
    """A list of the back office: with rows, with none yet, with none that match."""
    stages.load_show(stage.server, "empty")
    stage.server.run("demo", "--visitors", "40", "--exhibitors", "5", "--seed", "7")
    paths = ("demo/visitors", "empty/visitors", "demo/visitors?q=zzz")
    office = partial(Stop, size=OFFICE, share=0.5, signed_in=stage.signed_in)
    return [office(f"/organizer/{path}") for path in paths]


SHEETS: Mapping[str, Callable[[Stage], list[Stop]]] = {
    "landing": landing,
    "desktop": desktop,
    "passes": passes,
    "files": files,
    "short-pages": short_pages,
    "lists": lists,
}
