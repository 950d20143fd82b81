"""Pinyin of names and companies, written as people type it to find somebody: zhangwei, zw.

One reading for each character out of a table of 120 KB; a dictionary of phrases, such as pypinyin
loads, would cost every process 55 MB. What a phrase would settle is settled here for what stands in
names and companies: surnames are read as surnames, places as places. No tones, and ü is v.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product

from exhibition.domain import pinyin_readings as readings

#: Ways to read one name: a surname or a given name may be known by two readings.
MOST = 4

#: The readings of one sign, the usual one first.
Sign = tuple[str, ...]


def of_name(name: str) -> list[str]:
    """Full pinyin and initials of a person's name, folded text; empty for a name without any.

    ``单晓`` gives ``shanxiao`` and ``sx``. A name that can be read in two ways gives both.
    """
    if not is_chinese(name):
        return []
    return _forms(islice(product(*_person(name)), MOST))


def of_company(name: str) -> list[str]:
    """Full pinyin and initials of a company's Chinese name, folded text; empty for any other."""
    return _forms([_organization(name)]) if is_chinese(name) else []


def is_chinese(text: str) -> bool:
    """Whether any character of the text has a reading."""
    return any(sign in _table() for sign in text)


def _person(name: str) -> list[Sign]:
    for length in (2, 1):
        surname = readings.SURNAMES.get(name[:length])
        # A compound surname needs a given name after it: 东方 alone may be 东 方.
        if surname and len(name) > length:
            head = list(zip(*(way.split() for way in surname), strict=True))
            return [*(tuple(dict.fromkeys(ways)) for ways in head), *_given(name[length:])]
    return _given(name)


def _given(text: str) -> list[Sign]:
    return [readings.IN_NAMES.get(sign) or (_usual(sign),) for sign in text if sign.isalnum()]


def _organization(name: str) -> list[str]:
    found, at = [], 0
    while at < len(name):
        phrase = readings.PHRASES.get(name[at : at + 2])
        if phrase:
            found += phrase.split()
        elif name[at].isalnum():
            found.append(readings.IN_COMPANIES.get(name[at]) or _usual(name[at]))
        at += 2 if phrase else 1
    return found


def _forms(ways: Iterable[Iterable[str]]) -> list[str]:
    read = [list(way) for way in ways]
    full = ["".join(way) for way in read]
    initials = ["".join(syllable[:1] for syllable in way) for way in read]
    return list(dict.fromkeys([*full, *initials]))


def _usual(sign: str) -> str:
    """The reading of a character; a letter or digit stands for itself."""
    return readings.USUAL.get(sign) or _table().get(sign, sign)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    # It comes with the program, like the program's own words.
    lines = (files(__package__) / "pinyin.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return {sign: syllable for syllable, signs in pairs for sign in signs}
