"""Exports that repeat: made once for each due time, told by a link, for those who may have them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from exhibition.domain.clock import now
from exhibition.domain.rights import Grant
from exhibition.models import (
    AuditEntry,
    ExportJob,
    ExportSchedule,
    JobState,
    OutboxMail,
    Role,
    RunState,
    ScheduleRecipient,
    ScheduleRun,
    ScheduleState,
    StaffGrant,
)
from exhibition.services import grants, schedule_runs, staff
from exhibition.web import export_runner, mail_views, scheduler
from tests.cast import PASSWORD, a_member, csrf_token, sign_in, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def colleague(session, show):
    given = [Grant(Role.MANAGER, show.id, may_export=True)]
    member = staff.add(session, "colleague@expo.example", given, PASSWORD)
    session.commit()
    return member


def set_up(client, session, *readers, listing="exhibitors", **fields):
    """A schedule by the page; gives its address."""
    page = f"{OFFICE}/{listing}/export/schedule"
    data = {
        "csrf_token": csrf_token(client.get(page)),
        "set": "follow_up" if listing == "exhibitors" else "badges",
        "format": "xlsx",
        "header": "zh",
        "cadence": "daily",
        "weekday": "0",
        "at": "08:00",
        "empty": "quiet",
        "purpose": "每日跟进",
        "readers": [str(one.id) for one in readers],
        **fields,
    }
    answer = client.post(page, data=data)
    session.expire_all()
    return answer


def is_due(session, late=timedelta(minutes=1)):
    """The only schedule was due a while ago."""
    session.execute(update(ExportSchedule).values(next_due_at=now() - late))
    session.commit()


def a_minute_passes(app, session, settings):
    session.rollback()
    with app.app_context():
        scheduler.look_after(settings)
    session.expire_all()


def made(app, session, settings):
    """One that was due is made and told; gives its run."""
    is_due(session)
    a_minute_passes(app, session, settings)
    return session.scalars(select(ScheduleRun).order_by(ScheduleRun.id.desc())).first()


def told(session):
    mails = select(OutboxMail.recipient).where(OutboxMail.kind == "export_ready")
    return sorted(session.scalars(mails))


@pytest.mark.both_databases
def test_a_due_export_is_made_and_its_readers_get_a_link(
    app, client, session, settings, show, colleague
):
    an_exhibitor(session, settings, show)
    owner = signed_in(client, session)
    page = set_up(client, session, owner, colleague)
    assert page.status_code == 303
    assert "每日跟进" in client.get(page.location).text
    run = made(app, session, settings)
    assert (run.state, run.rows, run.told) == (RunState.DONE, 1, 2)
    assert told(session) == ["colleague@expo.example", "owner@expo.example"]
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == "export_ready")).first()
    with app.app_context():
        written = mail_views.render(session, mail, settings)
    assert f"http://expo.example{OFFICE}/exports/{run.job_id}" in written.text
    assert "深圳示例" not in written.text + written.html
    assert not written.pictures
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.start")).one()
    assert logged.actor == "system"
    assert logged.details["purpose"] == "每日跟进"
    assert logged.details["rows"] == 1
    job, session_of_reader = run.job_id, app.test_client()
    session.rollback()
    sign_in(session_of_reader, "colleague@expo.example")
    assert session_of_reader.get(f"{OFFICE}/exports/{job}/file").status_code == 200
    assert app.test_client().get(f"{OFFICE}/exports/{job}/file").location.startswith("/sign-in")
    # A minute later nothing is due.
    a_minute_passes(app, session, settings)
    assert session.scalar(select(func.count(ScheduleRun.id))) == 1
    assert len(told(session)) == 2


def two_at_once(app, step, numbers):
    """Two processes take the same step at the same moment; what they raise is what they get."""
    barrier, found = threading.Barrier(2), []

    def take():
        with app.app_context():
            barrier.wait()
            try:
                found.append(step(numbers))
            except Exception as error:
                found.append(error)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.both_databases
@pytest.mark.parametrize("sabotaged", [False, True])
def test_two_relays_make_one(app, client, session, settings, show, monkeypatch, sabotaged):
    an_exhibitor(session, settings, show)
    set_up(client, session, signed_in(client, session))
    is_due(session)
    number = session.scalars(select(ExportSchedule.id)).one()
    session.rollback()
    if sabotaged:
        # The control: without the condition on the due time both would make one.
        monkeypatch.setattr(schedule_runs, "_take", lambda _session, _schedule, _moment: now())
    two_at_once(app, lambda one: scheduler.begin(settings, one), number)
    runs = session.scalar(select(func.count(ScheduleRun.id)))
    assert runs == (2 if sabotaged else 1)
    session.rollback()
    run = session.scalars(select(ScheduleRun.id)).first()
    session.rollback()
    two_at_once(app, lambda one: scheduler.go_on(settings, one), run)
    assert told(session) == ["owner@expo.example"]


def test_a_machine_that_slept_makes_one_and_says_so(app, client, session, settings, show):
    an_exhibitor(session, settings, show)
    page = set_up(client, session, signed_in(client, session)).location
    is_due(session, timedelta(days=3, minutes=1))
    a_minute_passes(app, session, settings)
    a_minute_passes(app, session, settings)
    run = session.scalars(select(ScheduleRun)).one()
    assert run.missed == 3
    assert session.scalars(select(ExportSchedule.next_due_at)).one() > now()
    session.rollback()
    assert "也代表之后 3 次" in client.get(page).text


def test_who_lost_the_right_gets_nothing_and_the_page_says_who(
    app, client, session, settings, show, colleague
):
    an_exhibitor(session, settings, show)
    owner = signed_in(client, session)
    page = set_up(client, session, owner, colleague).location
    grants.change(session, colleague, [Grant(Role.VIEWER, show.id)], by=owner)
    session.commit()
    run = made(app, session, settings)
    assert (run.told, run.left_out) == (1, [colleague.id])
    assert told(session) == ["owner@expo.example"]
    job = run.job_id
    session.rollback()
    assert "colleague@expo.example" in client.get(page).text.split("未通知")[1]
    reader = app.test_client()
    sign_in(reader, "colleague@expo.example")
    assert reader.get(f"{OFFICE}/exports/{job}/file").status_code == 403


def test_a_right_lost_after_the_mail_was_decided_stops_mail_and_download(
    app, client, session, settings, show, colleague
):
    an_exhibitor(session, settings, show)
    owner = signed_in(client, session)
    set_up(client, session, owner, colleague)
    run = made(app, session, settings)
    job = run.job_id
    # May still export, but masked only.
    grants.change(session, colleague, [Grant(Role.REVIEWER, show.id)], by=owner)
    session.commit()
    to = OutboxMail.recipient == "colleague@expo.example"
    mail = session.scalars(select(OutboxMail).where(to)).one()
    with app.app_context(), pytest.raises(mail_views.NotToBeSent):
        mail_views.render(session, mail, settings)
    session.rollback()
    reader = app.test_client()
    sign_in(reader, "colleague@expo.example")
    assert reader.get(f"{OFFICE}/exports/{job}").status_code == 200
    assert reader.get(f"{OFFICE}/exports/{job}/file").status_code == 404
    # Nor does somebody taken off the list reach what is there.
    session.execute(delete(ScheduleRecipient).where(ScheduleRecipient.staff_id == colleague.id))
    session.commit()
    assert reader.get(f"{OFFICE}/exports/{job}").status_code == 404


def test_whoever_set_it_up_and_left_sends_nothing_any_more(
    app, client, session, settings, show, colleague
):
    an_exhibitor(session, settings, show)
    owner = signed_in(client, session)
    page = set_up(client, session, owner, colleague).location
    a_member(session, Role.OWNER, "second@expo.example")
    session.execute(
        update(StaffGrant)
        .where(StaffGrant.staff_id == owner.id)
        .values(role=Role.VIEWER, may_export=False)
    )
    session.commit()
    run = made(app, session, settings)
    assert (run.state, run.reason, run.job_id) == (RunState.REFUSED, "owner", None)
    assert told(session) == []
    session.rollback()
    other = app.test_client()
    sign_in(other, "second@expo.example")
    shown = other.get(page)
    assert "设置人已无权" in shown.text
    # A colleague who may change the show can stop it.
    asked = {"csrf_token": csrf_token(shown), "seen": "1"}
    assert other.post(f"{page}/run", data=asked).status_code == 404
    assert other.post(f"{page}/delete", data=asked).status_code == 303
    session.expire_all()
    assert session.scalars(select(ExportSchedule.state)).one() is ScheduleState.DELETED
    session.rollback()
    assert other.get(page).status_code == 404


def test_only_what_is_new_since_its_own_last_file(app, client, session, settings, show):
    an_exhibitor(session, settings, show)
    set_up(client, session, signed_in(client, session), only_new="1", empty="tell")
    assert made(app, session, settings).rows == 1
    again = made(app, session, settings)
    assert (again.state, again.rows, again.told) == (RunState.EMPTY, 0, 1)
    an_exhibitor(session, settings, show, mobile="+8613900139001", contact_name="李雷")
    # A file that somebody makes by hand takes nothing away from those of the schedule.
    session.add(by_hand(session, show))
    session.commit()
    assert made(app, session, settings).rows == 1
    assert len(told(session)) == 3


def by_hand(session, show):
    last = session.scalars(select(ExportJob).order_by(ExportJob.id.desc())).first()
    names = (
        "kind",
        "set_key",
        "columns",
        "arguments",
        "format",
        "header",
        "masked",
        "search_masked",
    )
    copied = {name: getattr(last, name) for name in names}
    return ExportJob(
        show_id=show.id, staff_id=last.staff_id, number=99, state=JobState.DONE, **copied
    )


def test_a_run_that_breaks_is_tried_again_and_then_told(
    app, client, session, settings, show, monkeypatch
):
    an_exhibitor(session, settings, show)
    page = set_up(client, session, signed_in(client, session)).location

    def full(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr(export_runner, "_written", full)
    run = made(app, session, settings)
    assert (run.state, run.attempts) == (RunState.WAITING, 1)
    assert run.next_try_at is not None
    assert "稍后重试" in client.get(page).text
    for _ in range(4):
        session.execute(
            update(ScheduleRun)
            .values(next_try_at=now() - timedelta(seconds=1))
            .where(ScheduleRun.next_try_at.is_not(None))
        )
        session.commit()
        a_minute_passes(app, session, settings)
    run = session.scalars(select(ScheduleRun)).one()
    assert (run.state, run.attempts, run.reason) == (RunState.FAILED, 3, "OSError")
    assert told(session) == ["owner@expo.example"]


def test_a_process_that_died_before_it_began_is_made_up_for(
    app, client, session, settings, show, monkeypatch
):
    an_exhibitor(session, settings, show)
    set_up(client, session, signed_in(client, session))
    with monkeypatch.context() as death:
        death.setattr(scheduler, "start", lambda *_: None)
        run = made(app, session, settings)
    assert run.state is RunState.WAITING
    session.execute(update(ExportJob).values(beat_at=now() - timedelta(minutes=5)))
    session.commit()
    a_minute_passes(app, session, settings)
    session.execute(update(ScheduleRun).values(next_try_at=now() - timedelta(seconds=1)))
    session.commit()
    a_minute_passes(app, session, settings)
    a_minute_passes(app, session, settings)
    assert session.scalars(select(ScheduleRun.state)).one() is RunState.DONE
    assert told(session) == ["owner@expo.example"]


def test_paused_changed_run_by_hand_and_ended(app, client, session, settings, show):
    an_exhibitor(session, settings, show)
    owner = signed_in(client, session)
    page = set_up(client, session, owner).location
    token = csrf_token(client.get(page))
    assert client.post(f"{page}/run", data={"csrf_token": token}).status_code == 303
    assert session.scalars(select(ScheduleRun.state)).one() is RunState.DONE
    session.rollback()
    assert client.post(f"{page}/pause", data={"csrf_token": token, "seen": "1"}).status_code == 303
    # A second person acts on what they saw before.
    assert client.post(f"{page}/resume", data={"csrf_token": token, "seen": "1"}).status_code == 409
    assert session.scalars(select(ExportSchedule.next_due_at)).one() is None
    session.rollback()
    edit = {
        "csrf_token": token, "seen": "2", "set": "follow_up", "format": "csv", "header": "en",
        "cadence": "weekly", "weekday": "2", "at": "25:00", "empty": "quiet", "purpose": "周报",
        "readers": [str(owner.id)],
    }  # fmt: skip
    wrong = client.post(f"{page}/edit", data=edit)
    assert wrong.status_code == 422
    assert 'value="25:00"' in wrong.text
    assert client.post(f"{page}/edit", data=edit | {"at": "18:30"}).status_code == 303
    assert client.post(f"{page}/resume", data={"csrf_token": token, "seen": "3"}).status_code == 303
    schedule = session.scalars(select(ExportSchedule)).one()
    assert (schedule.state, schedule.minute) == (ScheduleState.ACTIVE, 18 * 60 + 30)
    # The show is over.
    show.days = [{"date": "2026-01-05", "opens": "09:00", "closes": "17:00"}]
    session.merge(show)
    session.commit()
    is_due(session)
    a_minute_passes(app, session, settings)
    assert session.scalars(select(ExportSchedule.state)).one() is ScheduleState.ENDED
    assert session.scalar(select(func.count(ScheduleRun.id))) == 1


def test_what_cannot_be_set_up(app, client, session, settings, show):
    a_visitor(session, settings, show)
    owner = signed_in(client, session)
    stranger = a_member(session, Role.SCANNER, "door@expo.example")
    assert set_up(client, session, owner, purpose=" ").status_code == 422
    assert set_up(client, session).status_code == 422
    # Staff who may not have the list are no choice, whatever is sent.
    assert set_up(client, session, stranger).status_code == 422
    # A search may name somebody.
    assert set_up(client, session, owner, listing="visitors", q="陈晓雯").status_code == 422
    assert session.scalar(select(func.count(ExportSchedule.id))) == 0
