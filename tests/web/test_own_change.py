"""Registrants change what they said: what follows, what does not, and until when."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.models import AuditEntry, OutboxMail, PassType, ReviewDecision
from exhibition.services import editing, passes, review
from tests.cast import a_member, csrf_token
from tests.own import change, filled
from tests.sign_up import a_preset_show, apply, code_of, owner_path, register, stored, the_one

SHOW = "cell-gene-therapy"
COOKIE = f"mine-{SHOW}"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """Where 张晓明 stands, who has just registered."""
    return register(client, SHOW, email="zhang@example.com").location


@pytest.fixture
def applied(client, show):
    """Where 李娜 stands, who has just applied."""
    return apply(client, SHOW).location


def mails(session):
    session.rollback()
    rows = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    return [(mail.kind, mail.recipient) for mail in rows]


def last_entry(session, action):
    return session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()[-1]


@pytest.mark.both_databases
def test_a_new_name_is_on_the_same_pass_and_found_by_staff(client, session, settings):
    a_preset_show(session)
    path = register(client, SHOW).location
    before, picture = the_one(session), client.get(f"{path}/pass.png").data
    code = code_of(settings, before)
    answer = change(client, path, name="张小明", company="新单位")
    assert (answer.status_code, answer.location) == (303, path)
    one = the_one(session)
    assert (one.name, one.company) == ("张小明", "新单位")
    assert "张小明" in one.search_text
    assert one.person_key == keys.person_key(settings.pass_key, one.mobile, "张小明")
    assert code_of(settings, one) == code
    assert client.get(f"{path}/pass.png").data != picture
    assert client.get(f"/p/{code}").status_code == 200
    said = last_entry(session, "visitor.change")
    assert said.actor == "registrant"
    assert said.details["before"] == {"name": "张晓明", "company": "某某生物科技有限公司"}
    assert said.details["after"] == {"name": "张小明", "company": "新单位"}


def test_saving_what_stands_there_changes_nothing(client, session, path):
    version = the_one(session).version
    assert change(client, path).status_code == 303
    assert the_one(session).version == version
    assert "没有改动" in client.get(path).text


def test_answers_are_changed_and_days_chosen(client, session, show, path):
    show.days = [{"date": "2090-03-18", "opens": "09:00", "closes": "17:00"}]
    session.commit()
    assert change(client, path, interests=["lab"], visit_dates="2090-03-18").status_code == 303
    said = the_one(session).answers
    assert said["interests"]["values"] == ["lab"]
    assert said["visit_dates"]["values"] == ["2090-03-18"]


@pytest.mark.both_databases
def test_another_mailbox_moves_the_page(client, session, settings):
    a_preset_show(session)
    path = register(client, SHOW, email="zhang@example.com").location
    answer = change(client, path, email="right@example.com")
    assert answer.status_code == 303
    assert answer.location == owner_path(settings, the_one(session)) != path
    assert client.get(path).status_code == 404
    assert client.get(answer.location).status_code == 200
    assert mails(session) == [
        ("visitor_pass", "zhang@example.com"),
        ("mailbox_changed", "zhang@example.com"),
        ("visitor_pass", "right@example.com"),
    ]


def test_the_phone_still_opens_the_pass_after_the_address_moved(client, session, path):
    location = change(client, path, email="right@example.com").location
    token = csrf_token(client.get(f"/{SHOW}/find"))
    answer = client.post(f"/{SHOW}/find", data={"action": "open", "csrf_token": token})
    assert answer.location == location


def test_a_phone_that_remembers_nobody_goes_on_remembering_nobody(app, session, path):
    stranger = app.test_client()
    assert change(stranger, path, email="right@example.com").status_code == 303
    assert stranger.get_cookie(COOKIE) is None


def test_the_same_mailbox_in_other_letters_moves_nothing(client, session, path):
    assert change(client, path, email="Zhang@example.com").location == path
    assert len(mails(session)) == 1


def test_a_first_mailbox_gets_the_pass_and_moves_nothing(client, session, show):
    path = register(client, SHOW).location
    assert change(client, path, email="zhang@example.com").location == path
    assert mails(session) == [("visitor_pass", "zhang@example.com")]


def test_a_mailbox_taken_away_is_told_and_no_longer_opens_anything(client, session, path):
    assert change(client, path, email="").location != path
    assert mails(session)[1:] == [("mailbox_changed", "zhang@example.com")]


def test_nobody_sends_our_mails_to_one_mailbox_after_the_other(client, session, path):
    for number in range(5):
        path = change(client, path, email=f"victim{number}@example.com").location
    answer = change(client, path, email="victim6@example.com")
    assert answer.status_code == 429
    assert "victim6@example.com" in answer.text
    assert the_one(session).email == "victim4@example.com"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "<a href=//evil>"}, None),
        ({"name": "https://evil.example"}, "请勿填写网址"),
        ({"mobile": "123"}, "手机号应为 11 位"),
        ({"email": "no"}, "邮箱格式不对"),
        ({"email": "", "mobile_country": "HK", "mobile": "91234567"}, "海外手机号请填写邮箱"),
        ({"province": ""}, "省"),
        ({"interests": None}, "请至少选择一项"),
        ({"name": "张" * 1000}, "最多"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client, session, path, typed, sentence
):
    answer = change(client, path, **({"job_title": "院长"} | typed))
    if sentence is None:
        assert answer.status_code == 303
        assert "<a href=//evil>" not in client.get(path).text
        return
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="院长"' in answer.text
    assert the_one(session).job_title == "研发经理"


@pytest.mark.parametrize(
    "extra",
    [
        {"status": "accepted", "pass_type": "vip_buyer", "is_test": "1", "channel": "x", "ch": "x"},
        {
            "reference": "V-AAAAAAA",
            "id": "99",
            "show_id": "2",
            "uid": "0" * 32,
            "kind": "exhibitor",
        },
        {"owner_revision": "9", "person_key": "0" * 64, "is_further": "1", "created_at": "2000"},
        {"country": ["CN", "US"], "answers": "{}", "consent_marketing": "y", "locale": "en"},
    ],
)
def test_nothing_else_in_the_form_is_written(client, session, path, extra):
    def facts():
        one = the_one(session)
        columns = {key: getattr(one, key) for key in one.__table__.columns.keys()}  # noqa: SIM118
        for moving in ("updated_at", "version", "name", "person_key", "search_text"):
            columns.pop(moving)
        return columns, [consent.given for consent in one.consents]

    before = facts()
    assert change(client, path, name="张小明", **extra).status_code == 303
    assert the_one(session).name == "张小明"
    assert facts() == before


def test_what_staff_changed_meanwhile_is_shown_and_nothing_is_lost(client, session, settings, path):
    sent = filled(client, f"{path}/change", job_title="院长")
    editing.edit_contact(
        session, the_one(session), a_member(session), {"company": "更正单位"},
        version=the_one(session).version, pass_key=settings.pass_key,
    )  # fmt: skip
    session.commit()
    answer = client.post(f"{path}/change", data=sent)
    assert answer.status_code == 409
    assert "更正单位" in answer.text
    assert 'value="院长"' in answer.text
    assert the_one(session).job_title == "研发经理"
    again = sent | {"version": str(the_one(session).version)}
    assert client.post(f"{path}/change", data=again).status_code == 303
    assert the_one(session).job_title == "院长"


def test_the_same_change_sent_twice_is_taken_for_one(client, session, path):
    sent = filled(client, f"{path}/change", name="张小明")
    first = client.post(f"{path}/change", data=sent)
    second = client.post(f"{path}/change", data=sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


@pytest.mark.parametrize("token", ["", "stale"])
def test_a_stale_form_is_shown_again(client, session, path, token):
    sent = filled(client, f"{path}/change", name="张小明") | {"csrf_token": token}
    answer = client.post(f"{path}/change", data=sent)
    assert answer.status_code == 422
    assert 'value="张小明"' in answer.text
    assert the_one(session).name == "张晓明"


def test_the_last_day_counts_in_the_zone_of_the_show(client, session, show, path):
    show.change_until = now().astimezone(show.zone).date()
    session.commit()
    assert change(client, path, name="张小明").status_code == 303


def test_too_late_says_so_and_keeps_what_was_typed(client, session, show, path):
    sent = filled(client, f"{path}/change", name="张小明")
    show.change_until = now().astimezone(show.zone).date() - timedelta(days=1)
    session.commit()
    page = client.get(f"{path}/change")
    assert page.status_code == 200
    assert "135 2766 6116" in page.text
    answer = client.post(f"{path}/change", data=sent)
    assert answer.status_code == 409
    assert "张小明" in answer.text
    assert "您填写的内容未提交" in answer.text
    assert the_one(session).name == "张晓明"


def test_without_a_date_changes_end_with_the_show(client, session, show, path):
    show.days = [{"date": date(2020, 1, 1).isoformat(), "opens": "09:00", "closes": "17:00"}]
    session.commit()
    assert "修改已截止" in client.get(f"{path}/change").text
    late = client.post(f"{path}/answers", data={"visit_dates": "2020-01-01"})
    assert late.status_code == 409


def test_what_is_cancelled_cannot_be_changed(client, session, path):
    sent = filled(client, f"{path}/change", name="张小明")
    the_one(session).status = "cancelled"
    session.commit()
    assert client.post(f"{path}/change", data=sent).status_code == 409
    assert "已取消" in client.get(f"{path}/change").text


def accepted_as(session, slug):
    """Staff accepted this visitor's pass, which is of a kind that is reviewed."""
    one = the_one(session)
    one.pass_type = session.scalars(
        select(PassType).where(PassType.show_id == one.show_id, PassType.slug == slug)
    ).one()
    one.pass_type.needs_review, one.status = True, "pending"
    session.commit()
    review.decide(
        session, one, a_member(session), "accepted", review.Said(),
        version=one.version, base_host="expo.example",
    )  # fmt: skip
    session.commit()
    assert one.entry_pass.state.value == "valid"


def test_an_accepted_pass_cannot_be_handed_to_another_person(client, session, path):
    accepted_as(session, "trade")
    assert "重新审核" in client.get(f"{path}/change").text
    assert change(client, path, name="李四").status_code == 303
    one = the_one(session)
    assert (one.status, one.entry_pass.state.value) == ("pending", "pending")
    last = session.scalars(select(ReviewDecision)).all()[-1]
    assert (last.from_status, last.to_status, last.staff_id) == ("accepted", "pending", None)
    assert "待审核" in client.get(path).text


def test_another_title_or_spelling_is_not_reviewed_again(client, session, path):
    accepted_as(session, "trade")
    change(client, path, job_title="院长", company="某某生物科技有限公司 ")
    assert the_one(session).status == "accepted"


def test_when_the_first_becomes_somebody_else_the_next_one_counts(client, session, path):
    register(client, SHOW, email="zhang@example.com")
    assert [one.is_further for one in stored(session)] == [False, True]
    change(client, path, mobile="13700000000")
    assert [one.is_further for one in stored(session)] == [False, False]


def test_an_application_can_be_changed_while_it_is_undecided(client, session, applied):
    answer = change(client, applied, company_zh="改名公司", booth_type="raw_indoor", area_sqm="72")
    assert answer.status_code == 303
    one = the_one(session)
    assert (one.company, one.application.company_folded) == ("改名公司", "改名公司")
    assert (one.application.booth_type, one.application.area_sqm) == ("raw_indoor", 72)
    assert last_entry(session, "exhibitor.change").details["after"]["company_zh"] == "改名公司"


def test_a_decided_application_keeps_all_but_the_contact(client, session, applied):
    sent = filled(client, f"{applied}/change", company_zh="改名公司", contact_name="王芳")
    one = the_one(session)
    one.status = "accepted"
    passes.follow_status(one)
    session.commit()
    page = client.get(f"{applied}/change").text
    assert 'name="company_zh"' not in page
    assert "135 2766 6116" in page
    overtaken = client.post(f"{applied}/change", data=sent)
    assert overtaken.status_code == 409
    assert "改名公司" in overtaken.text
    sent["version"] = str(the_one(session).version)
    assert client.post(f"{applied}/change", data=sent).status_code == 303
    one = the_one(session)
    assert (one.name, one.company) == ("王芳", "某某设备有限公司")


def test_an_exhibitors_new_mailbox_gets_the_mail_that_says_how_it_stands(client, session, applied):
    change(client, applied, email="wang@example.com")
    assert ("exhibitor_received", "wang@example.com") in mails(session)
    assert ("mailbox_changed", "lina@example.com") in mails(session)


def test_a_mailbox_corrected_for_the_staff_moves_the_page_too(client, session, settings, applied):
    one = the_one(session)
    said = review.Said(comments={"email": "退信"})
    review.decide(
        session, one, a_member(session), "needs_info", said,
        version=one.version, base_host="expo.example",
    )  # fmt: skip
    session.commit()
    address = f"{applied}/application"
    answer = client.post(address, data=filled(client, address, email="right@example.com"))
    assert answer.location == f"{owner_path(settings, the_one(session))}?saved=1"
    assert client.get(applied).status_code == 404
    assert client.get(answer.location).status_code == 200
    assert mails(session)[-2:] == [
        ("mailbox_changed", "lina@example.com"),
        ("exhibitor_received", "right@example.com"),
    ]


@pytest.mark.parametrize(
    ("rest", "methods"),
    [
        *((rest, ("get", "post")) for rest in ("/change", "/withdraw", "/erase", "/mail")),
        *((rest, ("get",)) for rest in ("/my-data", "/my-data.json")),
        ("/consents", ("post",)),
    ],
)
def test_a_wrong_token_opens_none_of_it(client, path, rest, methods):
    nearly = path[3:-1] + ("0" if path[-1] != "0" else "1")
    for method in methods:
        answers = [getattr(client, method)(f"/r/{token}{rest}") for token in ("0" * 26, nearly)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert len(answers[0].data) == len(answers[1].data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_speak_both_languages(client, path, applied, lang):
    for owner in (path, applied):
        for rest in ("", "/change", "/withdraw", "/erase", "/my-data"):
            assert client.get(f"{owner}{rest}?lang={lang}").status_code == 200
