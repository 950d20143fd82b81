"""What the search box takes for the same."""

import pytest

from exhibition.domain.search import LONGEST, SEPARATOR, document, fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liam O’Brien", "liam o'brien"),
        ("ＡＢＣ　生物", "abc生物"),
        ("１３８ 1234", "1381234"),
        ("O´Neill", "O`Neill"),
    ],
)
def test_spellings_of_the_same_are_equal(one, other):
    assert fold(one) == fold(other)


def test_a_match_never_runs_from_one_field_into_the_next():
    assert fold("王芳广州") not in document("王芳", ["广州某公司"])


def test_the_text_stays_short_enough_for_an_index():
    assert len(document("ﷺ" * 60, ["x" * 200])) <= LONGEST


def test_in_a_text_too_long_only_pinyin_is_cut_off():
    text = document("囍" * 60, ["囍" * 100], "someone@example.org", "+8613800138000", "V-4QX9T2B")
    assert "\x1fv-4qx9t2b\x1f" in text
    assert len(text) == LONGEST


def test_nobody_can_type_the_separator():
    assert SEPARATOR not in fold(f"a{SEPARATOR}b")
