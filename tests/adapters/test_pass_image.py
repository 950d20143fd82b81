"""The pass as a visitor holds it: readable by a scanner and by people, whatever the name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from exhibition.adapters import fonts, pass_layout
from exhibition.adapters.pass_image import PassCard, draw
from exhibition.adapters.typesetting import Placed, Typesetter

CARD = PassCard(
    show_zh="2026 广州国际细胞与基因治疗产业展览会",
    show_en="Guangzhou Cell & Gene Therapy Expo 2026",
    type_word_zh="专业观众",
    type_word_en="TRADE VISITOR",
    band="#0A5C5F",
    slug="cgt-2026",
    name="欧阳文静",
    company="中山大学附属第一医院",
    job_title="主任医师",
    qr_text="https://reg.example.com/p/1ABCDEFGHJKMNPQRSTVWXYZ2345Q7",
    reference="V-4QX9T2B",
    foot=(
        "2026-09-24 至 09-26 09:00–17:00",
        "广州·中国进出口商品交易会展馆 D 区",
        "交通：地铁 8 号线新港东站 A 口，步行 5 分钟",
        "一人一证，请勿转借 · Personal, not transferable",
        "凭此码换取胸卡 · Exchange for your badge",
        "广州创迈展览策划有限公司 135 2766 6116",
    ),
)
PENDING = replace(CARD, stamp="待审核 / PENDING")
LONG_NAMES = [
    "买买提" * 20,
    "W" * 60,
    "Maximiliana Alexandrowna von Hohenzollern-Sigmaringen Oyelara",
    "阿卜杜热西提·买买提明·艾山江·吐尔逊·" * 3,
]


def _picture(card: PassCard) -> Image.Image:
    return Image.open(BytesIO(draw(card))).convert("RGB")


def _letters(text: str) -> str:
    return fonts.printable(text).replace(" ", "").replace("’", "'")


def _holder(card: PassCard) -> list[Placed]:
    """The texts of the holder alone, top to bottom."""
    placed = pass_layout.own(card, Typesetter())
    return placed[1 if card.stamp else 0 : -1]


def _assert_whole_and_inside(card: PassCard) -> None:
    typesetter = Typesetter()
    placed = _holder(card)
    typed = _letters(card.name) + _letters(card.company) + _letters(card.job_title)
    assert "".join(_letters(line) for text in placed for line in text.block.lines) == typed
    for text in placed:
        assert typesetter.block_width(text.block) <= pass_layout.WIDTH - 60
    top = pass_layout.STAMP_BOTTOM if card.stamp else pass_layout.BAND
    assert all(text.y >= top for text in placed)
    assert all(text.y + text.block.height <= pass_layout.PLATE_TOP for text in placed)


def test_a_pass_is_1080_by_1720_and_light_enough_for_a_bad_network() -> None:
    png = draw(CARD)
    assert Image.open(BytesIO(png)).size == (1080, 1720)
    assert len(png) < 60_000


@pytest.mark.parametrize("card", [CARD, PENDING, replace(CARD, name="W" * 60)])
@pytest.mark.parametrize(
    "code", ["1ABCDEFGHJKMNPQRSTVWXYZ2345Q7", "1" + "0" * 28, "1ZZ9" * 7 + "7"]
)
def test_the_code_is_read_from_a_small_blurred_photo_of_the_pass(card: PassCard, code: str) -> None:
    text = f"https://reg.example.com/p/{code}"
    picture = _picture(replace(card, qr_text=text))
    small = picture.resize((350, 558), Image.Resampling.BILINEAR)
    file = BytesIO()
    small.filter(ImageFilter.GaussianBlur(0.8)).save(file, "JPEG", quality=40)
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(file))] == [text]


def _as_shown(card: PassCard) -> Image.Image:
    """The picture at the 350 px of the page, in greys."""
    return _picture(card).resize((350, 557), Image.Resampling.BILINEAR).convert("L")


def _dimmed(picture: Image.Image) -> Image.Image:
    """A screen at a fifth of its light, seen by a camera that adds its noise."""
    chance = Random(7)
    noisy = (round(level * 0.2 + chance.gauss(0, 5)) for level in picture.tobytes())
    return Image.frombytes("L", picture.size, bytes(min(max(level, 0), 255) for level in noisy))


def _forwarded(picture: Image.Image) -> Image.Image:
    """A screenshot sent on twice, packed anew each time."""
    for quality in (40, 30):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        picture = Image.open(file)
    return picture


def _on_a_dark_page(picture: Image.Image) -> Image.Image:
    """A screenshot of the page in dark mode."""
    page = Image.new("L", (390, 640), 20)
    page.paste(picture, (20, 40))
    return page


@pytest.mark.parametrize("card", [CARD, PENDING])
@pytest.mark.parametrize(
    "spoilt",
    [
        _dimmed,
        _forwarded,
        _on_a_dark_page,
        lambda picture: _dimmed(_forwarded(_on_a_dark_page(picture))),
        lambda picture: _forwarded(picture.filter(ImageFilter.GaussianBlur(1.2))),
    ],
    ids=["dimmed", "forwarded", "dark", "all three", "blurred"],
)
def test_the_code_is_read_from_a_bad_picture_of_the_page(
    card: PassCard, spoilt: Callable[[Image.Image], Image.Image]
) -> None:
    found = zxingcpp.read_barcodes(spoilt(_as_shown(card)))
    assert [code.text for code in found] == [CARD.qr_text]


def test_the_code_stands_on_pure_white_in_pure_black() -> None:
    left, top, side = pass_layout.PLATE_LEFT, pass_layout.PLATE_TOP, pass_layout.PLATE
    plate = _picture(PENDING).crop((left, top, left + side, top + side))
    colours = plate.getcolors()
    assert colours is not None
    assert {colour for _, colour in colours} == {(0, 0, 0), (255, 255, 255)}


def test_the_band_has_the_colour_of_the_type_and_lighter_dots() -> None:
    area = (0, 0, pass_layout.WIDTH, pass_layout.BAND)
    dotted = _picture(replace(CARD, band="#A81E50")).crop(area)
    plain = _picture(replace(CARD, band="#A81E50", motif="none")).crop(area)
    assert plain.getpixel((4, 4)) == (0xA8, 0x1E, 0x50)
    lighter = ImageChops.subtract(dotted, plain)
    assert lighter.getbbox() is not None


def test_all_but_the_band_is_white() -> None:
    picture = _picture(CARD)
    assert all(picture.getpixel((40, y)) == (255, 255, 255) for y in (210, 600, 1300, 1712))


def test_a_short_name_is_set_large_on_one_line() -> None:
    name = _holder(CARD)[0]
    assert name.block.lines == ("欧阳文静",)
    assert name.block.style.size == 76


def test_a_name_shrinks_to_48_before_it_takes_a_second_line() -> None:
    sizes = {}
    for letters in range(4, 40):
        block = _holder(replace(CARD, name="张" * letters))[0].block
        sizes.setdefault(len(block.lines), []).append(block.style.size)
    assert min(sizes[1]) == 48
    assert max(sizes[2]) == 48


@pytest.mark.parametrize("name", LONG_NAMES)
@pytest.mark.parametrize("stamp", [None, "待审核 / PENDING"])
def test_a_long_name_is_never_cut(name: str, stamp: str | None) -> None:
    _assert_whole_and_inside(replace(CARD, name=name, stamp=stamp))


@pytest.mark.parametrize("company", ["细胞治疗产品研究所" * 11, "W" * 100, "Bio Labs " * 11])
def test_a_company_of_a_hundred_characters_is_never_cut(company: str) -> None:
    card = replace(CARD, name=LONG_NAMES[0], company=company, job_title="副" * 60, stamp="已撤销")
    _assert_whole_and_inside(card)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=100), st.text(max_size=60))
def test_whatever_is_typed_stands_whole_in_its_place(name: str, company: str, title: str) -> None:
    _assert_whole_and_inside(replace(CARD, name=name, company=company, job_title=title))


def test_an_emoji_and_unknown_characters_do_not_break_the_pass() -> None:
    odd = replace(
        CARD, name="王😀\U0001e900\ud800\n\x07明", company="عيادة 한국", job_title="\ufe0f"
    )
    codes = zxingcpp.read_barcodes(_picture(odd))
    assert [code.text for code in codes] == [CARD.qr_text]


def test_a_rare_surname_is_drawn_and_not_replaced_by_a_box() -> None:
    drawn = {draw(replace(CARD, name=name)) for name in ("𠅤", "㛃", "䶮", "〓", "\u25a1")}
    assert len(drawn) == 5


def test_a_stamp_is_large_and_its_colour_unmistakable() -> None:
    strip = (0, pass_layout.STAMP_TOP, 1080, pass_layout.STAMP_BOTTOM)
    colours = {
        stamp: _picture(replace(CARD, stamp=stamp, stamp_colour=colour))
        .crop(strip)
        .getpixel((9, 9))
        for stamp, colour in (("待审核 / PENDING", "#7F4D00"), ("已撤销 / REVOKED", "#B3261E"))
    }
    assert colours["待审核 / PENDING"] == (0x7F, 0x4D, 0)
    assert colours["已撤销 / REVOKED"] == (0xB3, 0x26, 0x1E)
    assert _picture(CARD).crop(strip).getpixel((9, 9)) == (255, 255, 255)


def test_the_foot_holds_long_lines_and_the_network_note() -> None:
    foot = (*CARD.foot[:1], "广州市海珠区阅江中路中国进出口商品交易会展馆" * 4, *CARD.foot[2:])
    note = "仅限本网络内使用 / Works only in this network"
    card = replace(CARD, foot=foot, network_note=note)
    placed = pass_layout.shared(card, Typesetter())[4:]
    texts = ["".join(_letters(line) for line in text.block.lines) for text in placed]
    assert texts == [_letters(line) for line in (*foot, note)]
    assert placed[0].y > pass_layout.TEAR
    assert placed[-1].y + placed[-1].block.height <= pass_layout.HEIGHT


def test_a_long_show_name_stays_in_the_band_clear_of_the_type_word() -> None:
    show = "第二十八届中国（广州）国际细胞与基因治疗产业技术装备及再生医学展览会暨高峰论坛"
    english = "The 28th China (Guangzhou) International Cell and Gene Therapy Industry Exhibition"
    card = replace(CARD, show_zh=show, show_en=english)
    typesetter = Typesetter()
    zh, en, word, _ = pass_layout.shared(card, typesetter)[:4]
    assert zh.y >= 0
    assert en.y + en.block.height <= pass_layout.BAND
    word_left = word.x - typesetter.block_width(word.block)
    assert zh.x + max(typesetter.block_width(b.block) for b in (zh, en)) < word_left


def test_passes_drawn_at_the_same_time_are_equal_to_those_drawn_alone() -> None:
    cards = [replace(CARD, name=f"李明{n}", reference=f"V-4QX9T2{n}") for n in range(8)]
    alone = [draw(card) for card in cards]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(draw, cards * 3)) == alone * 3


def test_a_wrong_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="petrol"):
        draw(replace(CARD, band="petrol"))
