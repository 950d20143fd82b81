"""Lines that a Chinese typesetter would not send back."""

import pytest

from exhibition.adapters.typesetting import Style, Typesetter, sizes

STYLE = Style(40)


def test_lines_are_about_equally_long() -> None:
    typesetter = Typesetter()
    lines = typesetter.lines("2026 广州国际细胞与基因治疗产业展览会", STYLE, 600)
    first, second = (typesetter.width(line, STYLE) for line in lines)
    assert abs(first - second) <= STYLE.size


@pytest.mark.parametrize("width", range(160, 420, 40))
def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket(width: int) -> None:
    text = "细胞（基因）治疗，质粒；病毒、载体。《指导原则》：试行（征求意见稿）！"
    lines = Typesetter().lines(text, STYLE, width)
    assert "".join(lines) == text
    assert not any(line[0] in "）》，；、。：！" for line in lines)
    assert not any(line[-1] in "（《" for line in lines)


def test_latin_words_stay_whole_where_they_fit() -> None:
    words = ["Cambridge", "Biologics", "Manufacturing", "Limited"]
    lines = Typesetter().lines(" ".join(words), STYLE, 420)
    assert [word for line in lines for word in line.split()] == words
    assert len(lines) > 1


def test_a_word_wider_than_the_line_falls_into_letters() -> None:
    lines = Typesetter().lines("W" * 60, STYLE, 300)
    assert "".join(lines) == "W" * 60
    assert all(Typesetter().width(line, STYLE) <= 300 for line in lines)


def test_a_text_takes_the_first_style_that_holds_it() -> None:
    typesetter = Typesetter()
    block = typesetter.fit("广州创迈展览策划有限公司", sizes((60, 50, 40)), 620)
    assert (block.style.size, len(block.lines)) == (50, 1)


def test_what_no_style_holds_takes_the_lines_it_needs() -> None:
    block = Typesetter().fit("广州" * 40, sizes((40, 30), most=1), 300)
    assert block.style.size == 30
    assert "".join(block.lines) == "广州" * 40


def test_an_apostrophe_does_not_tear_a_name() -> None:
    typesetter = Typesetter()
    typed = typesetter.fit("O’Neill", sizes((40,)), 900)
    assert typesetter.block_width(typed) == typesetter.width("O'Neill", STYLE)


def test_no_text_has_no_lines() -> None:
    assert Typesetter().fit("  \n ", sizes((40,)), 900).lines == ()


def test_tracking_opens_a_line_by_its_share() -> None:
    typesetter = Typesetter()
    opened = Style(100, tracking=0.2)
    assert typesetter.width("我要参展", opened) == typesetter.width("我要参展", Style(100)) + 60
