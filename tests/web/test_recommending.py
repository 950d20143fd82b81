"""Recommending in the back office, decided by somebody else."""

import re

import pytest

from exhibition.models import Role
from exhibition.queries import recommendations
from tests.cast import a_member, csrf_token, sign_in, signed_in
from tests.registrants import an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
QUEUE = f"{OFFICE}/review"
MANY = f"{OFFICE}/exhibitors/decide"


@pytest.fixture
def show(session):
    show = the_first_show(session)
    show.switches = {**show.switches, "second_review": True}
    session.commit()
    return show


@pytest.fixture
def waiting(session, settings, show):
    """Three applications, the oldest first."""
    return [
        an_exhibitor(
            session,
            settings,
            show,
            company_zh=f"第{n}公司",
            mobile=f"+861390013900{n}",
            email=f"c{n}@firm.example",
            locale="en" if n == 3 else "zh",
        )
        for n in (1, 2, 3)
    ]


@pytest.fixture
def boss(app, session):
    """The browser of somebody with the last word."""
    other = app.test_client()
    sign_in(other, a_member(session, Role.MANAGER, "li@expo.example").email)
    return other


def fields(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)) | {
        "csrf_token": csrf_token(page)
    }


def record(one):
    return f"{OFFICE}/exhibitors/{one.reference}"


def recommended(client, one, word, **words):
    """The answer to a recommendation that was begun in the queue."""
    address = f"{record(one)}/recommend/{word}"
    return client.post(address, data=fields(client.get(f"{address}?queue=1")) | words)


def test_from_the_first_stage_to_the_last_word(client, session, boss, waiting):
    signed_in(client, session, Role.REVIEWER)
    first, second, _ = waiting
    page = client.get(f"{QUEUE}/exhibitors/{first.reference}").text
    assert "建议通过" in page
    assert "/review/accept" not in page
    assert recommended(client, first, "decline", note="").status_code == 422
    answer = recommended(client, first, "decline", note="产品不符", message="本届暂无同类展区。")
    assert answer.location == f"{QUEUE}/exhibitors/{second.reference}"
    # Who may not decide is led to recommending.
    assert "/recommend/accept" in client.get(f"{record(first)}/review/accept").location
    page = boss.get(QUEUE).text
    assert "建议不通过" in page
    assert "待终审" in page
    assert boss.get(f"{QUEUE}/next").location == f"{QUEUE}/exhibitors/{first.reference}"
    assert "产品不符" in boss.get(record(first)).text
    page = boss.get(f"{record(first)}/review/decline?queue=1")
    # The words that were proposed stand in the box; the reason does not.
    assert "本届暂无同类展区。</textarea>" in page.text
    assert "产品不符</textarea>" not in page.text
    answer = boss.post(f"{record(first)}/review/decline/send", data=fields(page))
    assert answer.location == f"{QUEUE}/exhibitors/{second.reference}"
    history = client.get(record(first)).text.split('class="history"')[-1]
    assert "建议不通过" in history
    assert "产品不符" in history


def test_a_page_that_was_open_when_the_switch_turned_keeps_its_words(
    client, session, boss, waiting, show
):
    signed_in(client, session, Role.REVIEWER)
    one = waiting[0]
    show.switches = {**show.switches, "second_review": False}
    session.commit()
    address = f"{record(one)}/review/accept"
    page = client.get(address)
    show.switches = {**show.switches, "second_review": True}
    session.commit()
    answer = client.post(f"{address}/send", data=fields(page) | {"message": "欢迎参展。"})
    assert answer.status_code == 409
    assert "两级审核" in answer.text
    instead = f"{record(one)}/recommend/accept"
    assert f'formaction="{instead}"' in answer.text
    again = client.post(instead, data=fields(answer) | {"edit": "1", "message": "欢迎参展。"})
    assert "欢迎参展。</textarea>" in again.text
    assert client.post(instead, data=fields(again)).status_code == 303


@pytest.mark.both_databases
def test_the_list_offers_what_the_reader_can_do_with_many(client, session, boss, waiting):
    signed_in(client, session, Role.REVIEWER)
    for who, offered in ((client, "recommend-accept"), (boss, "accept")):
        listed = who.get(f"{OFFICE}/exhibitors").text
        assert re.findall(r'name="decision" value="([\w-]*accept)"', listed) == [offered]


def test_many_are_recommended_decided_and_undone(client, session, boss, waiting):
    signed_in(client, session, Role.REVIEWER)
    refs = [one.reference for one in waiting]
    recommended(client, waiting[0], "decline", note="产品不符")

    def looked_at(browser, decision, **more):
        token = csrf_token(browser.get(f"{record(waiting[0])}"))
        data = {"csrf_token": token, "decision": decision, "ref": refs, **more}
        return browser.post(MANY, data=data)

    page = looked_at(client, "recommend-accept")
    assert "已有初审意见" in page.text
    batch = client.post(MANY, data=fields(page) | {"confirm": "1", "note": ""}).location
    assert [open_one(session, one) for one in waiting] == ["declined", "accepted", "accepted"]
    # A reviewer's own word decides nothing; the last word skips what was recommended otherwise.
    assert "由管理员或所有者终审" in looked_at(client, "accept").text
    page = looked_at(boss, "accept")
    assert "与初审意见不一致" in page.text
    done = boss.post(MANY, data=fields(page) | {"confirm": "1"}).location
    assert statuses(session, waiting) == ["submitted", "accepted", "accepted"]
    assert [open_one(session, one) for one in waiting] == ["declined", "", ""]
    boss.post(f"{done}/undo", data={"csrf_token": fields(page)["csrf_token"]})
    assert statuses(session, waiting) == ["submitted"] * 3
    assert [open_one(session, one) for one in waiting] == ["declined", "accepted", "accepted"]
    # Decided and undone, they stand as they were recommended: that can be undone too.
    page = client.get(batch)
    answer = client.post(f"{batch}/undo", data={"csrf_token": csrf_token(page)})
    assert answer.status_code == 303
    assert [open_one(session, one) for one in waiting] == ["declined", "", ""]


def test_words_in_another_language_are_noticed(client, session, boss, waiting):
    one = waiting[2]
    recommended(boss, one, "accept")
    signed_in(client, session, Role.OWNER)
    address = f"{record(one)}/review/accept"
    page = client.get(address)
    assert "邮件使用英文" in page.text
    answer = client.post(address, data=fields(page) | {"message": "欢迎参展"})
    assert "申请人使用英文，而您写的是中文" in answer.text
    answer = client.post(address, data=fields(page) | {"message": "We look forward to it"})
    assert "而您写的是中文" not in answer.text


def open_one(session, one):
    session.expire_all()
    found = recommendations.open_of(session, one)
    return found.target if found else ""


def statuses(session, waiting):
    session.expire_all()
    return [one.status for one in waiting]
