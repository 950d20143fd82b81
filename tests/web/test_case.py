"""Follow-up: whose customer, what comes next, notes, tags; and the company that already applied."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, CaseNote, Role
from exhibition.queries import cases as queries
from exhibition.services import case, channels, recommending, second_review
from exhibition.services.channels import ChannelKind
from tests.cast import a_member, csrf_token, sign_in, signed_in
from tests.office_form import as_it_stands
from tests.registrants import an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def application(session, settings, show):
    return an_exhibitor(session, settings, show)


def page_of(registration):
    return f"{OFFICE}/exhibitors/{registration.reference}"


def sent(client, registration, what, **typed):
    """The answer to one of the forms of the panel, the rest as it stands."""
    page = client.get(page_of(registration))
    action = f"{page_of(registration)}/{what}"
    return client.post(action, data=as_it_stands(page, action, **typed))


@pytest.mark.both_databases
def test_a_case_has_an_owner_an_intent_and_a_day(client, session, application):
    me = signed_in(client, session, Role.REVIEWER)
    today = now().astimezone(application.show.zone).date()
    day = (today - timedelta(days=1)).isoformat()
    answer = sent(client, application, "case", owner=str(me.id), intent="high", next_follow_up=day)
    assert (answer.status_code, answer.location) == (303, page_of(application))
    kept = case.of(session, application)
    assert (kept.owner_id, kept.intent, str(kept.next_follow_up)) == (me.id, "high", day)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.details["after"] == {"owner": me.email, "intent": "high", "next_follow_up": day}
    assert "高" in client.get(page_of(application)).text
    for quick in ("mine", "due"):
        assert application.reference in client.get(f"{OFFICE}/exhibitors?quick={quick}").text
    sent(client, application, "case", next_follow_up=(today + timedelta(days=1)).isoformat())
    assert application.reference not in client.get(f"{OFFICE}/exhibitors?quick=due").text


def test_mine_is_whoever_reads(app, client, session, application):
    me = signed_in(client, session, Role.REVIEWER)
    sent(client, application, "case", owner=str(me.id))
    other = app.test_client()
    sign_in(other, a_member(session, Role.MANAGER).email)
    address = f"{OFFICE}/exhibitors?quick=mine"
    assert application.reference not in other.get(f"{address}&reader={me.id}").text
    assert application.reference in client.get(address).text


@pytest.mark.both_databases
def test_two_who_set_the_same_thing_do_not_overwrite_each_other(app, client, session, application):
    me = signed_in(client, session, Role.REVIEWER)
    colleague = a_member(session, Role.MANAGER, "li@expo.example")
    action = f"{page_of(application)}/case"
    old = client.get(page_of(application))
    sent(client, application, "case", owner=str(me.id), intent="low")
    other = app.test_client()
    sign_in(other, colleague.email)
    token = csrf_token(other.get(page_of(application)))
    late = as_it_stands(old, action, owner=str(colleague.id), csrf_token=token)
    answer = other.post(action, data=late)
    assert answer.status_code == 409
    assert me.email in answer.text
    assert case.of(session, application).owner_id == me.id
    # What was not touched by the other one is set without a word.
    rest = as_it_stands(old, action, next_follow_up="2031-02-03", csrf_token=token)
    assert other.post(action, data=rest).status_code == 303
    kept = case.of(session, application)
    assert (kept.owner_id, kept.intent, str(kept.next_follow_up)) == (me.id, "low", "2031-02-03")


def test_what_cannot_be_set_is_said(client, session, application):
    signed_in(client, session, Role.REVIEWER)
    stranger = a_member(session, Role.VIEWER)
    assert sent(client, application, "case", owner=str(stranger.id)).status_code == 422
    answer = sent(client, application, "case", next_follow_up="morgen", intent="low")
    assert answer.status_code == 422
    assert 'value="morgen"' in answer.text
    assert case.of(session, application) == case.Case()


@pytest.mark.both_databases
def test_notes_are_added_and_stay(client, session, application):
    me = signed_in(client, session, Role.REVIEWER)
    assert sent(client, application, "notes", text=" ").status_code == 422
    for text in ("电话无人接听", "<b>已联系</b>"):
        assert sent(client, application, "notes", text=text).status_code == 303
    page = client.get(page_of(application)).text
    assert page.index("&lt;b&gt;已联系") < page.index("电话无人接听")
    assert me.email in page
    note = session.scalars(select(CaseNote)).first()
    assert note.at is not None
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "case.note")).all()
    assert [entry.details for entry in logged] == [{}, {}]


@pytest.mark.both_databases
def test_tags_are_suggested_filtered_by_and_taken_off(client, session, settings, show, application):
    signed_in(client, session, Role.REVIEWER)
    other = an_exhibitor(session, settings, show, company_zh="别家公司", mobile="+8613900139009")
    for word in ("VIP 客户", "ｖｉｐ客户"):
        assert sent(client, application, "tags", word=word).status_code == 303
    assert [tag.word for tag in queries.tags(session, application)] == ["VIP 客户"]
    assert '<option value="VIP 客户">' in client.get(page_of(other)).text
    listed = client.get(f"{OFFICE}/exhibitors?tag=vip客户").text
    assert application.reference in listed
    assert other.reference not in listed
    assert "标签：vip客户" in listed
    assert sent(client, application, "tags", word="字" * 21).status_code == 422
    (tag,) = queries.tags(session, application)
    sent(client, application, "tags", remove=str(tag.id))
    assert queries.tags(session, application) == []


def test_whoever_a_channel_belongs_to_gets_its_applications(client, session, settings, show):
    me = signed_in(client, session, Role.MANAGER)
    made = channels.make(
        session, show, name="展会名片", kind=ChannelKind.SALES, forms=(Kind.EXHIBITOR,)
    )[0]
    session.commit()
    address = f"{OFFICE}/channels/{made.slug}"
    form = as_it_stands(client.get(address), address, owner=str(me.id))
    assert client.post(address, data=form).status_code == 303
    application = an_exhibitor(session, settings, show, channel=made.slug)
    assert case.of(session, application).owner_id == me.id


@pytest.mark.parametrize(
    ("details", "warned"),
    [
        ({"company_zh": "深圳示例 细胞科技有限公司"}, True),
        ({"company_zh": "别家公司"}, True),
        ({"company_zh": "别家公司", "mobile": "+8613900139009"}, True),
        (
            {
                "company_zh": "别家公司",
                "company_en": "",
                "mobile": "+8613900139009",
                "email": "x@qq.com",
            },
            False,
        ),
    ],
)
def test_a_company_that_already_applied_is_seen_before_it_is_accepted(
    client, session, settings, show, application, details, warned
):
    me = signed_in(client, session, Role.REVIEWER)
    sent(client, application, "case", owner=str(me.id))
    second = an_exhibitor(session, settings, show, **details)
    page = client.get(page_of(second)).text
    assert ("同一企业已有申请" in page) is warned
    assert (f"（业务员 {me.email}）" in page) is warned


def test_a_shared_mail_domain_hides_no_company_and_colleagues_have_names(
    client, session, settings, show, application
):
    for number in range(4):
        agent = {"company_zh": f"第{number}家", "company_en": "", "email": f"a{number}@agent.cn"}
        an_exhibitor(session, settings, show, mobile=f"+861390013900{number}", **agent)
    again = {"company_en": "", "email": "z@agent.cn", "mobile": "+8613900139009"}
    second = an_exhibitor(session, settings, show, **again)
    me = signed_in(client, session, Role.REVIEWER)
    me.name = "陈晓东"
    session.commit()
    sent(client, second, "case", owner=str(me.id))
    page = client.get(page_of(second)).text
    assert page.count("同一企业已有申请") == 1
    assert "邮箱域名相同：" not in page
    assert "另有 4 条疑似重复" in page
    history = page.partition('id="history"')[2]
    assert "– → 陈晓东" in history
    assert me.email not in history


def test_who_only_reads_sees_it_and_changes_nothing(client, session, application):
    signed_in(client, session, Role.VIEWER)
    page = client.get(page_of(application))
    assert "/notes" not in page.text
    token = csrf_token(page)
    for what in ("case", "notes", "tags"):
        answer = client.post(f"{page_of(application)}/{what}", data={"csrf_token": token})
        assert answer.status_code == 403


def test_the_desk_is_told_nothing_of_sales_and_recommendations(
    app, client, session, settings, application
):
    me, desk = signed_in(client, session, Role.REVIEWER), app.test_client()
    sent(client, application, "case", owner=str(me.id), intent="high")
    application.show.switches = {**application.show.switches, second_review.SWITCH: True}
    recommending.recommend(
        session, application, me, "declined", reason="去年欠款", version=application.version
    )
    again = an_exhibitor(session, settings, application.show)
    sign_in(desk, a_member(session, Role.DESK).email)
    for one in (application, again):
        assert "去年欠款" in client.get(page_of(application)).text
        page = desk.get(page_of(one)).text
        assert me.email not in page
        assert "去年欠款" not in page
    declined, accepted = (
        desk.get(f"{OFFICE}/exhibitors?recommended={word}").text
        for word in ("declined", "accepted")
    )
    for listed in (declined, accepted):
        assert application.reference in listed
