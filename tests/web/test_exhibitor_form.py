"""The form 参展申请, as an exhibitor meets it."""

from collections.abc import Mapping
from typing import Any

import pytest

from exhibition.domain.answers import Answer
from exhibition.domain.details import ExhibitorDetails
from exhibition.models import Show
from exhibition.web.public.exhibitor_form import ExhibitorForm
from tests.web.form_stage import a_show, opened, questions, sent

RIGHT: Mapping[str, Any] = {
    "origin": "cn",
    "company_zh": "广州细胞科技有限公司",
    "company_en": "",
    "contact_name": "李经理",
    "mobile": "13800138000",
    "email": "li@163.com",
    "exhibit_categories": ["bioprocess"],
    "booth_type": "raw_indoor",
    "booth_count": "",
    "area_sqm": "54",
    "province": "44",
    "city": "广州",
    "remark": "价格？\r\n位置？",
    "consent_notice": "y",
    "consent_declaration": "y",
}
NAME_MISSING = "Enter the company name as registered"


def form_of(show: Show | None = None) -> ExhibitorForm:
    return ExhibitorForm(show or a_show(), questions("exhibitor"))


def problems(changes: Mapping[str, Any], lang: str = "en") -> list[str]:
    with sent({**RIGHT, **changes}, lang):
        form = form_of()
        form.validate()
        return [problem.sentence for problem in form.summary()]


def details(changes: Mapping[str, Any] | None = None) -> ExhibitorDetails:
    with sent({**RIGHT, **(changes or {})}):
        form = form_of()
        assert form.validate(), form.summary()
        return form.details("en")


def test_a_right_form_gives_the_details_of_an_exhibitor() -> None:
    said = details()
    assert (said.origin, said.company_zh, said.contact_name) == (
        "cn",
        RIGHT["company_zh"],
        "李经理",
    )
    assert (said.mobile, said.email, said.country) == ("+8613800138000", "li@163.com", "CN")
    assert (said.booth_type, said.booth_count, said.area_sqm) == ("raw_indoor", None, 54)
    assert (said.province, said.city, said.remark) == ("44", "广州", "价格？\n位置？")
    assert said.answers == {"exhibit_categories": Answer(("bioprocess",))}
    assert [(c.kind, c.given) for c in said.consents] == [
        ("notice", True),
        ("declaration", True),
        ("marketing", False),
    ]


def test_an_empty_form_names_every_missing_field_in_the_order_of_the_page() -> None:
    with sent({}, "zh"):
        form = form_of()
        assert not form.validate()
        assert [problem.field_id for problem in form.summary()] == [
            *("f-origin", "f-contact_name", "f-mobile", "f-email", "f-exhibit_categories"),
            *("f-booth_type", "f-consent_notice", "f-consent_declaration"),
        ]


@pytest.mark.parametrize(("lang", "origin"), [("zh", "cn"), ("en", "overseas")])
def test_the_language_of_the_page_guesses_where_the_company_is(lang: str, origin: str) -> None:
    with opened(lang=lang):
        assert form_of().origin.data == origin


@pytest.mark.parametrize(
    ("origin", "zh", "en", "fault"),
    [
        ("cn", "", "Cell Ltd", [NAME_MISSING]),
        ("overseas", "细胞公司", "", [NAME_MISSING]),
        ("hkmotw", "", "", [NAME_MISSING]),
        ("hkmotw", "細胞公司", "", []),
        ("hkmotw", "", "Cell Ltd", []),
        ("overseas", "", "Cell Ltd", []),
    ],
)
def test_each_origin_has_the_company_name_it_must_give(
    origin: str, zh: str, en: str, fault: list[str]
) -> None:
    assert problems({"origin": origin, "company_zh": zh, "company_en": en}) == fault


def test_a_mailbox_is_needed() -> None:
    assert problems({"email": ""}, "zh") == ["请填写邮箱"]


def test_number_and_area_are_kept_where_the_kind_of_booth_is_counted_so() -> None:
    both = {"booth_count": "2", "area_sqm": "54"}
    kinds = ("shell_9", "raw_indoor", "undecided")
    kept = [details({"booth_type": kind, **both}) for kind in kinds]
    assert [(said.booth_count, said.area_sqm) for said in kept] == [
        (2, None),
        (None, 54),
        (None, None),
    ]


def test_raw_space_has_a_smallest_size() -> None:
    assert problems({"area_sqm": "20"}) == ["Raw space starts at 36 m²"]
    assert problems({"area_sqm": "20", "booth_type": "shell_9"}) == []
    with opened(lang="zh"):
        assert form_of().area_sqm.hint == "可先不填；光地 36 ㎡ 起"


def test_only_booths_on_offer_can_be_chosen_and_undecided_always_can() -> None:
    assert problems({"booth_type": "table"}) == ["Choose one of the options offered"]
    with opened(lang="zh"):
        offered = form_of(a_show(booth_types=[])).booth_type.options
        assert [(option.value, option.label) for option in offered] == [("undecided", "待沟通")]


def test_a_company_from_overseas_has_no_province() -> None:
    said = details({"origin": "overseas", "company_en": "Cell Ltd"})
    assert (said.province, said.country) == ("", "")


def test_a_long_remark_is_refused_with_its_limit() -> None:
    assert problems({"remark": "x" * 501}) == ["At most 500 characters"]


def test_the_declaration_is_needed_and_its_words_are_kept() -> None:
    assert problems({"consent_declaration": ""}, "zh") == ["请先确认以上声明"]
    declaration = details().consents[1]
    assert declaration.text == (
        "I am authorised by my company, the information is true, and I understand that applying"
        " is not a booth confirmation."
    )


def test_the_service_consent_speaks_of_the_application() -> None:
    with opened(lang="zh"):
        assert "仅用于办理参展申请、入场核验" in form_of().consent_notice.label.text
