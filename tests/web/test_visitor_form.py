"""The form 参观预登记, as a visitor meets it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_wtf.csrf import generate_csrf

from exhibition.domain import clock
from exhibition.domain.answers import Answer
from exhibition.domain.details import VisitorDetails
from exhibition.models import Show
from exhibition.web.public.visitor_form import VisitorForm
from tests.web.form_stage import a_pass_type, a_show, opened, questions, sent, stage

RIGHT: Mapping[str, Any] = {
    "name": "王小明",
    "mobile": "138 0013 8000",
    "company": "广州细胞科技有限公司",
    "job_title": "研发经理",
    "country": "CN",
    "province": "44",
    "city": "广州",
    "business_nature": "biotech",
    "interests": ["atmp_cell", "ctmp_stem"],
    "email": "",
    "consent_notice": "y",
    "submission_id": "kZ3v9yQm0Jc1xTq8bWn5Lr7u",
    "ch": "article-1",
}


def form_of(show: Show | None = None) -> VisitorForm:
    return VisitorForm(show or a_show(), questions("visitor"))


def problems(changes: Mapping[str, Any], show: Show | None = None, lang: str = "en") -> list[str]:
    with sent({**RIGHT, **changes}, lang):
        form = form_of(show)
        form.validate()
        return [problem.sentence for problem in form.summary()]


def details(changes: Mapping[str, Any] | None = None, show: Show | None = None) -> VisitorDetails:
    with sent({**RIGHT, **(changes or {})}):
        form = form_of(show)
        assert form.validate(), form.summary()
        return form.details("zh")


def test_a_right_form_gives_the_details_of_a_visitor() -> None:
    said = details()
    assert (said.name, said.mobile, said.company) == (
        "王小明",
        "+8613800138000",
        "广州细胞科技有限公司",
    )
    assert (said.country, said.province, said.city) == ("CN", "44", "广州")
    assert (said.pass_type, said.locale, said.channel) == ("trade", "zh", "article-1")
    assert said.answers == {
        "business_nature": Answer(("biotech",)),
        "interests": Answer(("atmp_cell", "ctmp_stem")),
    }


def test_an_empty_form_names_every_missing_field_at_once_in_the_order_of_the_page() -> None:
    with sent({}):
        form = form_of()
        assert not form.validate()
        assert [problem.field_id for problem in form.summary()] == [
            *("f-name", "f-mobile", "f-company", "f-job_title", "f-province"),
            *("f-business_nature", "f-interests", "f-consent_notice"),
        ]


@pytest.mark.parametrize(
    ("field", "typed", "chinese", "english"),
    [
        ("name", "", "请填写姓名", "Enter your name"),
        (
            "mobile",
            "1380013",
            "手机号应为 11 位，例如 138 开头",
            "Enter an 11-digit mainland mobile number",
        ),
        ("email", "a@b", "邮箱格式不对，请检查 @ 前后", "Check the e-mail address"),
        ("interests", [], "请至少选择一项", "Choose at least one"),
        (
            "consent_notice",
            "",
            "请先阅读并同意个人信息处理说明",
            "Please read and accept the privacy notice",
        ),
    ],
)
def test_errors_speak_both_languages(field: str, typed: Any, chinese: str, english: str) -> None:
    assert problems({field: typed}, lang="zh") == [chinese]
    assert problems({field: typed}, lang="en") == [english]


@pytest.mark.parametrize(
    ("field", "label", "hint", "english_label", "english_hint"),
    [
        ("name", "姓名", "将印在入场证上", "Full name", "Printed on your pass"),
        (
            *("mobile", "手机号", "仅用于入场核验和展会通知"),
            *("Mobile number", "For admission and show notices only"),
        ),
        (
            *("company", "单位名称", "公司、医院、高校、机构均可"),
            *("Company or institution", "Company, hospital, university …"),
        ),
        ("job_title", "职务", "例：研发经理、主任医师", "Job title", "e.g. R&D manager"),
        (
            *("email", "邮箱", "入场证也会发到这里，便于找回"),
            *("E-mail", "We also send your pass here, so you can find it again"),
        ),
    ],
)
def test_labels_and_hints_are_the_agreed_words(
    field: str, label: str, hint: str, english_label: str, english_hint: str
) -> None:
    with opened(lang="zh"):
        found = form_of()[field]
        assert (str(found.label.text), found.hint) == (label, hint)
    with opened(lang="en"):
        found = form_of()[field]
        assert (str(found.label.text), found.hint) == (english_label, english_hint)


def test_a_province_is_asked_of_mainland_visitors_only() -> None:
    assert problems({"province": ""}) == ["Choose your province"]
    assert details({"country": "DE", "province": "44"}).province == ""


def test_without_a_mainland_number_a_mailbox_is_needed() -> None:
    abroad = {"mobile": "+49 151 23456789"}
    assert problems(abroad) == ["Required with a non-mainland number"]
    assert problems(abroad, lang="zh") == ["海外手机号请填写邮箱"]
    assert details({**abroad, "email": "ann@example.com"}).mobile == "+4915123456789"


def test_the_number_alone_is_enough() -> None:
    assert details({"mobile": "0086 13800138000"}).mobile == "+8613800138000"


def test_the_only_pass_type_is_given_and_no_other_can_be_taken() -> None:
    assert details({"pass_type": ""}).pass_type == "trade"
    assert problems({"pass_type": "exhibitor"}) == ["Choose one of the options offered"]


def test_several_pass_types_are_a_question() -> None:
    show = a_show(pass_types=[a_pass_type("trade"), a_pass_type("media", needs_review=True)])
    assert details({"pass_type": "media"}, show).pass_type == "media"
    assert problems({"pass_type": ""}, show) == ["Choose a pass type"]
    with opened():
        form = form_of(show)
        assert form.pass_type.data == "trade"
        assert form.pass_type.hint == "Reviewed: media"


def test_what_is_reviewed_is_said_as_the_show_offers_it() -> None:
    def hint(*slugs: str, lang: str = "en") -> str:
        kinds = [a_pass_type(slug, needs_review=True) for slug in slugs]
        show = a_show(pass_types=[a_pass_type("trade"), *kinds])
        with opened(lang=lang):
            return form_of(show).pass_type.hint

    assert hint("vip_buyer", "media") == "VIP and press are reviewed"
    assert hint("vip_buyer", "media", lang="zh") == "贵宾和媒体需审核"
    assert hint("media", lang="zh") == "需审核：media"
    assert hint() == ""


def test_age_is_confirmed_where_the_show_asks_for_it() -> None:
    show = a_show(switches={"min_age": 18})
    assert problems({}, show) == ["Please confirm your age"]
    assert details({"age_ok": "y"}, show)
    with opened(lang="zh"):
        assert form_of(show).age_ok.label.text == "我已年满 18 周岁"
        assert form_of().age_ok is None


def test_how_they_heard_of_it_is_not_asked_when_a_channel_is_known() -> None:
    asked = [replace(question, enabled=True) for question in questions("visitor")]
    with opened():
        assert "heard_from" in VisitorForm(a_show(), asked).asked
    with opened("ch=article-1"):
        form = VisitorForm(a_show(), asked)
        assert form.channel == "article-1"
        assert "heard_from" not in form.asked


@pytest.mark.parametrize("channel", ["UP", "a b", "../x", "x" * 41])
def test_a_channel_that_cannot_be_ours_counts_as_none(channel: str) -> None:
    assert details({"ch": channel}).channel == ""


def test_what_the_form_does_not_ask_is_ignored() -> None:
    assert details({"status": "accepted", "is_test": "1", "reference": "V-1"}) == details()


# Consents ---------------------------------------------------------------------------------------


def test_consents_are_kept_apart_with_the_words_beside_them() -> None:
    notice, marketing = details({"consent_marketing": ""}).consents
    assert (notice.kind, notice.given, notice.version) == ("notice", True, "2")
    assert (marketing.kind, marketing.given) == ("marketing", False)
    assert notice.text.startswith("I have read and accept the privacy notice: ")
    # The notice in full belongs to what was agreed to.
    assert "Your rights" in notice.text
    assert marketing.text.startswith("Send me news of future shows")


def test_no_box_is_ticked_beforehand() -> None:
    with opened():
        form = form_of(a_show(switches={"sharing_consent": True, "min_age": 18}))
        assert [box.field_name for box in form.boxes if form[box.field_name].data] == []
        assert form.age_ok.data is False


def test_sharing_is_asked_only_where_the_show_shares() -> None:
    assert [consent.kind for consent in details().consents] == ["notice", "marketing"]
    sharing = a_show(switches={"sharing_consent": True})
    given = {consent.kind: consent.given for consent in details({}, sharing).consents}
    assert given == {"notice": True, "marketing": False, "exhibitors": False}
    assert details({"consent_exhibitors": "y"}, sharing).consents[-1].given


def test_the_notice_says_until_when_data_are_kept() -> None:
    sentence = (
        "我已阅读并同意《个人信息处理说明》：{}收集以上信息，"
        "仅用于办理登记、入场核验和本届展会通知，{}。"
    )
    organizer = "广州创迈展览策划有限公司"
    with opened(lang="zh"):
        dated = form_of(a_show(retention_until=date(2027, 12, 31))).consent_notice
        undated = form_of().consent_notice
        assert dated.label.text == sentence.format(organizer, "保存至 2027年12月31日")
        assert undated.label.text == sentence.format(organizer, "保存至展会结束后 180 天")


def test_the_full_notice_is_filled_in_one_pass() -> None:
    show = a_show()
    show.texts["organizer"] = {"zh": "{contact}有限公司", "en": "{contact} Ltd"}
    show.texts["notice"] = {"zh": "{organizer}；{retention}", "en": "{organizer}; {retention}"}
    with opened():
        full = form_of(show).consent_notice.full_text
        assert full == "{contact} Ltd; 180 days after the show"


# Sending twice, too late, or as a robot --------------------------------------------------------


def test_every_page_has_a_number_of_its_own_and_keeps_it_when_shown_again() -> None:
    with opened():
        first, second = form_of().next_id, form_of().next_id
        assert first != second
        assert len(first) >= 22
    with sent({**RIGHT, "name": ""}):
        assert form_of().next_id == RIGHT["submission_id"]


@pytest.mark.parametrize("sent_id", ["", "1", "a b c d e f g h i j", "x" * 65])
def test_a_number_that_is_not_ours_counts_as_none(sent_id: str) -> None:
    with sent({**RIGHT, "submission_id": sent_id}):
        assert form_of().sent_id == ""


def test_the_same_words_are_the_same_body_and_other_words_another() -> None:
    def body(changes: Mapping[str, Any]) -> str:
        with sent({**RIGHT, **changes}):
            return form_of().body_hash()

    same = {"name": " 王小明 ", "csrf_token": "x", "submission_id": "another", "is_test": "1"}
    assert body(same) == body({}) == body({"interests": ["ctmp_stem", "atmp_cell"]})
    assert body({"name": "王小红"}) != body({})
    assert body({"interests": ["atmp_cell"]}) != body({})


def test_a_filled_trap_shows_the_form_again_and_lets_the_next_try_through() -> None:
    with sent({**RIGHT, "hp_note": "http://spam.example"}):
        form = form_of()
        assert not form.validate()
        assert form.notices == ["Please check your entries and send the form once more."]
        assert form.hp_note.data == ""
        assert form.name.data == RIGHT["name"]


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The stage with tokens."""
    monkeypatch.setitem(stage().config, "WTF_CSRF_ENABLED", True)
    return stage()


def test_a_form_without_its_token_is_shown_again_with_every_word(guarded: Flask) -> None:
    with sent(RIGHT, "zh"):
        form = form_of()
        assert not form.validate()
        assert form.expired
        assert form.summary() == []
        assert form.notices == ["页面停留时间过长，内容已保留，请核对后再次提交。"]
        assert form.company.data == RIGHT["company"]
        assert form.csrf_token.current_token


@pytest.mark.parametrize(("hours", "expired"), [(23, False), (25, True)])
def test_a_form_is_good_for_a_day(
    guarded: Flask, monkeypatch: pytest.MonkeyPatch, hours: int, expired: bool
) -> None:
    body = {**RIGHT}
    with guarded.test_request_context("/show/form?lang=en", method="POST", data=body) as context:
        body["csrf_token"] = generate_csrf()
        later = clock.now() + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda: later)
        context.request.form = context.request.form.copy()
        context.request.form["csrf_token"] = body["csrf_token"]
        form = form_of()
        assert form.validate() is not expired
        assert form.expired is expired
