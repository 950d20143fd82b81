"""The name proper of a company, and whether two names may be one company's."""

import re
from dataclasses import dataclass
from functools import lru_cache

from exhibition.domain import pinyin
from exhibition.domain.company_words import (
    LEGAL_FORMS,
    LEGAL_WORDS,
    NOT_ALONE,
    PLACE_ENDS,
    PLACES,
    SAME_PLACE,
    TELLING,
)
from exhibition.domain.typed_text import fold_company, fold_width, plain_letters

#: As much has to be left of a name once its place and its legal form are taken away.
_LEAST = 2
#: A short form such as 迈瑞 for 迈瑞医疗 is no shorter.
_LEAST_SHORT, _LEAST_SHORT_LATIN = 2, 4
#: From this length on one sign may be a slip of the finger, but none of the first.
_LONG, _FIRST = 6, 4

_BRACKETS = re.compile(r"[()\[\]〔〕【】]")
_SIGNS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True)
class Core:
    """A company's name without place and legal form, and the places it named."""

    name: str
    places: frozenset[str] = frozenset()


def near_company(one: str, other: str) -> bool:
    """Whether two names may be one company's: the same but for legal form, place and signs, one a
    short form of the other, or a long one with one sign another.

    Two that name different places are two companies (广州医药, 上海医药); a place that only one
    names says nothing (深圳迈瑞, 迈瑞). A number that differs tells them apart (第一, 第二医院).
    """
    if fold_company(one) == fold_company(other):
        return True
    first, second = core(one), core(other)
    if first.places and second.places and first.places.isdisjoint(second.places):
        return False
    return _near(first.name, second.name)


@lru_cache(maxsize=8192)
def core(company: str) -> Core:
    """The name proper. Never empty where the name is not."""
    folded = fold_width(company).casefold()
    text = _SIGNS.sub(" ", plain_letters(_BRACKETS.sub(" ", folded)))
    places: set[str] = set()
    words = _latin(text.split(), places)
    name = _without_form(_without_place("".join(words), places))
    return Core(name or fold_company(company), frozenset(places))


def _latin(words: list[str], places: set[str]) -> list[str]:
    """Without the words of a legal form at the end, a place at the head or between brackets."""
    while len(words) > 1 and words[-1] in LEGAL_WORDS:
        words = words[:-1]
    kept = []
    for at, word in enumerate(words):
        place = _place_of(word, latin=at == 0)
        if place and len(words) > 1:
            places.add(place)
        elif not (word in LEGAL_FORMS and len(words) > 1):
            kept.append(word)
    return kept or words


def _place_of(word: str, *, latin: bool) -> str:
    """The place that a whole word names, in Chinese; empty for any other word."""
    if word.isascii():
        return _spelled_places().get(word, "") if latin else ""
    for end in PLACE_ENDS:
        word = word.removesuffix(end)
    return SAME_PLACE.get(word) or (word if word in _PLACES else "")


def _without_place(name: str, places: set[str]) -> str:
    while found := _leading_place(name):
        rest = name[len(found) :]
        for end in PLACE_ENDS:
            if len(rest.removeprefix(end)) >= _LEAST:
                rest = rest.removeprefix(end)
        if len(rest) < _LEAST or rest in LEGAL_FORMS or rest.startswith(NOT_ALONE):
            break
        places.add(SAME_PLACE.get(found, found))
        name = rest
    return name


def _leading_place(name: str) -> str:
    # No place is shorter than two characters or longer than four.
    return next((name[:n] for n in (4, 3, 2) if name[:n] in _PLACES or name[:n] in SAME_PLACE), "")


def _without_form(name: str) -> str:
    for form in LEGAL_FORMS:
        rest = name.removesuffix(form)
        if rest != name and len(rest) >= _LEAST:
            return _without_form(rest)
    return name


def _near(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    least = _LEAST_SHORT_LATIN if short.isascii() else _LEAST_SHORT
    if len(short) >= least and long.startswith(short):
        return True
    return one == other or (len(short) >= _LONG and _one_slip(short, long))


def _one_slip(short: str, long: str) -> bool:
    """Whether one sign more, less or another makes one of the other, and it tells nothing."""
    at = next((n for n, sign in enumerate(short) if sign != long[n]), len(short))
    if len(long) - len(short) > 1 or at < _FIRST:
        return False
    slipped = {*short[at : at + (len(short) == len(long))], long[at]}
    same_rest = short[at + (len(short) == len(long)) :] == long[at + 1 :]
    return same_rest and slipped.isdisjoint(TELLING)


_PLACES = frozenset(PLACES)


@lru_cache(maxsize=1)
def _spelled_places() -> dict[str, str]:
    spelled = {pinyin.of_company(place)[0]: place for place in PLACES}
    return spelled | {"china": "中国", "hongkong": "香港", "macau": "澳门", "taiwan": "台湾"}
