"""Passwords that people choose on a page."""

import pytest

from exhibition.domain.identifiers import IdentifierError
from exhibition.services import passwords

CONTEXT = ("xiaowen.chen", "细胞与基因治疗展", "Cell and Gene Therapy Show")


@pytest.mark.parametrize(
    "typed",
    [
        "password",
        "PASSWORD1!",
        "ｐａｓｓｗｏｒｄ",
        "qwertyuiop",
        "sunshine2026",
        "woaini1314",
        "abababab",
        "xiaowen2026",
        "细胞与基因治疗展2027",
        "therapy-show-27",
    ],
)
def test_what_anybody_would_guess_is_refused(typed: str) -> None:
    with pytest.raises(IdentifierError, match="password_common"):
        passwords.check_chosen(typed, CONTEXT)


@pytest.mark.parametrize(
    "typed",
    [
        "two populations, one plot",
        "zk7-Vq2m",
        "我家的猫叫阿福很爱睡",
        "correct horse battery staple",
    ],
)
def test_what_nobody_would_guess_is_taken(typed: str) -> None:
    assert passwords.check_chosen(typed, CONTEXT)


def test_the_list_is_long_enough_to_mean_something() -> None:
    assert len(passwords._common()) >= 30_000
