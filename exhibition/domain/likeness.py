"""How alike two registrations are: a few reasons, each of which a person would name in a word.

No score. Staff decide in seconds over "same mobile number"; over "87 %" they would have to look
everything up. Each reason has a key, equal for all that could be alike for it, so that a database
finds them by an index, and a rule that says of two with the same key whether they are.

Missed on purpose: a Chinese name with one character another (张伟, 张玮: two people), traditional
against simplified characters (there is no table of them here), English against Chinese company
names. A pair that nobody is shown does less harm than a page that nobody reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from itertools import permutations

from exhibition.domain import pinyin
from exhibition.domain.company_likeness import core, near_company
from exhibition.domain.identifiers import fold_email, fold_name
from exhibition.domain.mail import FREE_DOMAINS
from exhibition.domain.status import Kind
from exhibition.domain.typed_text import fold_width, plain_letters

#: Signs of a company's name that two near ones share at the head.
_HEAD, _HEAD_LATIN = 2, 4
#: Parts of a name whose order is tried; of more, the alphabetical one stands for all.
_MOST_PARTS = 4


class Reason(StrEnum):
    """Why two registrations may be one, the strongest first."""

    USCC = "uscc"
    MOBILE = "mobile"
    EMAIL = "email"
    #: A visitor's name and company, nearly.
    PERSON = "person"
    #: An exhibitor's company, nearly.
    COMPANY = "company"
    #: A mail domain of the company's own.
    DOMAIN = "domain"


REASONS = {
    Kind.VISITOR: (Reason.MOBILE, Reason.EMAIL, Reason.PERSON),
    Kind.EXHIBITOR: (*(Reason.USCC, Reason.COMPANY, Reason.MOBILE, Reason.EMAIL, Reason.DOMAIN),),
}


#: Reasons for which an equal key is not enough: two have to be looked at.
NEARLY = (Reason.PERSON, Reason.COMPANY)


@dataclass(frozen=True)
class Party:
    """What of a registration is compared."""

    kind: Kind
    name: str
    #: The Chinese and the English name, where there are both.
    companies: tuple[str, ...]
    #: E.164.
    mobile: str
    email: str
    uscc: str = ""


def alike(reason: Reason, one: Party, other: Party) -> bool:
    """Whether the two are alike for this reason: symmetric, and true of a party and itself where
    it has anything to compare.
    """
    match reason:
        case Reason.MOBILE:
            return one.mobile == other.mobile
        case Reason.EMAIL:
            return bool(one.email) and fold_email(one.email) == fold_email(other.email)
        case Reason.USCC:
            return bool(one.uscc) and one.uscc == other.uscc
        case Reason.DOMAIN:
            return bool(own_domain(one.email)) and own_domain(one.email) == own_domain(other.email)
        case Reason.PERSON:
            return near_name(one.name, other.name) and _near_companies(one, other)
        case Reason.COMPANY:
            return _near_companies(one, other)


def reasons(one: Party, other: Party) -> tuple[Reason, ...]:
    """All for which two of a kind are alike, the strongest first."""
    return tuple(reason for reason in REASONS[one.kind] if alike(reason, one, other))


def keys(party: Party) -> frozenset[tuple[Reason, int]]:
    """What is stored to find others by: whoever is alike shares a key of that reason.

    None for the mobile number, which the registrations have an index for already.
    """
    return frozenset((reason, _digest(reason, text)) for reason, text in _texts(party) if text)


def near_name(one: str, other: str) -> bool:
    """Whether two people's names may be one person's: the same but for width, case, spaces and
    dots; in Latin letters, in any order of its parts; Chinese against its pinyin.
    """
    if fold_name(one) == fold_name(other):
        return True
    if pinyin.is_chinese(one) and pinyin.is_chinese(other):
        return False
    return not _spellings(one).isdisjoint(_spellings(other))


def own_domain(email: str) -> str:
    """The domain of a mailbox in lower case; empty for one of a host where anybody has one."""
    domain = email.rpartition("@")[2].casefold()
    return "" if domain in FREE_DOMAINS else domain


def _near_companies(one: Party, other: Party) -> bool:
    return any(near_company(a, b) for a in one.companies for b in other.companies if a and b)


def _texts(party: Party) -> Iterator[tuple[Reason, str]]:
    yield Reason.EMAIL, fold_email(party.email) if party.email else ""
    heads = [_head(company) for company in party.companies if company]
    if party.kind is Kind.VISITOR:
        # The letters in alphabetical order: the same for Zhang Wei, Wei Zhang and 张伟.
        spelled = {"".join(sorted(form)) for form in _spellings(party.name)}
        yield from ((Reason.PERSON, f"{letters} {head}") for head in heads for letters in spelled)
        return
    yield from ((Reason.COMPANY, head) for head in heads)
    yield Reason.USCC, party.uscc
    yield Reason.DOMAIN, own_domain(party.email)


def _head(company: str) -> str:
    head = core(company).name[:_HEAD_LATIN]
    return head if head.isascii() else head[:_HEAD]


@lru_cache(maxsize=4096)
def _spellings(name: str) -> frozenset[str]:
    folded = fold_name(name)
    if forms := pinyin.of_name(folded):
        # The initials are among them; they would make 张伟 of every Z. W.
        return frozenset(form for form in forms if len(form) > len(folded)) or frozenset(forms[:1])
    parts = _parts(name)
    if len(parts) > _MOST_PARTS:
        return frozenset({"".join(sorted(parts))})
    return frozenset("".join(order) for order in permutations(parts)) - {""} or frozenset({folded})


def _parts(name: str) -> list[str]:
    """The words of a name without accents and signs; ü is v as in pinyin."""
    letters = plain_letters(fold_width(name).casefold().replace("ü", "v"))
    return "".join(sign if sign.isalnum() else " " for sign in letters).split()


def _digest(reason: Reason, text: str) -> int:
    """63 bits, which fit a column of either database; two texts of millions never meet."""
    said = f"{reason} {text}".encode()
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "big") >> 1
