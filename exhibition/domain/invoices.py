"""What an exhibitor says about the invoice (发票), and when that is enough to write one."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from exhibition.domain import identifiers
from exhibition.domain.typed_text import IdentifierError, fold_width


class InvoiceType(StrEnum):
    """普票, 专票, or none at all, as a company from abroad wants it."""

    NORMAL = "normal"
    SPECIAL = "special"
    NONE = "none"


class InvoiceTask(StrEnum):
    """How far the task 开票与汇款 of an exhibitor is."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    #: Staff wrote down the number of the invoice.
    CONFIRMED = "confirmed"


#: What has to stand on a 增值税专用发票 besides title and number (专票 only).
SPECIAL_ONLY = ("bank", "account", "reg_address_phone")

_TAX_NO = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{17}|[0-9A-Z]{20}")
_FOREIGN_TAX_NO = re.compile(r"[0-9A-Z][0-9A-Z./-]{3,29}")
_ACCOUNT = re.compile(r"[0-9A-Z][0-9A-Z-]{4,39}")
_USCC_LENGTH = 18


@dataclass(frozen=True)
class InvoiceWish:
    """What the exhibitor's page hands to the service: checked field by field."""

    invoice_type: InvoiceType
    title: str = ""
    tax_no: str = ""
    invoice_email: str = ""
    bank: str = ""
    account: str = ""
    reg_address_phone: str = ""


def missing(wish: InvoiceWish, *, is_mainland: bool) -> Iterator[str]:
    """The names of fields that an invoice of this type cannot be written without.

    A company of the mainland needs its tax number on every invoice (State Taxation Administration,
    notice 2017 no. 16); a special invoice needs bank, account, address and phone as well.
    """
    if wish.invoice_type is InvoiceType.NONE:
        return
    needed = ["title", "invoice_email"]
    if wish.invoice_type is InvoiceType.SPECIAL:
        needed += ["tax_no", *SPECIAL_ONLY]
    elif is_mainland:
        needed.append("tax_no")
    said = asdict(wish)
    yield from (name for name in needed if not said[name])


def tax_no(text: str) -> str:
    """A taxpayer's number. One of 18 characters is a unified social credit code and is checked as
    one; older numbers have 15, 17 or 20.

    Raises IdentifierError ``tax_no`` or those of ``identifiers.uscc``.
    """
    number = re.sub(r"[\s\-\u2010-\u2015\u2212]", "", fold_width(text[:100])).upper()
    if len(number) == _USCC_LENGTH:
        return identifiers.uscc(number)
    if not _TAX_NO.fullmatch(number):
        raise IdentifierError("tax_no")
    return number


def foreign_tax_no(text: str) -> str:
    """The same of a company from elsewhere, as its own country writes it; raises IdentifierError
    ``reg_no``.
    """
    number = "".join(fold_width(text[:100]).split()).upper()
    if not _FOREIGN_TAX_NO.fullmatch(number):
        raise IdentifierError("reg_no")
    return number


def bank_account(text: str) -> str:
    """The number of an account, without the spaces it is read with; raises IdentifierError
    ``bank_account``. An IBAN has letters, so these are taken too.
    """
    number = "".join(fold_width(text[:120]).split()).upper()
    if not _ACCOUNT.fullmatch(number):
        raise IdentifierError("bank_account")
    return number


def spaced(account: str) -> str:
    """An account number in fours, as it stands on a card and is compared digit by digit."""
    bare = account.replace("-", "")
    return " ".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def tail(account: str) -> str:
    """What the log keeps of an account number: enough to tell two apart."""
    return f"…{account[-4:]}" if account else ""
