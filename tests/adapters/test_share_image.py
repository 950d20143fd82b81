"""The picture a chat shows: whole, and as the square WeChat cuts out of its middle."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from exhibition.adapters import share_image
from exhibition.adapters.share_image import HEIGHT, WIDTH, ShareCard
from exhibition.adapters.typesetting import Typesetter

CARD = ShareCard(
    slug="cgt-2026",
    motif="dots",
    accent="#A81E50",
    name_zh="广州国际细胞与基因治疗产业展览会",
    name_en="Guangzhou International Cell & Gene Therapy Expo",
    lines=("2027年3月18日至20日 · 广州", "18–20 March 2027 · Guangzhou"),
)
LONG = replace(
    CARD,
    name_zh="粤港澳大湾区国际先进细胞与基因治疗药物及生物制药工艺装备与冷链物流产业博览会暨高峰",
    name_en="Greater Bay Area International Advanced Cell and Gene Therapy Medicinal Products Expo",
)


def drawn(card: ShareCard) -> Image.Image:
    return Image.open(BytesIO(share_image.draw(card))).convert("RGB")


def test_it_has_the_size_it_announces_and_is_light_to_send() -> None:
    content = share_image.draw(CARD)
    assert Image.open(BytesIO(content)).size == (WIDTH, HEIGHT)
    assert len(content) < 60 * 1024


@pytest.mark.parametrize("card", [CARD, LONG], ids=["usual", "long"])
def test_every_word_stands_inside_the_middle_square(card: ShareCard) -> None:
    typesetter = Typesetter()
    for placed in share_image._texts(card, typesetter):
        half = typesetter.block_width(placed.block) / 2
        assert placed.x - half >= (WIDTH - HEIGHT) / 2
        assert placed.y >= 0
        assert placed.y + placed.block.height <= HEIGHT


@pytest.mark.parametrize("name", ["dots", "grid", "lines"])
def test_both_populations_are_there_and_no_dot_touches_a_word(name: str) -> None:
    card = replace(CARD, motif=name)
    words_only = drawn(replace(card, motif="none"))
    both = drawn(card)
    added = ImageChops.difference(words_only, both).getbbox()
    assert added is not None
    left, right = both.crop((0, 0, 300, 600)), both.crop((900, 0, 1200, 600))
    assert any(half.getextrema() != ((255, 255),) * 3 for half in (left, right))
    # Where a word is drawn, nothing was added by the dots.
    words = words_only.convert("L").point(lambda grey: 255 * (grey < 128)).crop((0, 0, WIDTH, 600))
    changed = ImageChops.difference(words_only, both).convert("L").crop((0, 0, WIDTH, 600))
    assert ImageChops.multiply(words, changed).getbbox() is None


def test_a_show_with_one_language_says_its_name_once() -> None:
    texts = share_image._texts(replace(CARD, name_zh="", lines=("", "")), Typesetter())
    assert len(texts) == 1
