"""What is derived from the pass key."""

import hashlib
import hmac
from collections import Counter

import pytest

from exhibition.domain.codes import ALPHABET, OwnerToken, parse_owner_token, parse_pass_code
from exhibition.domain.keys import lookup_hash, owner_token, pass_code, person_key

KEY = bytes(range(32))
UID = "3f0d7c52-8a55-4f0e-9c43-6d2a0f1b7e11"


def test_the_same_pass_is_derived_again() -> None:
    assert pass_code(KEY, UID, 1) == pass_code(KEY, UID, 1)


def test_codes_are_what_their_readers_accept() -> None:
    code, token = pass_code(KEY, UID, 1), owner_token(KEY, UID, 1)
    assert parse_pass_code(code) == code
    assert parse_owner_token(token) == token


def test_another_registration_revision_or_key_gives_another_code() -> None:
    codes = {
        pass_code(KEY, UID, 1),
        pass_code(KEY, UID, 2),
        pass_code(KEY, UID[:-1] + "2", 1),
        pass_code(KEY[::-1], UID, 1),
    }
    assert len(codes) == 4


def test_the_pass_says_nothing_about_the_owner_token() -> None:
    assert pass_code(KEY, UID, 1)[1:27] != owner_token(KEY, UID, 1)


def test_parts_do_not_run_into_each_other() -> None:
    assert pass_code(KEY, "u1", 11) != pass_code(KEY, "u11", 1)


def test_the_derivation_never_changes() -> None:
    # Printed passes depend on it: this value was computed apart, from the definition.
    parts = (b"pass code", UID.encode(), b"1")
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    bits = int(hmac.new(KEY, message, hashlib.sha256).hexdigest(), 16) >> 126
    assert int("".join(f"{ALPHABET.index(c):05b}" for c in pass_code(KEY, UID, 1)[1:27]), 2) == bits
    assert pass_code(KEY, UID, 1) == "1CD8CVJD8XXX85HMSSF97ECEHAGS2"


def test_two_thousand_codes_are_unique_and_evenly_spread() -> None:
    codes = [pass_code(KEY, f"registration-{number}", 1) for number in range(2000)]
    assert len(set(codes)) == 2000
    for place in range(1, 29):
        seen = Counter(code[place] for code in codes)
        chi_squared = sum((seen[c] - 62.5) ** 2 / 62.5 for c in ALPHABET)
        # 31 degrees of freedom, p = 0.001.
        assert chi_squared < 61.1


def test_one_person_has_one_key_however_the_name_is_spelled() -> None:
    assert person_key(KEY, "+8613527666116", "张 三") == person_key(KEY, "+8613527666116", "张三")
    assert person_key(KEY, "+8613527666116", "LI Wei") == person_key(
        KEY, "+8613527666116", "Li wei"
    )


def test_an_assistant_s_number_does_not_join_two_people() -> None:
    assert person_key(KEY, "+8613527666116", "张三") != person_key(KEY, "+8613527666116", "李四")


def test_a_look_up_hash_is_plain_sha_256() -> None:
    token = OwnerToken("0" * 26)
    assert lookup_hash(token) == hashlib.sha256(b"0" * 26).hexdigest()


def test_a_short_key_is_refused() -> None:
    for derive in (pass_code, owner_token):
        with pytest.raises(ValueError, match="32 bytes"):
            derive(b"short", UID, 1)
