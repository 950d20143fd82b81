"""Countries and provinces, as the lists name them."""

from exhibition.domain.places import (
    countries,
    country_label,
    is_country,
    is_province,
    province_label,
    provinces,
)


def test_every_country_of_iso_3166_is_there_once() -> None:
    codes = [place.code for place in countries()]
    assert len(codes) == len(set(codes)) == 249


def test_every_country_has_both_names() -> None:
    assert all(place.zh and place.en for place in countries())


def test_china_comes_first_with_hong_kong_macau_and_taiwan() -> None:
    for locale in ("zh", "en"):
        assert [place.code for place in countries(locale)][:4] == ["CN", "HK", "MO", "TW"]


def test_hong_kong_macau_and_taiwan_are_named_as_chinese() -> None:
    labels = {
        code: (country_label(code, "zh_Hans_CN"), country_label(code, "en"))
        for code in ("HK", "MO", "TW")
    }
    assert labels == {
        "HK": ("中国香港", "Hong Kong, China"),
        "MO": ("中国澳门", "Macau, China"),
        "TW": ("中国台湾", "Taiwan, China"),
    }


def test_chinese_readers_find_countries_by_pinyin_and_others_by_alphabet() -> None:
    chinese = [place.zh for place in countries("zh")]
    english = [place.en for place in countries("en")]
    assert chinese.index("德国") < chinese.index("法国") < chinese.index("美国")
    # Rare characters have a place in it too.
    assert chinese.index("法国") < chinese.index("梵蒂冈") < chinese.index("斐济")
    assert chinese.index("纳米比亚") < chinese.index("瑙鲁") < chinese.index("尼泊尔")
    assert english.index("Comoros") < english.index("Côte d’Ivoire") < english.index("Cuba")
    assert english.index("France") < english.index("Germany") < english.index("United States")


def test_unions_and_test_codes_are_no_countries() -> None:
    assert not any(is_country(code) for code in ("EU", "UN", "ZZ", "XA", "", None, "cn"))


def test_the_provinces_are_those_of_the_standard() -> None:
    codes = [place.code for place in provinces()]
    assert len(codes) == len(set(codes)) == 34
    assert province_label("44", "zh") == "广东省"
    assert province_label("44", "en") == "Guangdong"
    assert province_label("81", "zh") == "香港特别行政区"
    assert is_province("71")
    assert not is_province("99")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert country_label("??", "zh") == "??"
    assert province_label("99", "en") == "99"
