"""Mobile numbers as visitors type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain import places
from exhibition.domain.identifiers import (
    IdentifierError,
    dial_codes,
    display_mobile,
    is_mainland,
    mask_mobile,
    mobile,
    mobile_country,
)


@pytest.mark.parametrize(
    "typed",
    [
        "13527666116",
        " 135 2766 6116 ",
        "135-2766-6116",
        "135–2766–6116",
        "１３５２７６６６１１６",
        "+8613527666116",
        "＋８６　１３５ ２７６６ ６１１６",
        "+86 (135) 2766-6116",
        "(+86) 13527666116",
        "+86（135）27666116",
        "008613527666116",
        "0086-135-2766-6116",
        "8613527666116",
        "+86 86 13527666116",
        "\u202d13527666116\u202c",
    ],
)
def test_a_mainland_number_is_stored_the_same_however_it_is_typed(typed: str) -> None:
    assert mobile(typed) == "+8613527666116"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_eleven_mainland_digits_are_never_taken_for_a_foreign_number(digits: str) -> None:
    assert mobile(digits, "CN") == f"+86{digits}"
    assert mobile_country(f"+86{digits}") == "CN"


@pytest.mark.parametrize("second", "3456789")
def test_every_second_digit_in_use_is_accepted(second: str) -> None:
    assert mobile(f"1{second}612345678") == f"+861{second}612345678"


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("91234567", "HK", "+85291234567"),
        ("5123 4567", "HK", "+85251234567"),
        ("85212345", "HK", "+85285212345"),
        ("85291234567", "HK", "+85291234567"),
        ("+852 9123 4567", "CN", "+85291234567"),
        ("00852 91234567", "CN", "+85291234567"),
        ("66123456", "MO", "+85366123456"),
        ("+853 6612 3456", "CN", "+85366123456"),
        ("0912345678", "TW", "+886912345678"),
        ("912 345 678", "TW", "+886912345678"),
        ("+886 0912-345-678", "CN", "+886912345678"),
        ("+886 912 345 678", "CN", "+886912345678"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+44 (0)20 7946 0958", "CN", "+442079460958"),
        ("090-1234-5678", "jp", "+819012345678"),
        ("0171 1234567", "DE", "+491711234567"),
        ("9123 4567", "SG", "+6591234567"),
        ("011 86 135 2766 6116", "US", "+8613527666116"),
        ("13527666116", "", "+8613527666116"),
    ],
)
def test_other_plans_are_read_by_their_country_or_code(
    typed: str, country: str, stored: str
) -> None:
    assert mobile(typed, country) == stored


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("", "CN", "mobile_missing"),
        (" \u200b ", "HK", "mobile_missing"),
        ("1352766611", "CN", "mobile_cn"),
        ("135276661160", "CN", "mobile_cn"),
        ("12345678901", "CN", "mobile_cn"),
        ("020-83456789", "CN", "mobile_cn"),
        ("135 2766 6116 (Li)", "CN", "mobile_cn"),
        ("135+27666116", "CN", "mobile_cn"),
        ("+86 1352766611", "US", "mobile_cn"),
        ("1" * 500, "CN", "mobile_cn"),
        ("13527666116", "HK", "mobile_hk"),
        ("+852 1234 5678", "CN", "mobile_hk"),
        ("56123456", "MO", "mobile_mo"),
        ("0212345678", "TW", "mobile_tw"),
        ("+999 1234 5678", "CN", "mobile_other"),
        ("+1 415 555 267", "CN", "mobile_other"),
        ("12", "DE", "mobile_other"),
        ("+", "CN", "mobile_other"),
        ("12345678", "ZZ", "mobile_other"),
        ("+49 171 12345678901234", "CN", "mobile_other"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason_of_its_country(
    typed: str, country: str, code: str
) -> None:
    with pytest.raises(IdentifierError) as refused:
        mobile(typed, country)
    assert refused.value.code == code


@given(st.text(max_size=60), st.sampled_from(["CN", "HK", "MO", "TW", "US", "DE", "??", ""]))
def test_any_text_is_either_stored_in_e164_or_refused(typed: str, country: str) -> None:
    try:
        stored = mobile(typed, country)
    except IdentifierError:
        return
    assert stored[0] == "+"
    assert stored[1:].isascii()
    assert 5 <= len(stored[1:]) <= 15
    assert mobile(stored) == stored


def test_a_masked_number_shows_its_ends_only() -> None:
    assert mask_mobile("+8613527666116") == "135****6116"
    assert mask_mobile("+85291234567") == "+852 ****4567"
    assert mask_mobile("+2904567") == "+290 ****67"
    assert mask_mobile("not a number") == "****"


def test_a_number_is_shown_in_groups() -> None:
    assert display_mobile("+8613527666116") == "135 2766 6116"
    assert display_mobile("+85291234567") == "+852 9123 4567"


def test_only_plus_86_is_mainland() -> None:
    assert is_mainland("+8613527666116")
    assert not is_mainland("+85291234567")


def test_the_country_of_a_shared_code_is_told_by_its_range() -> None:
    assert mobile_country("+14165550123") == "CA"
    assert mobile_country("+12125550123") == "US"
    assert mobile_country("+886912345678") == "TW"
    assert mobile_country("+80012345678") == ""


def test_the_dial_codes_begin_with_china_and_name_only_known_countries() -> None:
    codes = dial_codes("zh")
    assert codes[:4] == (("CN", "+86"), ("HK", "+852"), ("MO", "+853"), ("TW", "+886"))
    assert len(codes) > 230
    assert all(places.is_country(iso) for iso, _ in codes)
    assert ("US", "+1") in codes
    assert ("CA", "+1") in codes
