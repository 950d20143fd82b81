"""One decision on many: who is met, the ten minutes, and the way back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from exhibition.domain.clock import now
from exhibition.models import Batch, OutboxMail, Registration, Role
from exhibition.queries import review as reviews
from exhibition.services import outbox
from tests.cast import csrf_token, signed_in
from tests.registrants import an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
MANY = f"{OFFICE}/exhibitors/decide"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def four(session, settings, show):
    """Four applications, the last without a mailbox."""
    return [
        an_exhibitor(
            session,
            settings,
            show,
            company_zh=f"第{n}公司",
            mobile=f"+861390013900{n}",
            email=f"c{n}@firm.example" if n < 4 else "",
        )
        for n in (1, 2, 3, 4)
    ]


def looked_at(client, four, decision="accept", **more):
    """The page that says what would happen."""
    refs = [one.reference for one in four]
    page = client.get(f"{OFFICE}/review")
    return client.post(
        MANY,
        data={"csrf_token": csrf_token(page), "decision": decision, "ref": refs, **more},
    )


def confirmed(client, page, **more):
    """The answer to its button."""
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return client.post(MANY, data={**fields, "confirm": "1", **more})


def pressed(client, address, button):
    """The page after one of the two buttons of a batch."""
    token = csrf_token(client.get(f"{OFFICE}/review"))
    answer = client.post(f"{address}/{button}", data={"csrf_token": token})
    assert answer.status_code == 303
    return client.get(answer.location).text


def statuses(session, four):
    session.expire_all()
    return [one.status for one in four]


def held(session):
    return list(session.scalars(select(OutboxMail).where(OutboxMail.batch_id.is_not(None))))


@pytest.mark.both_databases
def test_it_is_shown_first_then_done_and_the_mails_wait(client, session, four):
    signed_in(client, session, Role.REVIEWER)
    page = looked_at(client, four, message="期待与您见面。")
    assert page.status_code == 200
    assert "没有邮箱" in page.text
    assert "参展申请已通过" in page.text
    assert "accepted" in page.text
    assert "期待与您见面。" in page.text
    assert statuses(session, four) == ["submitted"] * 4
    answer = confirmed(client, page, message="期待与您见面。")
    assert answer.status_code == 303
    assert statuses(session, four) == ["accepted"] * 3 + ["submitted"]
    mails = held(session)
    assert len(mails) == 3
    assert all(timedelta(minutes=9) < mail.next_attempt_at - now() for mail in mails)
    session.execute(
        update(OutboxMail).values(next_attempt_at=now()).where(OutboxMail.batch_id.is_(None))
    )
    session.commit()
    assert not {mail.id for mail in mails} & set(outbox.claim(session, 100, 60))
    session.rollback()
    page = client.get(f"{OFFICE}/exhibitors/{four[0].reference}").text
    assert "尚未发出" in page
    leaves = mails[0].next_attempt_at.astimezone(four[0].show.zone)
    for address in (answer.location, f"{OFFICE}/review", f"{OFFICE}/outbox"):
        assert f"将于 {leaves:%H:%M} 发出" in client.get(address).text


@pytest.mark.both_databases
def test_undone_within_ten_minutes_nobody_was_told(client, session, four):
    signed_in(client, session, Role.REVIEWER)
    address = confirmed(client, looked_at(client, four), without_mail="y").location
    assert statuses(session, four) == ["accepted"] * 4
    page = pressed(client, address, "undo")
    assert statuses(session, four) == ["submitted"] * 4
    assert [one.entry_pass.state.value for one in four] == ["pending"] * 4
    assert held(session) == []
    assert "已撤销" in page
    assert "已来不及" in pressed(client, address, "undo")


@pytest.mark.both_databases
def test_what_was_touched_since_or_told_already_stays(client, session, four):
    signed_in(client, session, Role.MANAGER)
    address = confirmed(client, looked_at(client, four, "waitlist")).location
    mark = f"{OFFICE}/exhibitors/{four[0].reference}/mark-test"
    client.post(mark, data={"csrf_token": csrf_token(client.get(mark))})
    told = next(mail for mail in held(session) if mail.registration_id == four[1].id)
    told.attempts = 1
    session.commit()
    page = pressed(client, address, "undo")
    assert statuses(session, four) == ["waitlisted", "waitlisted", "submitted", "submitted"]
    assert "2 份未能撤销" in page
    assert four[0].reference in page
    assert {mail.registration_id for mail in held(session)} == {four[0].id, four[1].id}


def test_sent_now_they_leave_and_cannot_be_called_back(client, session, four):
    signed_in(client, session, Role.REVIEWER)
    address = confirmed(client, looked_at(client, four, "decline")).location
    pressed(client, address, "send")
    assert {mail.id for mail in held(session)} <= set(outbox.claim(session, 100, 60))
    session.rollback()
    assert "已来不及" in pressed(client, address, "undo")
    assert statuses(session, four)[0] == "declined"


def test_whoever_changed_between_look_and_button_is_left_alone(client, session, four):
    signed_in(client, session, Role.MANAGER)
    page = looked_at(client, four)
    mark = f"{OFFICE}/exhibitors/{four[0].reference}/mark-test"
    client.post(mark, data={"csrf_token": csrf_token(client.get(mark))})
    confirmed(client, page)
    assert statuses(session, four) == ["submitted", "accepted", "accepted", "submitted"]
    # And once none is left, nothing is made.
    answer = confirmed(client, page)
    assert answer.status_code == 409
    assert "所选记录都无法这样处理" in answer.text
    assert len(session.scalars(select(Batch)).all()) == 1


def test_a_later_decision_takes_the_waiting_mail_along(client, session, four):
    signed_in(client, session, Role.REVIEWER)
    confirmed(client, looked_at(client, four))
    address = f"{OFFICE}/exhibitors/{four[0].reference}/review/decline"
    page = client.get(address)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    assert client.post(f"{address}/send", data=fields).status_code == 303
    assert four[0].id not in {mail.registration_id for mail in held(session)}


def test_a_selection_reaches_nothing_of_another_show(client, session, settings, four, show):
    signed_in(client, session, Role.REVIEWER)
    page = looked_at(client, four[:1])
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    fields["seen"] = "E-AAAAAAA.1 x.y V-1.1"
    assert client.post(MANY, data={**fields, "confirm": "1"}).status_code == 409
    assert client.post(MANY, data={**fields, "decision": "withdraw"}).status_code == 404
    assert client.get(f"{OFFICE}/review/batches/99999999999").status_code == 404
    assert session.scalars(select(Registration.status)).all() == ["submitted"] * 4


def test_the_same_fields_are_sent_back_to_many_and_one_undo_takes_all_back(client, session, four):
    signed_in(client, session, Role.REVIEWER)
    page = looked_at(client, four, "send-back")
    assert "请至少勾选一项" in confirmed(client, page).text
    words = {"comment_uscc": "请核对", "comment_reg_no_overseas": "n/a", "due_on": "2999-01-31"}
    fields = ["uscc", "reg_no_overseas"]
    address = confirmed(client, page, field=fields, **words).location
    assert statuses(session, four) == ["needs_info"] * 3 + ["submitted"]
    # Companies at home have no number abroad.
    assert reviews.open_request(session, four[0]).comments == {"uscc": "请核对"}
    # Its mail has not left: another decision on many leaves them alone.
    assert "前一次批量处理的邮件尚未发出" in looked_at(client, four, "accept").text
    pressed(client, address, "undo")
    assert statuses(session, four) == ["submitted"] * 4
    assert held(session) == []
