"""The pass on paper: text that is text, a code that reads, nothing cut, a sheet to fold."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from exhibition.adapters import fonts, pass_layout, pass_sheet
from exhibition.adapters.pass_pdf import draw
from exhibition.adapters.pass_sheet import FoldSheet, Section
from exhibition.adapters.print_face import small_face
from exhibition.adapters.print_page import About
from exhibition.adapters.typesetting import Typesetter
from tests.adapters.test_pass_image import CARD, LONG_NAMES, PENDING

ABOUT = About("细胞与基因治疗展 V-4QX9T2B", "广州创迈展览策划有限公司", "zh-CN")
SHEET = FoldSheet(
    behind=(
        Section("地点 · Venue", ("广州 中国进出口商品交易会展馆 D 区",), ("Area D, Guangzhou",)),
        Section("交通 · Getting there", ("地铁 8 号线新港东站 A 口。",), ("Metro line 8.",)),
    ),
    inside_left=(Section("时间 · Dates", ("2026年9月24日 周四 09:00–17:00",)),),
    inside_right=(Section("须知 · Please note", ("一人一证，请勿转借。",)),),
    fold_first="① 沿虚线向后对折 · First fold back here",
    fold_second="② 再沿虚线向后对折 · Then fold back here",
)


@pytest.fixture(scope="module", autouse=True)
def poppler() -> None:
    """The programs another house wrote to read a PDF."""
    if not shutil.which("pdftotext") or not shutil.which("pdftoppm"):
        pytest.skip("no poppler here (Debian: apt-get install poppler-utils)")


def _said(pdf: bytes) -> str:
    """What can be selected and searched, without the spaces of the layout."""
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s", "", text.stdout.decode())


def _seen(pdf: bytes, folder: Path, dpi: int = 150) -> Image.Image:
    """The page as it comes out of the printer."""
    name = folder / "page"
    tool = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-", str(name)]
    subprocess.run(tool, input=pdf, check=True)
    return Image.open(f"{name}.png")


def _facts(pdf: bytes) -> dict[str, str]:
    told = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    return dict(re.findall(r"(?m)^([^:]+):\s+(.*)$", told.stdout.decode()))


@pytest.mark.parametrize("sheet", [None, SHEET])
@pytest.mark.parametrize("card", [CARD, PENDING])
def test_the_printed_code_is_read(card, sheet, tmp_path):
    page = _seen(draw(card, ABOUT, sheet), tmp_path)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [card.qr_text]


@pytest.mark.parametrize("sheet", [None, SHEET])
def test_it_is_one_page_of_paper_that_says_what_it_is(sheet):
    facts = _facts(draw(CARD, ABOUT, sheet))
    width, height = (float(side) for side in re.findall(r"[\d.]+", facts["Page size"])[:2])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (
        (210, 297) if sheet else (105, 148)
    )
    assert (facts["Pages"], facts["Title"]) == ("1", ABOUT.title)


def test_every_word_of_the_card_is_text():
    said = _said(draw(CARD, ABOUT))
    wanted = (CARD.name, CARD.company, CARD.job_title, CARD.reference, CARD.show_zh, *CARD.foot)
    for words in wanted:
        assert re.sub(r"\s", "", words) in said


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("stamp", [None, "待审核 / PENDING"])
def test_a_long_name_is_printed_whole(name, stamp):
    assert re.sub(r"\s", "", name) in _said(draw(replace(CARD, name=name, stamp=stamp), ABOUT))


@pytest.mark.parametrize("name", ["𠅤㛃䶮", "王𠅤", "Zoë Ångström", "O’Neill", "张é鑫"])
def test_a_rare_character_is_printed_and_found(name):
    assert name.replace(" ", "").replace("’", "'") in _said(draw(replace(CARD, name=name), ABOUT))


def test_rare_characters_look_different_on_paper(tmp_path):
    pictures = set()
    for name in ("𠅤", "㛃", "䶮", "〓"):
        page = _seen(draw(replace(CARD, name=name), ABOUT), tmp_path)
        pictures.add(page.crop((200, 150, 420, 230)).tobytes())
    assert len(pictures) == 4


def test_whatever_is_typed_breaks_nothing():
    odd = replace(
        CARD, name="王😀\U0001e900\ud800\n\x07明", company="عيادة 한국 שלום", job_title="\ufe0f"
    )
    assert "王" in _said(draw(odd, ABOUT, SHEET))


def test_nothing_stands_where_a_printer_does_not_print(tmp_path):
    """Four millimetres on every side of the card, even where every line is as long as can be."""
    card = replace(CARD, name="W" * 60, company="W" * 100, job_title="副" * 60)
    dpi = 150
    page = _seen(draw(card, ABOUT), tmp_path, dpi).convert("L")
    inked = page.point([255 if level < 250 else 0 for level in range(256)]).getbbox()
    assert inked is not None
    edge = 4 / 25.4 * dpi
    left, top, right, bottom = inked
    assert min(left, top, page.width - right, page.height - bottom) >= edge


def test_the_code_is_drawn_in_pure_black_on_white(tmp_path):
    dpi = 254  # ten pixels a millimetre
    page = _seen(draw(PENDING, ABOUT), tmp_path, dpi).convert("RGB")
    pixel = 138 / pass_layout.HEIGHT * 10
    left = (1050 - pass_layout.WIDTH * pixel) / 2 + pass_layout.PLATE_LEFT * pixel
    top = 50 + pass_layout.PLATE_TOP * pixel
    side = pass_layout.PLATE * pixel
    plate = page.crop(
        (round(left) + 9, round(top) + 9, round(left + side) - 9, round(top + side) - 9)
    )
    colours = plate.getcolors(1 << 16)
    assert colours is not None
    assert all(red == green == blue for _, (red, green, blue) in colours)
    assert {(0, 0, 0), (255, 255, 255)} <= {colour for _, colour in colours}


def test_the_sheet_says_everything_and_where_to_fold():
    said = _said(draw(CARD, ABOUT, SHEET))
    for section in (*SHEET.behind, *SHEET.inside_left, *SHEET.inside_right):
        for words in (section.heading, *section.lines, *section.also):
            assert re.sub(r"\s", "", words) in said
    assert said.count("向后对折") == 2


def test_long_directions_shrink_into_their_quarter():
    way = "乘地铁 8 号线到新港东站，从 A 口出站后沿阅江中路步行约五百米。" * 30
    sheet = replace(SHEET, behind=(Section("交通 · Getting there", (way,), ("By metro. " * 120,)),))
    texts = [text for text in pass_sheet.layout(sheet, Typesetter()) if text.place.left == 105.0]
    behind = [text.placed for text in texts if text.place.top == 0]
    assert "".join("".join(text.block.lines) for text in behind).count("A 口") == 30
    assert max(text.y + text.block.height for text in behind) <= 1485


def test_the_document_holds_only_the_characters_it_prints():
    pdf = draw(CARD, ABOUT)
    assert len(pdf) < 60_000
    face = fonts.find()
    assert (
        len(small_face([(face, "欧阳")])) < len(small_face([(face, "欧阳文静中山大学")])) < 10_000
    )
