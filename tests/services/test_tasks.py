"""Tasks of exhibitors: what saving makes of them, what staff decide, who is reminded."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from exhibition.domain.clock import now
from exhibition.domain.details import ApplicationDetails
from exhibition.domain.errors import AlreadyDecided, MoveRefused, NotFound, Stale
from exhibition.domain.mail import MailKind
from exhibition.domain.status import Kind
from exhibition.domain.tasks import Task, TaskState
from exhibition.models import (
    ApplicationTask,
    CaseFile,
    OutboxMail,
    Registration,
    Reminded,
    ShowTask,
    TaskReminder,
)
from exhibition.queries import export_rows, registrations, task_board
from exhibition.queries import tasks as queries
from exhibition.queries.filters import Quick, RegistrationFilter
from exhibition.queries.task_board import BoardFilter
from exhibition.services import application, fascia, task_reminders, tasks
from exhibition.web import mail_views
from tests import cast, details

STEPS = ("company", "contact", "exhibits", "documents")


@pytest.fixture
def show(session):
    """A show that asks for the fascia since yesterday, and for the details without a deadline."""
    show = details.a_show(session)
    yesterday = now().astimezone(show.zone).date() - timedelta(days=1)
    show.tasks.append(ShowTask(task="fascia", in_use=True, due_on=yesterday))
    session.commit()
    return show


@pytest.fixture
def staff(session):
    return cast.a_member(session)


def accepted(session, show, settings, n=1, **more):
    one = details.an_exhibitor_of(
        session, show, settings, mobile=f"+861398765432{n}", contact_name=f"李娜{n}", **more
    )
    one.status = "accepted"
    session.commit()
    return one


def saves(session, one, settings, *steps):
    for step in steps:
        application.save(
            session,
            one,
            ApplicationDetails({}, {}),
            pass_key=settings.pass_key,
            base_host="expo.example",
            step=step,
        )


def standing(session, one, task=Task.DETAILS):
    return next(x for x in queries.of_application(session, one) if x.task is task)


def test_a_task_is_handed_in_once_all_its_steps_are_done(session, show, settings):
    one = accepted(session, show, settings)
    saves(session, one, settings, *STEPS[:3])
    assert standing(session, one).state is TaskState.OPEN
    saves(session, one, settings, STEPS[3])
    assert standing(session, one).state is TaskState.HANDED_IN


def test_what_was_confirmed_and_changes_is_looked_at_again(session, show, settings, staff):
    one = accepted(session, show, settings)
    saves(session, one, settings, *STEPS)
    tasks.confirm(session, one, staff, Task.DETAILS, seen=standing(session, one).version)
    assert standing(session, one).who
    with pytest.raises(MoveRefused):
        tasks.confirm(session, one, staff, Task.DETAILS, seen=standing(session, one).version)
    saves(session, one, settings, "contact")
    assert standing(session, one).state is TaskState.HANDED_IN
    assert not standing(session, one).who


@pytest.mark.both_databases
def test_sent_back_it_lacks_again_and_the_applicant_reads_why(session, show, settings, staff):
    one = accepted(session, show, settings)
    saves(session, one, settings, *STEPS)
    seen = standing(session, one).version
    back = {"seen": seen, "base_host": "expo.example"}
    tasks.send_back(session, one, staff, Task.DETAILS, "执照看不清", **back)
    with pytest.raises(Stale):
        tasks.confirm(session, one, staff, Task.DETAILS, seen=seen)
    mail = session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc())).first()
    assert (mail.kind, mail.recipient) == (MailKind.TASKS_DUE, one.email)
    tasks.take_back(session, one, staff, Task.DETAILS, seen=standing(session, one).version)
    assert standing(session, one).state is TaskState.HANDED_IN


def test_nothing_is_asked_that_the_show_does_not_use(session, show, settings, staff):
    show.tasks[0].in_use = False
    one = accepted(session, show, settings)
    with pytest.raises(NotFound):
        tasks.confirm(session, one, staff, Task.FASCIA, seen=0)
    with pytest.raises(NotFound):
        fascia.save(session, one, "某某", "")
    show.tasks.append(ShowTask(task="details", in_use=False))
    session.flush()
    assert queries.of_application(session, one) == []


@pytest.mark.both_databases
def test_board_list_and_export_agree_on_who_lacks_what(session, show, settings, staff):
    done, half, late = (accepted(session, show, settings, n) for n in (1, 2, 3))
    waits = details.an_exhibitor_of(session, show, settings, mobile="+8613987654329")
    accepted(session, show, settings, 4, test=True)
    for one in (done, half):
        saves(session, one, settings, *STEPS)
    fascia.save(session, done, "某某设备", "")
    session.add(CaseFile(registration_id=late.id, owner_id=staff.id))
    session.commit()
    found = task_board.board(session, show, BoardFilter())
    assert (found.companies, found.lacking) == (3, 2)
    counts = {column.task: dict(column.counts) for column in found.columns}
    assert counts == {
        Task.DETAILS: {TaskState.HANDED_IN: 2, TaskState.OPEN: 1},
        Task.FASCIA: {TaskState.HANDED_IN: 1, TaskState.OPEN: 2},
    }
    assert [column.overdue for column in found.columns] == [0, 2]
    # What is due comes first, whoever has nothing to do last.
    assert found.lines[-1].reference == done.reference

    def of(**wanted):
        lines = task_board.board(session, show, BoardFilter(**wanted)).lines
        return {line.reference for line in lines}

    assert of(state="overdue") == of(state="lacking") == {half.reference, late.reference}
    assert of(task=Task.DETAILS, state="handed_in") == {done.reference, half.reference}
    assert of(owner=str(staff.id)) == {late.reference}
    assert of(owner="-") == {done.reference, half.reference}
    wanted = RegistrationFilter.of(show, Kind.EXHIBITOR).but(quick=Quick.LACKING)
    listed = {row.reference for row in registrations.page(session, wanted, 1)}
    assert listed == of(state="lacking")
    everything = RegistrationFilter.of(show, Kind.EXHIBITOR)
    (batch,) = export_rows.export_batches(session, everything, with_more=True)
    handed = dict(zip(batch["reference"], batch["tasks_done"], strict=True))
    assert set(handed[done.reference].split()) == {"details", "fascia"}
    assert handed[half.reference] == "details"
    assert handed[late.reference] is None
    assert handed[waits.reference] is None


@pytest.mark.both_databases
def test_each_is_reminded_once_a_day_and_can_be_called_back(session, show, settings, staff):
    one, other = (accepted(session, show, settings, n) for n in (1, 2))
    silent = accepted(session, show, settings, 3, email="")
    done = accepted(session, show, settings, 4)
    saves(session, done, settings, *STEPS)
    fascia.save(session, done, "某某设备", "")
    refs = [x.reference for x in (one, other, silent, done)]
    planned = task_reminders.plan(session, show, refs)
    assert planned.reminded == [one, other]
    assert planned.without_mail == [silent]
    assert planned.complete == 1
    made = task_reminders.remind(session, show, staff, refs, base_host="expo.example")
    session.commit()
    mails = list(session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.TASKS_DUE)))
    assert [mail.registration_id for mail in mails] == [one.id, other.id]
    assert all(timedelta(minutes=9) < mail.next_attempt_at - now() for mail in mails)
    assert task_reminders.remind(session, show, staff, refs, base_host="expo.example") is None
    # One has been handed to the mail server: only the other is called back.
    mails[0].attempts = 1
    assert task_reminders.call_back(session, made, show, staff) == 1
    with pytest.raises(AlreadyDecided):
        task_reminders.send_now(session, made, show, staff)
    again = task_reminders.plan(session, show, refs)
    assert (again.reminded, again.today) == ([other], [one])
    session.execute(update(Reminded).values(at=now() - timedelta(days=1)))
    assert task_reminders.plan(session, show, refs).reminded == [one, other]


def test_sent_at_once_they_leave_at_once(session, show, settings, staff):
    one = accepted(session, show, settings)
    made = task_reminders.remind(session, show, staff, [one.reference], base_host="e.example")
    task_reminders.send_now(session, made, show, staff)
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.TASKS_DUE)).one()
    session.refresh(mail)
    assert mail.next_attempt_at <= now()


def test_whoever_handed_it_in_meanwhile_is_not_bothered(session, show, settings, staff):
    one = accepted(session, show, settings)
    task_reminders.remind(session, show, staff, [one.reference], base_host="e.example")
    saves(session, one, settings, *STEPS)
    fascia.save(session, one, "某某设备", "")
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == MailKind.TASKS_DUE)).one()
    with pytest.raises(mail_views.NotToBeSent):
        mail_views.render(session, mail, settings)


def test_an_erased_application_takes_its_tasks_along(session, show, settings, staff):
    one = accepted(session, show, settings)
    saves(session, one, settings, *STEPS)
    task_reminders.remind(session, show, staff, [one.reference], base_host="e.example")
    session.execute(Registration.__table__.delete().where(Registration.id == one.id))
    for table in (ApplicationTask, Reminded):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalar(select(func.count()).select_from(TaskReminder)) == 1
