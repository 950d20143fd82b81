"""Amounts of money: whole minor units (fen, cents), typed and written with two decimals.

Never a float: 0.1 + 0.2 is not 0.3, and a sum that is a fen off is called a mistake of the house.
"""

import re
from decimal import Decimal

from exhibition.domain.status import PaymentStatus
from exhibition.domain.typed_text import IdentifierError, fold_width

#: What a show may reckon in, with the sign people type: ISO 4217, all of a hundred minor units.
CURRENCIES = {
    "CNY": "¥",
    "HKD": "HK$",
    "MOP": "MOP$",
    "TWD": "NT$",
    "USD": "US$",
    "EUR": "€",
    "GBP": "£",
    "SGD": "S$",
}
#: 999,999,999.99, more than any hall costs; a slip of the finger ends here.
AMOUNT_MAX = 99_999_999_999
_LONGEST = 40
_AMOUNT = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_MINUS = ("-", "\u2212", "\u2013")


def amount(text: str, currency: str) -> int:
    """What was typed, in minor units: ``1,200.50`` and ``￥１２００.５`` are both 120050.

    Raises IdentifierError ``amount``, ``amount_negative``, ``amount_decimals``, ``amount_large``.
    A comma groups thousands and nothing else: ``1.200,50`` is refused rather than guessed at.
    """
    plain = _bare(fold_width(text[: 4 * _LONGEST]), currency)
    if plain.startswith(_MINUS):
        raise IdentifierError("amount_negative")
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        raise IdentifierError("amount")
    whole, cents = found[1].replace(",", ""), found[2] or ""
    if len(cents) > 2:
        raise IdentifierError("amount_decimals")
    if len(whole.lstrip("0")) > len(str(AMOUNT_MAX)) - 2:
        raise IdentifierError("amount_large")
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def decimal(minor: int) -> Decimal:
    """120050 as 1200.50, for spreadsheets."""
    return Decimal(minor).scaleb(-2)


def plain(minor: int | None) -> str:
    """120050 as ``1200.50``, for a field and for the log; empty where there is none."""
    return "" if minor is None else f"{decimal(minor):.2f}"


def proposed(*, is_signed: bool, due: int | None, received: int) -> PaymentStatus:
    """What the amounts say about the payment track; staff decide whether it is so.

    Paid where an amount was agreed and nothing of it is open, a deposit where something came.
    """
    if due is not None and received >= due and (received or is_signed):
        return PaymentStatus.PAID
    if received:
        return PaymentStatus.DEPOSIT
    return PaymentStatus.CONTRACT if is_signed else PaymentStatus.NONE


def _bare(text: str, currency: str) -> str:
    """The amount without the words people put round it."""
    text = text.upper().replace(" ", "").replace("'", "")
    # NFKC makes ￥ ¥; a dollar is written with and without its country.
    sign = CURRENCIES[currency]
    signs = [currency, sign, sign[-1]]
    if currency == "CNY":
        signs.append("RMB")
        text = text.removesuffix("元")
    found = next((one for one in signs if text.startswith(one)), "")
    return text.removeprefix(found)
