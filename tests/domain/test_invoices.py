"""What an invoice needs, and numbers of taxpayers and accounts."""

import pytest

from exhibition.domain import invoices
from exhibition.domain.invoices import InvoiceType, InvoiceWish
from exhibition.domain.typed_text import IdentifierError

USCC = "91350100M000100Y43"


def lacking(kind, *, mainland=True, **said):
    return set(invoices.missing(InvoiceWish(kind, **said), is_mainland=mainland))


def test_each_type_asks_for_what_stands_on_it():
    both = {"title": "某某设备有限公司", "invoice_email": "a@example.com"}
    assert lacking(InvoiceType.NONE) == set()
    assert lacking(InvoiceType.NORMAL) == {"title", "invoice_email", "tax_no"}
    assert lacking(InvoiceType.NORMAL, mainland=False, **both) == set()
    asked = {"tax_no", "bank", "account", "reg_address_phone"}
    assert lacking(InvoiceType.SPECIAL, **both) == asked


def test_a_number_of_eighteen_is_checked_to_its_last_character():
    assert invoices.tax_no(" 9135 0100-m000 100y 43 ") == USCC
    assert invoices.tax_no("４４０１０６７５５５５５１２３") == "440106755555123"
    for typed, code in ((f"{USCC[:-1]}4", "uscc_check"), ("12345", "tax_no"), ("税号", "tax_no")):
        with pytest.raises(IdentifierError) as refused:
            invoices.tax_no(typed)
        assert refused.value.code == code
    assert invoices.foreign_tax_no("DE 123 456 789") == "DE123456789"


def test_an_account_is_kept_bare_and_read_in_fours():
    assert invoices.bank_account("６２２２ 0000 1111 2222 333") == "6222000011112222333"
    assert invoices.spaced("6222000011112222333") == "6222 0000 1111 2222 333"
    assert invoices.tail("6222000011112222333") == "…2333"
    for typed in ("1234", "12345 <b>", "账号", "1" * 41):
        with pytest.raises(IdentifierError):
            invoices.bank_account(typed)
