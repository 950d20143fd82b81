"""Pass codes, owner tokens and references: read from whatever was scanned or typed."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exhibition.domain.codes import (
    ALPHABET,
    Kind,
    PassCode,
    format_pass_code,
    make_pass_code,
    new_reference,
    parse_owner_token,
    parse_pass_code,
    parse_reference,
    reference,
)

secrets_26 = st.text(alphabet=ALPHABET, min_size=26, max_size=26)
kinds = st.sampled_from(["E", "V"])
randoms_6 = st.text(alphabet=ALPHABET, min_size=6, max_size=6)
CODE = make_pass_code("7K3M9QX4QX9T2B0123456789AB")


def test_the_alphabet_is_crockford_s() -> None:
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(secrets_26)
def test_a_pass_code_is_read_back(secret: str) -> None:
    code = make_pass_code(secret)
    assert len(code) == 29
    assert code[:27] == "1" + secret
    assert parse_pass_code(code) == code


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        f"  {CODE}\r\n",
        format_pass_code(CODE),
        format_pass_code(CODE).replace(" ", "-"),
        CODE.replace("0", "O"),
        CODE.replace("0", "o").replace("1", "l"),
        CODE.replace("1", "I"),
        f"https://expo.example/p/{CODE}",
        f"HTTPS://EXPO.EXAMPLE/P/{CODE}",
        f"http://192.168.1.7:8000/p/{CODE.lower()}/",
        f"https://expo.example/p/{CODE}?from=singlemessage&isappinstalled=0#wechat",
        f"/p/{CODE}",
        "".join(chr(ord(character) + 0xFEE0) for character in CODE),
    ],
)
def test_a_pass_code_is_read_however_it_is_typed_or_scanned(typed: str) -> None:
    assert parse_pass_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        CODE[:-1],
        CODE + "0",
        "2" + CODE[1:],
        CODE[:5] + "U" + CODE[6:],
        CODE[:5] + "码" + CODE[6:],
        f"https://expo.example/r/{CODE}",
        f"https://expo.example/q/{CODE}",
        f"https://expo.example/p/{CODE}/extra",
        "x" * 100_000,
        "\ud800" * 29,
    ],
)
def test_what_is_no_pass_code_is_none(typed: str) -> None:
    assert parse_pass_code(typed) is None


@given(secrets_26, st.integers(1, 28), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(secret: str, place: int, other: str) -> None:
    code = make_pass_code(secret)
    assume(code[place] != other)
    assert parse_pass_code(code[:place] + other + code[place + 1 :]) is None


def test_every_pair_of_wrong_characters_is_noticed() -> None:
    # All 378 pairs of places, each with a sample of the 961 possible changes.
    random = Random(29)
    for one, two in combinations(range(1, 29), 2):
        for _ in range(12):
            wrong = list(CODE)
            for place in (one, two):
                wrong[place] = random.choice(ALPHABET.replace(CODE[place], ""))
            assert parse_pass_code("".join(wrong)) is None


@given(secrets_26, st.integers(1, 28), st.integers(1, 28))
def test_any_swap_of_two_characters_is_noticed(secret: str, one: int, two: int) -> None:
    swapped = list(make_pass_code(secret))
    assume(swapped[one] != swapped[two])
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert parse_pass_code("".join(swapped)) is None


@given(st.text(max_size=60))
def test_any_text_is_either_a_whole_pass_code_or_none(typed: str) -> None:
    code = parse_pass_code(typed)
    assert code is None or parse_pass_code(code) == code


def test_the_next_code_is_not_valid() -> None:
    last = ALPHABET.index(CODE[-1])
    for step in (-1, 1):
        neighbour = CODE[:-1] + ALPHABET[(last + step) % 32]
        assert parse_pass_code(neighbour) is None


def test_a_pass_code_is_grouped_for_reading_aloud() -> None:
    assert format_pass_code(PassCode("1" * 29)) == "11111 11111 11111 11111 11111 1111"


@pytest.mark.parametrize("secret", ["", "0" * 25, "0" * 27, "o" + "0" * 25, "U" + "0" * 25])
def test_a_pass_code_is_made_of_26_characters_only(secret: str) -> None:
    with pytest.raises(ValueError, match="26 characters"):
        make_pass_code(secret)


@given(secrets_26)
def test_an_owner_token_is_read_in_any_case(token: str) -> None:
    assert parse_owner_token(f" {token.lower()} ") == token


@pytest.mark.parametrize("typed", ["", "0" * 25, "0" * 27, "U" * 26, "../" * 9, CODE])
def test_what_is_no_owner_token_is_none(typed: str) -> None:
    assert parse_owner_token(typed) is None


@given(kinds, randoms_6)
def test_a_reference_is_read_back(kind: Kind, random6: str) -> None:
    printed = reference(kind, random6)
    assert len(printed) == 9
    assert printed.startswith(f"{kind}-{random6}")
    assert parse_reference(printed) == printed


def test_a_reference_is_read_however_it_is_typed() -> None:
    printed = reference("E", "7K01M9")
    for typed in (
        printed.lower(),
        printed.replace("-", ""),
        printed.replace("-", " "),
        printed.replace("-", "–"),
        " ".join(printed),
        printed.replace("0", "o").replace("1", "i"),
        printed.replace("1", "L"),
        f"  {printed}\n",
    ):
        assert parse_reference(typed) == printed


@given(kinds, randoms_6, st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_reference_is_noticed(
    kind: Kind, random6: str, place: int, other: str
) -> None:
    head, body = reference(kind, random6).split("-")
    assume(body[place] != other)
    assert parse_reference(f"{head}-{body[:place]}{other}{body[place + 1 :]}") is None


@given(kinds, randoms_6, st.integers(0, 5))
def test_swapped_neighbours_in_a_reference_are_noticed(
    kind: Kind, random6: str, place: int
) -> None:
    head, body = reference(kind, random6).split("-")
    assume(body[place] != body[place + 1])
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert parse_reference(f"{head}-{swapped}") is None


def test_the_wrong_kind_is_noticed() -> None:
    assert parse_reference(reference("E", "7K3M9Q").replace("E-", "V-")) is None


@pytest.mark.parametrize(
    "typed", ["", "E-", "X-7K3M9Q0", "E-7K3M9", "13527666116", "张三", "E" * 99]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert parse_reference(typed) is None


def test_new_references_differ_and_are_read_back() -> None:
    made = [new_reference("V") for _ in range(500)]
    assert len(set(made)) == 500
    assert all(parse_reference(printed) == printed for printed in made)


@pytest.mark.parametrize(("kind", "random6"), [("X", "000000"), ("E", "00000"), ("E", "OOOOOO")])
def test_a_reference_is_made_of_its_own_characters_only(kind: Kind, random6: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        reference(kind, random6)
