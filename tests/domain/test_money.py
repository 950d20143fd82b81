"""Amounts as people type them, and what they say about the payment track."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibition.domain import money
from exhibition.domain.status import PaymentStatus
from exhibition.domain.typed_text import IdentifierError

NONE, CONTRACT, DEPOSIT, PAID = PaymentStatus


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("1200", 120_000),
        ("1,200.50", 120_050),
        ("1，200．5", 120_050),
        ("１２００．５０", 120_050),
        (" ￥ 12 000 ", 1_200_000),
        ("¥0.01", 1),
        ("1200.5元", 120_050),
        ("CNY 1,234,567.89", 123_456_789),
        ("0", 0),
        ("999,999,999.99", money.AMOUNT_MAX),
    ],
)
def test_an_amount_is_understood_however_it_is_typed(typed, minor):
    assert money.amount(typed, "CNY") == minor


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-5", "amount_negative"),
        ("－5", "amount_negative"),
        ("−1,200.50", "amount_negative"),
        ("1.005", "amount_decimals"),
        ("1.000", "amount_decimals"),
        ("10" + "0" * 14, "amount_large"),
        ("1000000000", "amount_large"),
        ("9" * 500, "amount_large"),
        ("1.200,50", "amount"),
        ("1,20", "amount"),
        ("12,00,000", "amount"),
        ("1e5", "amount"),
        ("1.2万", "amount"),
        ("US$ 100", "amount"),
        ("(1,200)", "amount"),
        ("٣", "amount"),
        ("1.", "amount"),
        ("NaN", "amount"),
    ],
)
def test_what_is_no_amount_is_refused_by_its_reason(typed, code):
    with pytest.raises(IdentifierError) as refused:
        money.amount(typed, "CNY")
    assert refused.value.code == code


def test_a_dollar_is_a_dollar_where_the_show_reckons_in_dollars():
    assert money.amount("US$1,000", "USD") == money.amount("$ 1000.00", "USD") == 100_000
    with pytest.raises(IdentifierError):
        money.amount("¥1000", "USD")


@given(st.integers(0, money.AMOUNT_MAX))
def test_what_is_written_is_read_as_the_same(minor):
    assert money.amount(money.plain(minor), "CNY") == minor
    assert money.decimal(minor) * 100 == Decimal(minor)


@pytest.mark.parametrize(
    ("signed", "due", "received", "state"),
    [
        (False, None, 0, NONE),
        (False, 100, 0, NONE),
        (True, 100, 0, CONTRACT),
        (True, 100, 99, DEPOSIT),
        (False, None, 50, DEPOSIT),
        (True, 100, 100, PAID),
        (True, 100, 101, PAID),
        # A booth for nothing: paid once it is signed, not before.
        (True, 0, 0, PAID),
        (False, 0, 0, NONE),
    ],
)
def test_the_amounts_propose_a_state(signed, due, received, state):
    assert money.proposed(is_signed=signed, due=due, received=received) is state
