"""Passwords that people choose on a page."""

from importlib.util import find_spec, module_from_spec

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


def test_a_hash_costs_what_owasp_recommends() -> None:
    # The module as the product has it: for the tests hashing is made cheap.
    spec = find_spec("exhibition.services.passwords")
    assert spec is not None
    assert spec.loader is not None
    product = module_from_spec(spec)
    spec.loader.exec_module(product)
    kept = product.hashed("two populations, one plot")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert product.matches(kept, "two populations, one plot")
