"""What an organizer prints and pastes under an article."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageChops

from exhibition.adapters.entry_qr import (
    ArticlePicture,
    article_picture,
    captioned_png,
    captioned_svg,
)

URL = "https://reg.example.com/q/wechat-2026"
CAPTION = "公众号首篇文章\n2026 广州国际细胞与基因治疗产业展览会"
ARTICLE = ArticlePicture(
    heading="我要参展",
    sentence="报名参展请长按或扫描下方二维码填写信息！",
    url=URL,
    contact_lines=("组委会联络处", "广州创迈展览策划有限公司", "参展咨询 135 2766 6116"),
    show_name="2026 广州国际细胞与基因治疗产业展览会",
    accent="#A81E50",
)
RED = (0xB3, 0x26, 0x1E)


def _open(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def _colours(picture: Image.Image) -> set[object]:
    found = picture.getcolors()
    assert found is not None
    return {colour for _, colour in found}


@pytest.mark.parametrize("width", [1000, 1080, 2400])
def test_a_captioned_code_is_read_and_as_wide_as_asked(width: int) -> None:
    picture = _open(captioned_png(URL, caption=CAPTION, width=width))
    assert picture.width == width
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [URL]


def test_a_picture_too_small_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="999"):
        captioned_png(URL, caption=CAPTION, width=999)


def test_the_caption_stands_under_the_code() -> None:
    with_caption = _open(captioned_png(URL, caption=CAPTION))
    bare = _open(captioned_png(URL, caption=""))
    assert with_caption.height > bare.height
    below = with_caption.crop((0, bare.height, 1080, with_caption.height))
    white = Image.new("RGB", below.size, "white")
    assert ImageChops.difference(below, white).getbbox() is not None


def test_a_test_mark_is_red_and_the_code_still_readable() -> None:
    marked = _open(captioned_png(URL, caption=CAPTION, test_mark="测试 / TEST"))
    assert RED in _colours(marked)
    assert RED not in _colours(_open(captioned_png(URL, caption=CAPTION)))
    assert [code.text for code in zxingcpp.read_barcodes(marked)] == [URL]


def test_a_caption_of_any_length_is_kept_whole_in_the_drawing() -> None:
    caption = "业务员张晓明的老客户邀约二维码" * 6
    root = ElementTree.fromstring(captioned_svg(URL, caption=caption))
    lines = [node.text or "" for node in root.iter() if node.tag.endswith("}text")]
    assert "".join(lines) == caption
    assert len(lines) > 1


def test_the_drawing_escapes_what_is_typed_and_has_no_styles() -> None:
    drawing = captioned_svg(URL, caption='A & B <script>"', test_mark="测试 / TEST")
    root = ElementTree.fromstring(drawing)
    texts = [node.text for node in root.iter() if node.tag.endswith("}text")]
    assert texts == ['A & B <script>"', "测试 / TEST"]
    assert not any("style" in node.attrib for node in root.iter())


def test_an_article_picture_has_one_large_code_and_fits_the_screen() -> None:
    picture = _open(article_picture(ARTICLE))
    assert picture.width == 1080
    assert picture.height >= 900
    codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [URL]
    where = codes[0].position
    # The plate with its quiet zone of four modules is 640 px or more.
    assert (where.top_right.x - where.top_left.x) * 37 / 29 >= 640


def test_an_article_picture_is_read_after_the_editor_has_squeezed_it() -> None:
    picture = _open(article_picture(ARTICLE))
    small = picture.resize((360, picture.height // 3), Image.Resampling.BILINEAR)
    file = BytesIO()
    small.save(file, "JPEG", quality=40)
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(file))] == [URL]


def test_an_article_picture_wears_its_accent_and_shows_what_is_not_yet_public() -> None:
    plain = _open(article_picture(ARTICLE))
    marked = _open(
        article_picture(replace(ARTICLE, test_mark="测试 / TEST", network_note="局域网"))
    )
    assert plain.getpixel((5, 5)) == (0xA8, 0x1E, 0x50)
    assert RED not in _colours(plain)
    assert RED in _colours(marked)
    assert marked.height > plain.height


def test_a_chinese_heading_is_opened_and_an_english_one_is_not() -> None:
    def ink_width(heading: str) -> int:
        head = _open(article_picture(replace(ARTICLE, heading=heading, show_name="")))
        bright = head.crop((0, 0, 1080, 200)).convert("L").point(lambda v: 255 * (v > 200))
        box = bright.getbbox()
        assert box is not None
        return box[2] - box[0]

    assert ink_width("我要参展") > 4 * 120
    assert ink_width("Exhibit") < 4 * 120
