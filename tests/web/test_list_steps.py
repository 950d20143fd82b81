"""One thing done with many rows of a list: looked at, done, taken back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from exhibition.domain.clock import now
from exhibition.models import (
    AuditEntry,
    CaseFile,
    OutboxMail,
    Registration,
    Role,
    StepTaken,
    Tagged,
)
from exhibition.services import outbox
from tests.cast import a_member, csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
LIST = f"{OFFICE}/visitors"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def three(session, settings, show):
    """Three visitors: one, the same person again, and one without a mailbox."""
    again = {"name": "陈晓雯", "mobile": "+8613800138000"}
    return [
        a_visitor(session, settings, show, **again),
        a_visitor(session, settings, show, **again),
        a_visitor(session, settings, show, name="乙", mobile="+8613800138002", email=""),
    ]


def look(client, step, *chosen, listing="visitors", **more):
    """The page that says what would happen."""
    token = csrf_token(client.get(f"{OFFICE}/{listing}"))
    body = {"csrf_token": token, "ref": ["", *(one.reference for one in chosen)], **more}
    return client.post(f"{OFFICE}/{listing}/steps/{step}", data=body)


def confirm(client, page, step, listing="visitors", **more):
    """The answer to its button."""
    form = page.text.partition('class="form bulk"')[2]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(value)
    return client.post(f"{OFFICE}/{listing}/steps/{step}", data={**fields, "confirm": "1", **more})


def undo(client, answer):
    """Presses Undo on the page of a step."""
    path = answer.location.partition("?")[0]
    token = csrf_token(client.get(answer.location))
    return client.post(f"{path}/undo", data={"csrf_token": token})


def fresh(session, rows):
    session.expire_all()
    return [session.get(Registration, row.id) for row in rows]


def lines(session, action):
    return session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == action))


@pytest.mark.both_databases
def test_tests_are_marked_and_who_counts_follows(client, session, three):
    signed_in(client, session, Role.MANAGER)
    page = look(client, "mark_test", three[0], three[2])
    assert [one.is_test for one in fresh(session, three)] == [False] * 3
    answer = confirm(client, page, "mark_test")
    assert answer.status_code == 303
    assert [one.is_test for one in fresh(session, three)] == [True, False, True]
    # The second one of this person counts now that the first one does not.
    assert [one.is_further for one in fresh(session, three)] == [False] * 3
    assert lines(session, "registration.mark_test") == 2
    again = look(client, "mark_test", three[0], three[1], test="1", further="1")
    assert "已是如此" in again.text
    assert undo(client, answer).status_code == 303
    assert [one.is_test for one in fresh(session, three)] == [False] * 3
    assert [one.is_further for one in fresh(session, three)] == [False, True, False]


@pytest.mark.both_databases
def test_a_tag_goes_on_all_but_some_and_comes_off_again(client, session, three):
    signed_in(client, session, Role.REVIEWER)
    chosen = {"all": "1", "but": three[2].reference, "expected": "3", "further": "1"}
    asked = look(client, "tag", **chosen)
    assert asked.status_code == 200
    assert 'name="seal"' not in asked.text
    page = look(client, "tag", **chosen, step_tag="媒体")
    answer = confirm(client, page, "tag", step_tag="媒体")
    assert answer.location.endswith("?further=1")
    assert session.scalar(select(func.count()).select_from(Tagged)) == 2
    assert "<bdi>媒体</bdi>" in client.get(answer.location).text
    one = look(client, "untag", three[0], step_tag="媒体")
    confirm(client, one, "untag", step_tag="媒体")
    undo(client, answer)
    assert session.scalar(select(func.count()).select_from(Tagged)) == 0


def test_whose_they_are_is_set_and_given_back_where_nobody_set_it_since(client, session, three):
    me = signed_in(client, session, Role.OWNER)
    other = a_member(session, Role.REVIEWER)
    viewer = a_member(session, Role.VIEWER)
    session.add(CaseFile(registration_id=three[0].id, owner_id=other.id))
    session.commit()
    page = look(client, "set_owner", *three, further="1", step_person=str(me.id))
    answer = confirm(client, page, "set_owner", step_person=str(me.id))
    assert set(session.scalars(select(CaseFile.owner_id))) == {me.id}
    session.execute(
        update(CaseFile).where(CaseFile.registration_id == three[2].id).values(owner_id=other.id)
    )
    session.commit()
    undo(client, answer)
    session.expire_all()
    owners = dict(session.execute(select(CaseFile.registration_id, CaseFile.owner_id)).all())
    assert owners == {three[0].id: other.id, three[1].id: None, three[2].id: other.id}
    # Somebody who may not decide here is no one to choose.
    refused = look(client, "set_owner", three[1], further="1", step_person=str(viewer.id))
    assert 'name="seal"' not in refused.text


@pytest.mark.both_databases
def test_cancelling_asks_for_a_reason_and_is_taken_back_as_it_was(client, session, three):
    signed_in(client, session, Role.MANAGER)
    page = look(client, "cancel", *three, further="1")
    assert confirm(client, page, "cancel").status_code == 422
    answer = confirm(client, page, "cancel", step_reason="重复填报")
    assert [one.status for one in fresh(session, three)] == ["cancelled"] * 3
    assert {one.entry_pass.state.value for one in fresh(session, three)} == {"void"}
    nothing = look(client, "cancel", three[0], withdrawn="1")
    assert "当前状态不允许此操作" in nothing.text
    undo(client, answer)
    assert [one.status for one in fresh(session, three)] == ["registered"] * 3
    assert [one.is_further for one in fresh(session, three)] == [False, True, False]
    assert undo(client, answer).status_code in (303, 404)


@pytest.mark.both_databases
def test_mails_go_again_no_more_than_a_mailbox_takes(client, session, settings, show):
    people = [
        a_visitor(session, settings, show, name=f"客{n}", mobile=f"+861380013810{n}")
        for n in range(4)
    ]
    without = a_visitor(session, settings, show, name="乙", mobile="+8613800138002", email="")
    waiting = a_visitor(session, settings, show, name="丙", mobile="+8613800138003", email="w@x.cn")
    session.execute(
        update(OutboxMail)
        .where(OutboxMail.registration_id != waiting.id)
        .values(state="sent", sent_at=now() - timedelta(days=2))
    )
    session.commit()
    signed_in(client, session, Role.DESK)
    page = look(client, "resend", *people, without, waiting)
    assert "没有邮箱" in page.text
    assert "已有一封邮件在途" in page.text
    answer = confirm(client, page, "resend")
    assert "撤销" not in client.get(answer.location).text.partition("<main")[2]
    session.expire_all()
    assert outbox.release_held(session) == 3
    session.commit()
    assert lines(session, "mail.resend") == 4


def test_what_was_shown_is_what_is_done(client, session, three):
    signed_in(client, session, Role.MANAGER)
    page = look(client, "cancel", three[0], three[2])
    three[0].status = "withdrawn"
    session.commit()
    answer = confirm(client, page, "cancel", step_reason="误报", withdrawn="1")
    assert answer.status_code == 409
    assert fresh(session, three)[2].status == "registered"
    assert session.scalar(select(func.count(StepTaken.id))) == 0


def test_ten_minutes_later_there_is_no_way_back(client, session, settings, show):
    one = an_exhibitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    page = look(client, "mark_test", one, listing="exhibitors")
    answer = confirm(client, page, "mark_test", listing="exhibitors")
    assert f'href="{OFFICE}/exhibitors"' in client.get(answer.location).text
    session.execute(update(StepTaken).values(at=now() - timedelta(minutes=11)))
    session.commit()
    path = answer.location.partition("?")[0]
    token = csrf_token(client.get(answer.location))
    client.post(f"{path}/undo", data={"csrf_token": token})
    assert fresh(session, [one])[0].is_test


def test_a_step_asks_for_its_own_right(client, app, session, three):
    manager = app.test_client()
    signed_in(manager, session, Role.MANAGER)
    answer = confirm(manager, look(manager, "mark_test", three[0]), "mark_test")
    signed_in(client, session, Role.REVIEWER)
    assert look(client, "mark_test", three[0]).status_code == 403
    assert undo(client, answer).status_code in (400, 403)
    assert f"{LIST}/steps/cancel" not in client.get(LIST).text
    assert f"{LIST}/steps/tag" in client.get(LIST).text


def test_a_record_opened_from_a_list_keeps_it_through_its_forms(client, session, three):
    signed_in(client, session, Role.MANAGER)
    query = "?q=%E9%99%88&columns=name,company"
    one = f"{LIST}/{three[0].reference}"
    page = client.get(f"{one}/mark-test{query}")
    assert f'action="{one}/mark-test{query.replace("&", "&amp;")}"' in page.text
    answer = client.post(f"{one}/mark-test{query}", data={"csrf_token": csrf_token(page)})
    assert answer.location == f"{one}{query}"
    back = f"{LIST}{query}".replace("&", "&amp;").replace(",", "%2C")
    assert f'href="{back}"' in client.get(answer.location).text


def test_a_step_without_a_colleague_reads_none(client, session, three):
    signed_in(client, session, Role.MANAGER)
    for step in ("resend", "tag", "mark_test"):
        assert look(client, step, three[0], step_tag="VIP", step_person="0.1").status_code == 200
