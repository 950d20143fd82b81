"""The accent of a show stays readable, whatever the organizer likes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain.colour import DESIGNED, READABLE, accent_pair, contrast, lowest_contrasts

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#336699", "#336699") == 1


def test_the_house_accent_is_the_drawn_one() -> None:
    assert accent_pair("#A81E50") == DESIGNED


def test_a_readable_colour_is_kept() -> None:
    pair = accent_pair("#1E579F")
    assert pair.light == "#1e579f"
    assert not pair.changed


def test_a_pale_colour_is_darkened_and_that_is_said() -> None:
    pair = accent_pair("#ffd700")
    assert pair.changed
    assert contrast(pair.light, "#ffffff") >= READABLE


def test_a_dark_colour_is_lightened_for_dark_mode() -> None:
    pair = accent_pair("#101040")
    assert not pair.changed
    assert contrast(pair.dark, "#132123") >= READABLE


@given(any_colour)
def test_any_colour_becomes_readable_on_every_ground(chosen: str) -> None:
    pair = accent_pair(chosen)
    for ground in ("#ffffff", "#f4f7f6", pair.soft_light):
        assert contrast(pair.light, ground) >= READABLE
    for ground in ("#061a1a", "#0b1617", "#132123", pair.soft_dark):
        assert contrast(pair.dark, ground) >= READABLE


@pytest.mark.parametrize("text", ["", "red", "#abc", "#12345g", "A81E50", "#A81E50;}"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        accent_pair(text)


@given(any_colour)
def test_the_ratio_told_is_the_weakest_there_is(chosen: str) -> None:
    pair = accent_pair(chosen)
    light, dark = lowest_contrasts(pair)
    assert READABLE <= light <= contrast(pair.light, "#f4f7f6")
    assert READABLE <= dark <= contrast(pair.dark, "#132123")
