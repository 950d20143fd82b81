"""The queue: open one, decide, the next one comes by itself; and two who decide at once."""

import re

import pytest
from sqlalchemy import select

from exhibition.models import OutboxMail, PassType, ReviewOpen, Role
from tests.cast import a_member, csrf_token, sign_in, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
QUEUE = f"{OFFICE}/review"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def waiting(session, settings, show):
    """Three applications, the oldest first."""
    return [
        an_exhibitor(session, settings, show, company_zh=f"第{n}公司", mobile=f"+861390013900{n}")
        for n in (1, 2, 3)
    ]


def in_queue(registration):
    return f"{QUEUE}/{registration.kind}s/{registration.reference}"


def decided(client, registration, decision, **words):
    """The answer to a decision that was begun in the queue."""
    address = f"{OFFICE}/{registration.kind}s/{registration.reference}/review/{decision}"
    page = client.get(f"{address}?queue=1")
    return client.post(f"{address}/send", data=fields(page) | words)


def fields(page):
    """What stands in the hidden fields of a page."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)) | {
        "csrf_token": csrf_token(page)
    }


@pytest.mark.both_databases
def test_after_a_decision_the_next_one_comes_by_itself(client, session, waiting):
    first, second, third = waiting
    signed_in(client, session, Role.REVIEWER)
    begun = client.get(f"{QUEUE}/next")
    assert (begun.status_code, begun.location) == (303, in_queue(first))
    assert "还有 3 份待审核" in client.get(in_queue(first)).text
    answer = decided(client, first, "waitlist")
    assert (answer.status_code, answer.location) == (303, in_queue(second))
    page = client.get(answer.location).text
    assert "还有 2 份待审核" in page
    assert first.reference in page
    assert client.get(f"{QUEUE}/next?after={second.reference}").location == in_queue(third)
    assert client.get(f"{QUEUE}/next?after={third.reference}").location == in_queue(second)
    for one in (second, third):
        answer = decided(client, one, "decline")
    assert answer.location == f"{QUEUE}?kind=exhibitors"
    assert "没有待审核的记录" in client.get(answer.location).text


def test_what_was_just_done_can_be_taken_back(client, session, waiting):
    signed_in(client, session, Role.REVIEWER)
    page = client.get(decided(client, waiting[0], "decline").location)
    (undo,) = re.findall(r'href="([^"]+/undo/\d+)"', page.text)
    answer = client.post(undo, data={"csrf_token": csrf_token(client.get(undo))})
    assert (answer.status_code, answer.location) == (303, in_queue(waiting[0]))
    session.refresh(waiting[0])
    assert waiting[0].status == "in_review"
    again = client.post(undo, data={"csrf_token": csrf_token(page)})
    assert again.status_code == 409


def test_an_acceptance_is_not_offered_to_be_undone(client, session, waiting):
    signed_in(client, session, Role.REVIEWER)
    page = client.get(decided(client, waiting[0], "accept").location)
    assert "/undo/" not in page.text
    assert waiting[0].reference in page.text


@pytest.mark.both_databases
def test_what_a_colleague_has_open_comes_last_and_says_so(app, client, session, waiting):
    signed_in(client, session, Role.REVIEWER)
    colleague = a_member(session, Role.MANAGER, "li@expo.example")
    colleague.name = "李明"
    session.commit()
    other = app.test_client()
    sign_in(other, colleague.email)
    for _ in range(2):
        assert other.get(in_queue(waiting[0])).status_code == 200
    assert len(session.scalars(select(ReviewOpen)).all()) == 1
    assert client.get(f"{QUEUE}/next").location == in_queue(waiting[1])
    assert "正在由 李明 审核" in client.get(QUEUE).text
    assert "正在由 李明 审核" in client.get(in_queue(waiting[0])).text
    assert "正在由" not in other.get(in_queue(waiting[1])).text


@pytest.mark.both_databases
def test_the_second_of_two_is_told_what_changed(app, client, session, waiting):
    signed_in(client, session, Role.REVIEWER)
    other = app.test_client()
    sign_in(other, a_member(session, Role.MANAGER, "li@expo.example").email)
    address = f"{OFFICE}/exhibitors/{waiting[0].reference}/review/decline"
    page = client.get(address)
    before = len(session.scalars(select(OutboxMail)).all())
    assert decided(other, waiting[0], "waitlist", message="请稍候").status_code == 303
    answer = client.post(f"{address}/send", data=fields(page) | {"message": "抱歉"})
    assert answer.status_code == 409
    told = answer.text.split('class="changes"')[1].split("</ul>")[0]
    assert "候补" in told
    assert "请稍候" in told
    assert "li@expo.example" in told
    assert "抱歉" in answer.text
    assert len(session.scalars(select(OutboxMail)).all()) == before + 1
    # Having seen it, the second may overrule the first.
    assert client.post(f"{address}/send", data=fields(answer)).status_code == 303


def test_visitors_who_are_reviewed_have_a_queue_of_their_own(client, session, settings, show):
    session.scalars(select(PassType).where(PassType.slug == "vip_buyer")).one().on_offer = True
    session.commit()
    visitor = a_visitor(session, settings, show, pass_type="vip_buyer")
    a_visitor(session, settings, show, name="不用审核", mobile="+8613800138001")
    signed_in(client, session, Role.REVIEWER)
    # Where only visitors wait, their tab opens.
    page = client.get(QUEUE).text
    assert visitor.reference in page
    assert "不用审核" not in page
    assert client.get(f"{QUEUE}/next?kind=visitors").location == in_queue(visitor)
    page = client.get(decided(client, visitor, "accept").location)
    (undo,) = re.findall(r'href="([^"]+/undo/\d+)"', page.text)
    client.post(undo, data={"csrf_token": csrf_token(client.get(undo))})
    session.refresh(visitor)
    assert visitor.status == "pending"


def test_the_queue_is_not_for_those_who_only_read(client, session, waiting):
    signed_in(client, session, Role.VIEWER)
    assert client.get(QUEUE).status_code == 403
    assert client.get(in_queue(waiting[0])).status_code == 403
