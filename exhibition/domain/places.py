"""Countries by ISO 3166-1 and provinces by GB/T 2260, named in Chinese and English."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from babel import Locale

from exhibition.domain import pinyin

# Two-letter codes of the CLDR that ISO 3166-1 has not assigned to a country: islands with a
# reserved code, unions, the "unknown" and test territories.
_NOT_ISO = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
)

#: First in every list: where nearly all visitors come from.
_FIRST = ("CN", "HK", "MO", "TW")

# As official Chinese usage has them.
_OWN_NAMES = {
    "HK": ("中国香港", "Hong Kong, China"),
    "MO": ("中国澳门", "Macau, China"),
    "TW": ("中国台湾", "Taiwan, China"),
    "PS": ("巴勒斯坦", "Palestine"),
}


class Place(NamedTuple):
    """A country (two letters) or a province (two digits) with its names."""

    code: str
    zh: str
    en: str

    def label(self, locale: str) -> str:
        """The name in English for ``en…``, else in Chinese."""
        return self.en if locale.startswith("en") else self.zh


# GB/T 2260, first two digits, in the order of the standard.
_PROVINCES = (
    Place("11", "北京市", "Beijing"),
    Place("12", "天津市", "Tianjin"),
    Place("13", "河北省", "Hebei"),
    Place("14", "山西省", "Shanxi"),
    Place("15", "内蒙古自治区", "Inner Mongolia"),
    Place("21", "辽宁省", "Liaoning"),
    Place("22", "吉林省", "Jilin"),
    Place("23", "黑龙江省", "Heilongjiang"),
    Place("31", "上海市", "Shanghai"),
    Place("32", "江苏省", "Jiangsu"),
    Place("33", "浙江省", "Zhejiang"),
    Place("34", "安徽省", "Anhui"),
    Place("35", "福建省", "Fujian"),
    Place("36", "江西省", "Jiangxi"),
    Place("37", "山东省", "Shandong"),
    Place("41", "河南省", "Henan"),
    Place("42", "湖北省", "Hubei"),
    Place("43", "湖南省", "Hunan"),
    Place("44", "广东省", "Guangdong"),
    Place("45", "广西壮族自治区", "Guangxi"),
    Place("46", "海南省", "Hainan"),
    Place("50", "重庆市", "Chongqing"),
    Place("51", "四川省", "Sichuan"),
    Place("52", "贵州省", "Guizhou"),
    Place("53", "云南省", "Yunnan"),
    Place("54", "西藏自治区", "Xizang (Tibet)"),
    Place("61", "陕西省", "Shaanxi"),
    Place("62", "甘肃省", "Gansu"),
    Place("63", "青海省", "Qinghai"),
    Place("64", "宁夏回族自治区", "Ningxia"),
    Place("65", "新疆维吾尔自治区", "Xinjiang"),
    Place("71", "台湾省", "Taiwan"),
    Place("81", "香港特别行政区", "Hong Kong"),
    Place("82", "澳门特别行政区", "Macau"),
)
_PROVINCE_BY_CODE = {place.code: place for place in _PROVINCES}


def countries(locale: str = "en") -> tuple[Place, ...]:
    """All 249 countries and territories of ISO 3166-1: China with Hong Kong, Macau and Taiwan
    first, then by English name, or for ``zh`` in the order of pinyin.
    """
    return _ordered("en" if locale.startswith("en") else "zh")


def is_country(code: str | None) -> bool:
    """Whether the code is one of ISO 3166-1 alpha-2, in capitals."""
    return code in _by_code()


def country_label(code: str, locale: str) -> str:
    """The country's name in Chinese or English; an unknown code comes back as it is."""
    place = _by_code().get(code)
    return place.label(locale) if place else code


def provinces() -> tuple[Place, ...]:
    """The 31 provinces of the mainland, then Taiwan, Hong Kong and Macau."""
    return _PROVINCES


def is_province(code: str | None) -> bool:
    """Whether the code is one of the two-digit codes of GB/T 2260."""
    return code in _PROVINCE_BY_CODE


def province_label(code: str, locale: str) -> str:
    """The province's name in Chinese or English; an unknown code comes back as it is."""
    place = _PROVINCE_BY_CODE.get(code)
    return place.label(locale) if place else code


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Place]:
    zh, en = Locale("zh", script="Hans").territories, Locale("en").territories
    codes = (c for c in map(str, en) if len(c) == 2 and c.isalpha() and c not in _NOT_ISO)
    return {c: Place(c, *_OWN_NAMES.get(c, (zh[c], en[c]))) for c in codes}


@lru_cache(maxsize=2)
def _ordered(language: str) -> tuple[Place, ...]:
    by_code = _by_code()
    rest = (place for code, place in by_code.items() if code not in _FIRST)
    return (*(by_code[code] for code in _FIRST), *sorted(rest, key=_CALLED[language]))


# As somebody looks for the name: sign by sign as it sounds, or by its letters without their marks.
_CALLED: dict[str, Callable[[Place], str]] = {
    "zh": lambda place: " ".join(" ".join([*pinyin.of_company(one)[:1], one]) for one in place.zh),
    "en": lambda place: normalize("NFKD", place.en),
}
