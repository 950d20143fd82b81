"""People at the two public forms: what they type, tap and send."""

import io
import secrets
from dataclasses import dataclass, field

import zxingcpp
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

SHOW = "/cell-gene-therapy"


def a_mobile() -> str:
    """A mainland mobile number that no other test uses."""
    return f"138{secrets.randbelow(10**8):08d}"


@dataclass
class Visitor:
    """Somebody who wants a pass."""

    name: str = "欧阳静"
    mobile: str = field(default_factory=a_mobile)
    company: str = "广州某某生物科技有限公司"
    job_title: str = "研发经理"
    province: str = "44"
    city: str = "广州"
    business_nature: str = "biotech"
    interests: tuple[str, ...] = ("atmp_cell", "upstream")
    email: str = ""

    def type_into(self, page: Page) -> None:
        """Fills in the visitor form."""
        for name in ("name", "mobile", "company", "job_title", "city", "email"):
            control(page, name).fill(getattr(self, name))
        control(page, "province").select_option(self.province)
        tap(page, "business_nature", self.business_nature)
        for interest in self.interests:
            tap(page, "interests", interest)
        tick(page, "consent_notice")


@dataclass
class Exhibitor:
    """Somebody who wants a booth."""

    company_zh: str = "深圳某某细胞工程有限公司"
    contact_name: str = "陈启明"
    mobile: str = field(default_factory=a_mobile)
    email: str = "booth@example.com"
    exhibit_categories: tuple[str, ...] = ("atmp_cell",)
    booth_type: str = "shell_9"
    remark: str = "想了解价格和位置"

    def type_into(self, page: Page) -> None:
        """Fills in the exhibitor form."""
        tap(page, "origin", "cn")
        for name in ("company_zh", "contact_name", "mobile", "email", "remark"):
            control(page, name).fill(getattr(self, name))
        for category in self.exhibit_categories:
            tap(page, "exhibit_categories", category)
        tap(page, "booth_type", self.booth_type)
        tick(page, "consent_notice")
        tick(page, "consent_declaration")


def control(page: Page, name: str) -> Locator:
    """The one control of this name that is typed into or chosen from."""
    return page.locator(f'[name="{name}"]:not([type="hidden"])')


def tap(page: Page, name: str, value: str) -> None:
    """Taps the chip, card or segment of one option."""
    page.locator("label", has=page.locator(f'[name="{name}"][value="{value}"]')).click()


def tick(page: Page, name: str) -> None:
    """Ticks a box by its text's beginning, as a thumb does."""
    page.locator("label", has=page.locator(f'[name="{name}"]')).click(position={"x": 12, "y": 12})


def typed_form(phone: BrowserContext, visitor: Visitor) -> Page:
    """The visitor form, filled in and not yet sent."""
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    visitor.type_into(page)
    return page


def assert_words_stand(page: Page, visitor: Visitor) -> None:
    """Every word of the visitor stands in the form."""
    for name in ("name", "mobile", "company", "job_title", "city", "province"):
        expect(control(page, name)).to_have_value(getattr(visitor, name))
    for interest in visitor.interests:
        expect(page.locator(f'[name="interests"][value="{interest}"]')).to_be_checked()


def send(page: Page) -> None:
    """Presses the button of the form."""
    page.locator("[data-send]").click()


def send_and_see(page: Page) -> int:
    """Presses the button; gives the status of the answer, once the page shows it."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)
    status = answered.value.status
    assert status < 500, status
    if status == 303:
        page.wait_for_url("**/r/*")
    else:
        page.locator("#summary").wait_for()
    return status


def qr_texts(picture: bytes) -> list[str]:
    """What an independent reader finds in a picture or a screenshot."""
    with Image.open(io.BytesIO(picture)) as image:
        found = zxingcpp.read_barcodes(image.convert("RGB"))
    return [code.text for code in found]
