"""Identity documents that a show with checks at the entrance may ask for: kinds, numbers, masks.

A number is sensitive personal information (PIPL art. 28): it is asked only where the show says
why, kept sealed, masked wherever it is shown, and deleted some days after the show.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.show import ShowDay
from exhibition.domain.typed_text import IdentifierError, fold_width

#: In the order of the form.
KINDS: Mapping[str, Bilingual] = {
    "cn_id": Bilingual("居民身份证", "PRC resident ID"),
    "hkmo_permit": Bilingual("港澳居民来往内地通行证", "HK/Macau mainland travel permit"),
    "tw_permit": Bilingual("台湾居民来往大陆通行证", "Taiwan mainland travel permit"),
    "passport": Bilingual("护照", "Passport"),
    "prc_permanent": Bilingual("外国人永久居留身份证", "Foreign permanent resident ID"),
    "hmt_residence": Bilingual("港澳台居民居住证", "HK, Macau, Taiwan residence permit"),
    "other": Bilingual("其他", "Other"),
}
#: Days after the show for which numbers are kept, unless the show says otherwise.
KEPT_DAYS = 30

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
_SHAPES: Mapping[str, re.Pattern[str]] = {
    # The lifetime number; older cards print two digits of the renewal behind it.
    "hkmo_permit": re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    "tw_permit": re.compile(r"[0-9]{8}(?:[0-9]{2})?"),
    "passport": re.compile(r"[A-Z0-9]{5,20}"),
    "prc_permanent": re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
    "hmt_residence": re.compile(r"8[123][0-9]{15}[0-9X]"),
    "other": re.compile(r"[A-Z0-9]{4,30}"),
}
# GB 11643-1999: weights of ISO 7064 MOD 11-2.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BORN = slice(6, 14)
_LONG = 12


@dataclass(frozen=True)
class Document:
    """A document somebody will show at the entrance; printed, it does not tell its number."""

    kind: str
    number: str = field(repr=False)


def document(kind: str, text: str) -> Document:
    """The document that was typed, its number in capitals without spaces and hyphens.

    A resident ID is checked by GB 11643 (birthday and check character), a residence permit of
    Hong Kong, Macau and Taiwan people is one of the same making; the others by their shape.
    Raises IdentifierError ``id_kind`` or ``id_<kind>``.
    """
    if kind not in KINDS:
        raise IdentifierError("id_kind")
    number = _BETWEEN.sub("", fold_width(text[:200])).upper()
    if kind == "cn_id":
        right = bool(_RESIDENT.fullmatch(number)) and _is_resident(number)
    else:
        right = bool(_SHAPES[kind].fullmatch(number))
        right = right and (kind != "hmt_residence" or _is_resident(number))
    if not right:
        raise IdentifierError(f"id_{kind}")
    return Document(kind, number)


def masked(number: str) -> str:
    """The number with only its ends: ``4401**********0015``, of a short one ``E******89``."""
    head, tail = (4, 4) if len(number) > _LONG else (1, 2)
    hidden = "*" * max(len(number) - head - tail, 3)
    return f"{number[:head]}{hidden}{number[-tail:]}"


def deleted_after(days: tuple[ShowDay, ...], kept_days: int) -> date | None:
    """The last day on which numbers are kept; None while the show has no dates."""
    if not days:
        return None
    return max(day.date for day in days) + timedelta(days=kept_days)


def _is_resident(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECKS[total % 11] != number[-1]:
        return False
    born = number[_BORN]
    try:
        date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    return True
