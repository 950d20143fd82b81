"""Identity documents: what is taken for one, what a mask leaves, when a number has to be gone."""

from datetime import date, time

import pytest

from exhibition.domain import identity
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.show import ShowDay

#: The standard's own example.
RESIDENT = "11010519491231002X"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("cn_id", "110105 19491231 002x", RESIDENT),
        ("cn_id", "１１０１０５１９４９１２３１００２Ｘ", RESIDENT),
        ("hkmo_permit", "h00000000", "H00000000"),
        ("hkmo_permit", "M0000000001", "M0000000001"),
        ("tw_permit", "00000000", "00000000"),
        ("passport", "E0000000 0", "E00000000"),
        ("prc_permanent", "XXX000000000000", "XXX000000000000"),
        ("other", "ab-12", "AB12"),
    ],
)
def test_a_document_is_kept_in_one_form(kind, typed, kept):
    found = identity.document(kind, typed)
    assert (found.kind, found.number) == (kind, kept)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("cn_id", "110105194912310021"),  # the check character
        ("cn_id", "11010519491231002"),
        ("cn_id", "000000199902300002"),  # 30 February
        ("hkmo_permit", "T00000000"),
        ("tw_permit", "H00000000"),
        ("passport", "E1"),
        ("passport", "护照12345"),
        ("hmt_residence", RESIDENT),
        ("prc_permanent", "812345678901234567"),
        ("other", "A" * 31),
    ],
)
def test_what_is_none_is_refused_for_its_kind(kind, typed):
    with pytest.raises(IdentifierError) as refused:
        identity.document(kind, typed)
    assert refused.value.code == f"id_{kind}"
    assert typed not in str(refused.value)


def test_every_slip_of_one_digit_in_a_resident_id_is_noticed():
    for at, digit in enumerate(RESIDENT[:-1]):
        for other in set("0123456789") - {digit}:
            with pytest.raises(IdentifierError):
                identity.document("cn_id", RESIDENT[:at] + other + RESIDENT[at + 1 :])


def test_an_unknown_kind_is_no_kind():
    with pytest.raises(IdentifierError, match="id_kind"):
        identity.document("driving_licence", RESIDENT)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (RESIDENT, "1101**********002X"),
        ("E00000089", "E******89"),
        ("AB12", "A***12"),
    ],
)
def test_a_mask_leaves_only_the_ends(number, shown):
    assert identity.masked(number) == shown


def test_a_document_does_not_print_its_number():
    assert RESIDENT not in repr(identity.document("cn_id", RESIDENT))


def test_numbers_are_kept_until_days_after_the_last_day():
    days = tuple(ShowDay(date(2027, 3, day), time(9), time(17)) for day in (20, 18, 19))
    assert identity.deleted_after(days, 30) == date(2027, 4, 19)
    assert identity.deleted_after((), 30) is None
