"""Every name that something installed can draw is drawn."""

from pathlib import Path

import pytest
from PIL import ImageFont

from exhibition.adapters import fonts

RARE_SURNAMES = "𠅤㛃䶮"
NONCHARACTER = "\U0010fffe"


@pytest.fixture
def latin_font(tmp_path: Path) -> Path:
    """A font file without a single Chinese character."""
    path = tmp_path / "latin.otf"
    default = ImageFont.load_default(20)
    assert isinstance(default, ImageFont.FreeTypeFont)
    path.write_bytes(default.font_bytes)
    return path


@pytest.mark.parametrize("surname", RARE_SURNAMES)
def test_a_rare_surname_has_a_glyph_of_its_own(surname: str) -> None:
    font = fonts.find().at(60)
    assert bytes(font.getmask(surname)) != bytes(font.getmask(NONCHARACTER))
    assert fonts.has(fonts.find(), surname)


def test_a_face_says_what_it_lacks() -> None:
    assert not fonts.has(fonts.find(), "😀")
    assert not fonts.has(fonts.find(), NONCHARACTER)


def test_the_font_of_the_settings_comes_first(latin_font: Path) -> None:
    assert fonts.find(latin_font) == fonts.FontFace(latin_font)


def test_what_the_first_face_lacks_is_drawn_by_the_next(latin_font: Path) -> None:
    faces = fonts.available(latin_font)
    runs = fonts.runs("Li 李明", faces)
    assert [run for _, run in runs] == ["Li ", "李明"]
    assert runs[0][0].path == latin_font
    assert fonts.has(runs[1][0], "李")


def test_a_plain_text_stays_one_run() -> None:
    faces = fonts.available()
    assert fonts.runs("广州创迈 Co., Ltd. é", faces) == ((faces[0], "广州创迈 Co., Ltd. é"),)


def test_a_letter_nobody_has_becomes_the_printers_mark_and_a_sign_is_left_out() -> None:
    faces = fonts.available()[:1]
    drawn = "".join(run for _, run in fonts.runs("王\U0001e900😀", faces))
    assert drawn == "王〓"


def test_text_is_made_one_line_without_controls_and_selectors() -> None:
    assert fonts.printable(" 李\t明\r\n\x00\u200b 葛\U000e0100\ufe0f ") == "李 明 葛"


def test_a_missing_font_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontMissing, match=r"gone\.otf"):
        fonts.find(tmp_path / "gone.otf")


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.otf"
    path.write_text("not a font")
    with pytest.raises(fonts.FontMissing, match=r"letter\.otf"):
        fonts.find(path)


@pytest.mark.parametrize("name", ["محمد عبد الله", "דוד בן גוריון"])
def test_a_right_to_left_name_is_one_run_so_that_its_words_keep_their_order(name):
    runs = fonts.runs(name, fonts.available())
    if any("〓" in run for _, run in runs):
        pytest.skip("no face here has these letters")
    assert [run for _, run in runs] == [name]
