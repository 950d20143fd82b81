"""The task 补充资料, and the correction of what staff sent back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from exhibition.domain.answers import Answer
from exhibition.domain.application_steps import STEPS, step_named
from exhibition.models import Application, Registration, Upload
from exhibition.web.public.application_form import ApplicationForm, step_names
from tests.web.form_stage import a_show, opened, preset, sent

TYPE = {"company_type": "biotech"}


def an_application(**columns: Any) -> Registration:
    application = Application(
        **{
            **dict.fromkeys(
                (
                    *("company_en", "uscc", "reg_no_overseas", "address", "website", "remark"),
                    *("contact_title", "department", "phone_office", "wechat_id", "products"),
                    *("open_sides", "booth_preference"),
                ),
                "",
            ),
            "origin": "cn",
            "company_zh": "广州细胞科技有限公司",
            "booth_type": "raw_indoor",
            "area_sqm": 54,
            **columns,
        }
    )
    return Registration(
        name="李经理",
        mobile="+8613800138000",
        email="li@163.com",
        province="44",
        city="广州",
        answers={"exhibit_categories": {"values": ["bioprocess"], "other": ""}},
        application=application,
    )


def form_of(
    registration: Registration | None = None, steps: str = "", **options: Any
) -> ApplicationForm:
    """The form of these steps (all of them), or of what was sent back."""
    one = registration or an_application()
    asked = preset("cell-gene-therapy").questions
    names = options.get("comments") or {
        name
        for step in STEPS
        for name in step_names(step, one.application.origin, asked)
        if not steps or step.name in steps
    }
    return ApplicationForm(a_show(), one, asked, names, **options)


def names(form: ApplicationForm) -> list[str]:
    return [field.name for field in form.in_order()]


def problems(body: Mapping[str, Any], **options: Any) -> list[str]:
    with sent(body):
        form = form_of(**options)
        form.validate()
        return [problem.sentence for problem in form.summary()]


def test_the_task_asks_what_the_first_contact_left_out() -> None:
    with opened():
        assert names(form_of()) == [
            *("uscc", "licence_file", "qualification_files", "company_en", "address", "website"),
            *("contact_title", "department", "phone_office", "wechat_id", "wechat_same"),
            *("products", "open_sides", "booth_preference", "company_type"),
        ]


@pytest.mark.parametrize(
    ("step", "asked"),
    [
        ("company", ["uscc", "company_en", "address", "website"]),
        ("contact", ["contact_title", "department", "phone_office", "wechat_id", "wechat_same"]),
        ("exhibits", ["products", "open_sides", "booth_preference", "company_type"]),
        ("documents", ["licence_file", "qualification_files"]),
    ],
)
def test_a_step_asks_its_share(step: str, asked: list[str]) -> None:
    assert step_named(step)
    with opened():
        assert names(form_of(steps=step)) == asked


def test_a_company_from_elsewhere_is_asked_for_its_own_number() -> None:
    with opened():
        asked = names(form_of(an_application(origin="overseas", company_en="Cell Ltd")))
    assert "reg_no_overseas" in asked
    assert "uscc" not in asked


def test_the_page_shows_what_was_saved_before() -> None:
    with opened():
        assert form_of(an_application(website="https://cell.example")).website.data == (
            "https://cell.example"
        )


def test_details_hold_what_the_page_asked_and_nothing_else() -> None:
    body = {"uscc": "9135 0100-m000100y43", "website": "cell.example", "open_sides": "2", **TYPE}
    with sent(body):
        form = form_of()
        assert form.validate(), form.summary()
        said = form.details()
    assert said.values["uscc"] == "91350100M000100Y43"
    assert said.values["website"] == "https://cell.example"
    assert said.values["open_sides"] == "2"
    assert said.values["address"] == ""
    assert said.values.keys().isdisjoint({"company_zh", "mobile", "wechat_same", "licence_file"})
    assert said.answers == {"company_type": Answer(("biotech",))}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (
            *("uscc", "91350100M000100Y44"),
            "The check character does not fit. Compare each character with the licence",
        ),
        ("uscc", "9135", "18 characters, as on the licence"),
        ("website", "javascript:alert(1)", "Enter a web address such as www.example.com"),
        ("phone_office", "call me", "Enter digits, for example 020 8888 6666 ext. 801"),
        ("open_sides", "5", "Choose one of the options offered"),
    ],
)
def test_wrong_entries_are_said_beside_their_field(field: str, typed: str, sentence: str) -> None:
    assert problems({field: typed, **TYPE}) == [sentence]


@pytest.mark.parametrize("typed", ["020-88886666", "+86 20 8888 6666 转 801", "(020) 8888 6666 x1"])
def test_an_office_phone_is_taken_as_it_is_dialled(typed: str) -> None:
    assert problems({"phone_office": typed, **TYPE}) == []


def test_the_wechat_id_can_be_the_mobile_number() -> None:
    with sent({"wechat_id": "typed before", "wechat_same": "y", **TYPE}):
        form = form_of()
        assert form.validate()
        assert form.details().values["wechat_id"] == "13800138000"


def test_new_files_come_by_field_and_a_refused_one_is_said_there() -> None:
    with sent({"licence_file": (BytesIO(b"x"), "licence.heic"), **TYPE}):
        form = form_of()
        assert form.validate()
        assert {
            name: [file.filename for file in files] for name, files in form.files().items()
        } == {"licence_file": ["licence.heic"]}
        form.refuse("licence_file", "heic")
        (problem,) = form.summary()
    assert problem.field_id == "f-licence_file"
    assert problem.sentence.startswith("Convert HEIC photos of an iPhone to JPG first")


def test_files_handed_in_before_count_unless_they_are_taken_away() -> None:
    kept = [Upload(id=n, field="qualification_files", original_name="a.pdf") for n in range(5)]
    foreign = Upload(id=9, field="payment_slip_file", original_name="b.pdf")
    one_more = {"qualification_files": (BytesIO(b"x"), "c.pdf"), **TYPE}
    with sent(one_more):
        assert not form_of(uploads=[*kept, foreign]).validate()
    with sent(
        {**one_more, "qualification_files": (BytesIO(b"x"), "c.pdf"), "remove_file": ["3", "9"]}
    ):
        form = form_of(uploads=[*kept, foreign])
        assert form.validate()
        assert form.removed == (kept[3],)


# Correction ------------------------------------------------------------

SENT_BACK = {
    "company_zh": "请写全称",
    "mobile": "无法接通",
    "exhibit_categories": "请选细分",
    "booth_type": "已售罄",
}


def test_a_correction_asks_just_what_was_sent_back_under_its_comments() -> None:
    with opened():
        form = form_of(comments=SENT_BACK)
        assert names(form) == [
            *("company_zh", "mobile_country", "mobile", "booth_type", "booth_count", "area_sqm"),
            "exhibit_categories",
        ]
        assert form.company_zh.comment == "请写全称"
        assert form.asked["exhibit_categories"].comment == "请选细分"
        assert form.area_sqm.comment == ""


def test_a_correction_starts_from_what_stands_there() -> None:
    with opened():
        form = form_of(comments=SENT_BACK)
        assert form.company_zh.data == "广州细胞科技有限公司"
        assert (form.mobile.data, form.mobile_country.data) == ("138 0013 8000", "CN")
        assert form.asked["exhibit_categories"].data == ["bioprocess"]


def test_a_correction_changes_nothing_but_its_fields() -> None:
    body = {
        "company_zh": "广州细胞科技股份有限公司",
        "mobile": "13900139000",
        "email": "x@example.com",
        "booth_type": "shell_9",
        "booth_count": "2",
        "area_sqm": "54",
        "uscc": "x",
        "exhibit_categories": "bp_reactor",
    }
    with sent(body):
        form = form_of(comments=SENT_BACK)
        assert form.validate(), form.summary()
        said = form.details()
    assert said.values == {
        "company_zh": "广州细胞科技股份有限公司",
        "mobile": "+8613900139000",
        "booth_type": "shell_9",
        "booth_count": 2,
        "area_sqm": None,
    }
    assert said.answers == {"exhibit_categories": Answer(("bp_reactor",))}


def test_what_was_missing_has_to_be_given_once_it_is_asked_for() -> None:
    asked = {"uscc": "请填写", "licence_file": "照片模糊"}
    assert problems({"uscc": ""}, comments=asked) == ["Please complete this field"] * 2


def test_a_file_that_came_since_it_was_asked_for_is_enough() -> None:
    asked_at = datetime(2026, 5, 1, tzinfo=UTC)
    late, early = asked_at + timedelta(hours=1), asked_at - timedelta(hours=1)
    for made, sentences in ((late, []), (early, ["Please complete this field"])):
        licence = Upload(id=1, field="licence_file", original_name="a.pdf", created_at=made)
        options = {"comments": {"licence_file": "照片模糊"}, "asked_at": asked_at}
        assert problems({"licence_file": ""}, uploads=[licence], **options) == sentences


def test_a_wrong_website_may_be_taken_away() -> None:
    registration = an_application(website="https://wrong.example")
    with sent({"website": ""}):
        form = form_of(registration, comments={"website": "打不开"})
        assert form.validate()
        assert form.details().values == {"website": ""}


def test_a_mainland_company_keeps_its_chinese_name() -> None:
    assert problems({"company_zh": " "}, comments={"company_zh": "?"}) == [
        "Enter the company name as registered"
    ]


def test_an_option_that_is_offered_no_more_may_stay_when_it_was_chosen() -> None:
    (asked,) = (q for q in preset("cell-gene-therapy").questions if q.slug == "exhibit_categories")
    options = tuple(replace(c, retired=c.slug == "bioprocess") for c in asked.choices)
    retired = replace(asked, choices=options)
    with sent({"exhibit_categories": ["bioprocess", "lab"]}):
        form = ApplicationForm(
            a_show(),
            an_application(),
            [retired],
            ["exhibit_categories"],
            comments={"exhibit_categories": "?"},
        )
        assert form.validate(), form.summary()
