"""What a screen reader hears on the two forms: names, groups, hints, and errors as they come."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.forms import SHOW, control, send_and_see, tap

pytestmark = pytest.mark.browser

#: Role and name of what is typed into or chosen from, in the order of the page.
HEARD = {
    ("visitor", "zh"): [
        "textbox 姓名",
        "combobox 国家或地区代码",
        "textbox 手机号",
        "textbox 单位名称",
        "textbox 职务",
        "group 所在地区",
        "combobox 国家或地区",
        "combobox 省份",
        "textbox 城市（选填）",
        "radiogroup 单位类型",
        "group 感兴趣的展品",
        "searchbox 在“感兴趣的展品”中搜索",
        "textbox 邮箱（选填）",
    ],
    ("visitor", "en"): [
        "textbox Full name",
        "combobox Country code",
        "textbox Mobile number",
        "textbox Company or institution",
        "textbox Job title",
        "group Location",
        "combobox Country or region",
        "combobox Province",
        "textbox City (optional)",
        "radiogroup Type of organization",
        "group Product interests",
        "searchbox Search within “Product interests”",
        "textbox E-mail (optional)",
    ],
    ("exhibitor", "zh"): [
        "radiogroup 企业所在地",
        "textbox 公司全称",
        "textbox 联系人",
        "combobox 国家或地区代码",
        "textbox 手机号",
        "textbox 邮箱",
        "group 展品类别",
        "searchbox 在“展品类别”中搜索",
        "radiogroup 展位需求",
        "group 所在地区（选填）",
        "combobox 省份",
        "textbox 城市",
        "textbox 想咨询的问题（选填）",
    ],
    ("exhibitor", "en"): [
        "radiogroup Company location",
        "textbox Company name",
        "textbox Contact person",
        "combobox Country code",
        "textbox Mobile number",
        "textbox E-mail",
        "group Exhibit categories",
        "searchbox Search within “Exhibit categories”",
        "radiogroup Booth",
        "group Location (optional)",
        "textbox City",
        "textbox Your questions (optional)",
    ],
}
ROLES = ("textbox", "combobox", "searchbox", "group", "radiogroup")
TICKS = ("radio", "checkbox")

Node = dict[str, str]


def tree(page: Page) -> list[Node]:
    """Everything the browser tells a screen reader, in its order: role, name, description."""
    wire = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in wire.send("Accessibility.getFullAXTree")["nodes"]}

    def walk(key: str) -> Iterator[Node]:
        node = nodes[key]
        if not node.get("ignored"):
            parts = ("role", "name", "description")
            yield {part: str(node.get(part, {}).get("value", "")) for part in parts}
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from walk(child)

    return list(walk(next(iter(nodes))))


def plain(node: Node) -> str:
    """Role and name; Chromium's own word for a list among them."""
    role = {"ComboBoxSelect": "combobox", "MenuListPopup": ""}.get(node["role"], node["role"])
    return f"{role.lower()} {' '.join(node['name'].split())}"


@pytest.mark.parametrize(("form", "language"), HEARD)
def test_every_control_says_what_it_is(phone: BrowserContext, form: str, language: str) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/{form}?lang={language}")
    heard = tree(page)
    # What only folds (`details`) is a group without a name.
    said = [plain(node) for node in heard if node["name"]]
    assert [one for one in said if one.split(" ")[0] in ROLES] == HEARD[form, language]
    assert all(node["name"] for node in heard if node["role"] in TICKS)


def described(page: Page, name: str) -> str:
    """The description of the control that bears this accessible name, as the browser joins it."""
    controls = (node for node in tree(page) if node["role"] in ROLES)
    return next(node["description"] for node in controls if node["name"].startswith(name))


def test_an_error_belongs_to_its_field_and_is_said_when_it_comes(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=en")
    assert described(page, "Mobile number") == "For admission and show notices only"
    control(page, "mobile").fill("138")
    control(page, "mobile").blur()
    expect(page.get_by_role("alert")).to_have_text("Enter an 11-digit mainland mobile number")
    assert described(page, "Mobile number").endswith("Enter an 11-digit mainland mobile number")
    control(page, "mobile").press_sequentially("00138000")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert described(page, "Mobile number") == "For admission and show notices only"
    expect(control(page, "mobile")).to_be_focused()


def test_a_form_that_came_back_leads_to_each_error(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    assert send_and_see(page) == 422
    assert described(page, "姓名") == "将印在入场证上 请填写姓名"
    assert described(page, "感兴趣的展品") == "可多选，选大类即可 请至少选择一项"
    tap(page, "interests", "upstream")
    assert described(page, "感兴趣的展品") == "可多选，选大类即可"


def test_a_group_says_its_count_and_a_chip_keeps_its_name(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(f"{SHOW}/visitor?lang=zh")
    page.locator("#f-interests summary").tap()
    tap(page, "interests", "ctmp_stem")
    said = [plain(node) for node in tree(page)]
    assert "group 感兴趣的展品 已选 1" in said
    assert "group 细胞治疗药品（CTMPs） 已选 1" in said
    assert "checkbox 细胞治疗药品（CTMPs）" in said
