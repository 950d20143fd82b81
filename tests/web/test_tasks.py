"""The board of tasks and the pages around it, as staff and exhibitors meet them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.mail import MailKind
from exhibition.domain.tasks import Task
from exhibition.models import OutboxMail, Role, ShowTask
from exhibition.queries import tasks as queries
from exhibition.services import fascia
from exhibition.web import mail_views
from tests.cast import csrf_token, signed_in
from tests.registrants import an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
BOARD = f"{OFFICE}/tasks"


@pytest.fixture
def show(session):
    found = the_first_show(session)
    tomorrow = now().astimezone(found.zone).date() + timedelta(days=1)
    found.tasks.append(ShowTask(task="fascia", in_use=True, due_on=tomorrow))
    return found


@pytest.fixture
def two(session, settings, show):
    """Two accepted applications, the second without a mailbox."""
    found = [
        an_exhibitor(
            session,
            settings,
            show,
            company_zh=f"第{n}公司",
            mobile=f"+861390013900{n}",
            email="one@firm.example" if n == 1 else "",
        )
        for n in (1, 2)
    ]
    for one in found:
        one.status = "accepted"
    session.commit()
    return found


def owner_page(settings, one):
    return f"/r/{keys.owner_token(settings.pass_key, one.uid, one.owner_revision)}"


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def test_the_board_shows_who_lacks_what_and_reminds_them(client, session, two):
    signed_in(client, session, Role.REVIEWER)
    page = client.get(f"{BOARD}?task=fascia&state=open&owner=x&sort=nonsense&page=99")
    assert "第1公司" in page.text
    assert "楣板" in page.text
    looked = client.post(f"{BOARD}/remind", data={**hidden(page), "all": "1"})
    assert looked.status_code == 200
    assert "有邮箱 1 家 · 无邮箱 1 家" in looked.text
    assert "请补交参展资料" in looked.text
    assert "still to hand in" in looked.text
    answer = client.post(f"{BOARD}/remind", data={**hidden(looked), "confirm": "1"})
    assert answer.status_code == 303
    assert "1 封邮件等待发出" in client.get(answer.location).text
    board = client.get(BOARD)
    assert "今天已催" in board.text
    assert (
        client.post(f"{BOARD}/remind", data={**hidden(looked), "confirm": "1"}).status_code == 409
    )
    undone = client.post(f"{answer.location}/undo", data={"csrf_token": csrf_token(board)})
    assert "已撤销" in client.get(undone.location).text
    assert not session.scalars(
        select(OutboxMail).where(OutboxMail.kind == MailKind.TASKS_DUE)
    ).all()
    # Nobody chosen, nothing happens.
    empty = client.post(f"{BOARD}/remind", data={"csrf_token": csrf_token(board)})
    assert empty.status_code == 303


def test_a_viewer_reads_the_board_and_decides_nothing(client, session, two):
    signed_in(client, session, Role.VIEWER)
    page = client.get(BOARD)
    assert page.status_code == 200
    assert "催交" not in page.text
    record = client.get(f"{OFFICE}/exhibitors/{two[0].reference}").text
    assert "楣板" in record
    assert "线下已收到" not in record


def test_staff_confirm_and_send_back_on_the_record(client, session, settings, two, app):
    signed_in(client, session, Role.REVIEWER)
    one = two[0]
    fascia.save(session, one, "某某细胞", "")
    session.commit()
    record = f"{OFFICE}/exhibitors/{one.reference}"
    token = csrf_token(client.get(record))

    def decides(action, seen=1, **more):
        body = {"csrf_token": token, "action": action, "seen": seen, **more}
        return client.post(f"{record}/tasks/fascia", data=body)

    assert decides("send_back").status_code == 422
    too_long = decides("send_back", reason="长" * 501)
    assert too_long.status_code == 422
    assert "长" * 501 in too_long.text
    assert decides("send_back", reason="与执照不符").status_code == 303
    stale = decides("confirm")
    assert stale.status_code == 409
    assert decides("nonsense").status_code == 404
    session.expire_all()
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.TASKS_DUE)).one()
    with app.test_request_context():
        written = mail_views.render(session, mail, settings)
    assert "退回原因：与执照不符" in written.text
    assert "补充资料" in written.text
    page = client.get(owner_page(settings, one)).text
    assert "与执照不符" in page
    assert decides("confirm", seen=2).status_code == 303
    assert "资料已确认" in client.get(record).text


def test_an_exhibitor_writes_the_fascia(client, session, settings, two):
    one = two[0]
    address = f"{owner_page(settings, one)}/fascia"
    page = client.get(address)
    assert "第1公司" in page.text
    body = {"csrf_token": csrf_token(page), "fascia_zh": "某某细胞", "fascia_en": ""}
    unconfirmed = client.post(address, data=body)
    assert unconfirmed.status_code == 422
    assert "请确认楣板文字" in unconfirmed.text
    long = client.post(address, data={**body, "fascia_zh": "长" * 21, "confirmed": "y"})
    assert long.status_code == 422
    assert "长" * 21 in long.text
    for nothing in (" ", "\u3164\u3164", "🎉🎉"):
        answer = client.post(address, data={**body, "fascia_zh": nothing, "confirmed": "y"})
        assert answer.status_code == 422, nothing
    assert client.post(address, data={**body, "confirmed": "y"}).status_code == 303
    session.expire_all()
    states = {x.task: x.state.value for x in queries.of_application(session, one)}
    assert states[Task.FASCIA] == "handed_in"
    two[1].status = "submitted"
    session.commit()
    assert client.get(f"{owner_page(settings, two[1])}/fascia").status_code == 404


def test_tasks_and_deadlines_are_settings_of_the_show(client, session, show):
    signed_in(client, session, Role.MANAGER)
    page = client.get(f"{OFFICE}/settings")
    assert "截止日期：楣板" in page.text
    assert f'name="due_fascia" value="{show.tasks[0].due_on}"' in page.text
