"""Large exports: a job with a page, its file for one person and a day, broken ones tried again."""

import hashlib
import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from exhibition.domain.clock import now
from exhibition.models import AuditEntry, ExportJob, JobState, Role, StaffGrant
from exhibition.services import export_jobs, exports
from exhibition.web import export_runner
from tests.cast import a_member, csrf_token, sign_in, signed_in
from tests.registrants import a_visitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture(autouse=True)
def nothing_is_small(monkeypatch):
    monkeypatch.setattr(exports, "ROWS_IN_REQUEST", 0)


@pytest.fixture
def started(monkeypatch):
    """Notes which processes would have been started, instead of starting them."""
    noted = []
    monkeypatch.setattr(export_runner, "start_process", lambda _settings, job: noted.append(job))
    return noted


def ask(client, **fields):
    token = csrf_token(client.get(f"{OFFICE}/visitors"))
    data = {"csrf_token": token, "format": "xlsx", "header": "zh", **fields}
    return client.post(f"{OFFICE}/visitors/export", data=data, headers=BROWSER)


def the_job(session):
    session.expire_all()
    return session.scalars(select(ExportJob)).one()


def change(session, **columns):
    session.execute(update(ExportJob).values(**columns))
    session.commit()


def write(app, session):
    job = the_job(session).id
    session.rollback()
    with app.app_context():
        return export_runner.run(job)


@pytest.mark.both_databases
def test_a_browser_is_shown_how_far_it_is_and_then_the_file(
    app, client, session, settings, show, started
):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    answer = ask(client, purpose="胸卡印制", q="陈晓雯")
    job = the_job(session)
    assert (answer.status_code, answer.location) == (303, f"{OFFICE}/exports/{job.id}")
    assert started == [job.id]
    page = client.get(answer.location).text
    assert "<progress" in page
    assert 'http-equiv="refresh"' in page
    assert client.get(f"{answer.location}/state").json == {"over": False, "done": 0}
    assert write(app, session)
    page = client.get(answer.location).text
    assert f"{answer.location}/file" in page
    file = client.get(f"{answer.location}/file")
    assert unquote(file.headers["Content-Disposition"]).endswith("_1条.xlsx")
    assert hashlib.sha256(file.data).hexdigest() == the_job(session).sha256
    header, row = load_workbook(io.BytesIO(file.data)).worksheets[0].values
    assert row[header.index("姓名")] == "陈晓雯"
    about = [list(line) for line in load_workbook(io.BytesIO(file.data)).worksheets[1].values]
    assert ["批次号", 1] in about
    assert ["用途", "胸卡印制"] in about
    # What was searched for may name somebody, and is not needed any more.
    assert the_job(session).arguments == [["q", "…"]]
    actions = list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert actions[-2:] == ["export.start", "export.fetch"]


def test_the_dialog_asks_what_personal_data_is_for(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    assert 'name="purpose"' in client.get(f"{OFFICE}/visitors").text
    assert ask(client, purpose=" ").status_code == 422
    assert ask(client, purpose="现场名单", format="csv").status_code == 200


def test_the_file_is_for_one_person_with_the_rights_of_now(
    app, client, session, settings, show, started
):
    a_visitor(session, settings, show)
    owner = signed_in(client, session)
    page = ask(client).location
    write(app, session)
    other = app.test_client()
    signed_in(other, session, Role.MANAGER)
    assert other.get(page).status_code == 200
    assert f"{page}/file" not in other.get(page).text
    assert other.get(f"{page}/file").status_code == 404
    assert (
        other.post(
            f"{page}/cancel", data={"csrf_token": csrf_token(other.get(f"{OFFICE}/visitors"))}
        ).status_code
        == 404
    )
    third = app.test_client()
    a_member(session, Role.REVIEWER, "third@expo.example")
    sign_in(third, "third@expo.example")
    assert third.get(page).status_code == 404
    assert app.test_client().get(f"{page}/file").location.startswith("/sign-in")
    assert client.get(f"{page}/file").status_code == 200
    session.execute(
        update(StaffGrant)
        .where(StaffGrant.staff_id == owner.id)
        .values(role=Role.REVIEWER, may_export=False)
    )
    session.commit()
    assert client.get(f"{page}/file").status_code == 404


def test_a_file_goes_after_a_day(app, client, session, settings, show, started):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = ask(client).location
    write(app, session)
    job = the_job(session)
    assert job.expires_at - job.finished_at == timedelta(hours=24)
    change(session, expires_at=now() - timedelta(seconds=1))
    assert client.get(f"{page}/file").status_code == 404
    with app.app_context():
        export_runner.sweep(settings)
    assert list((settings.instance / "export-files").iterdir()) == []
    assert the_job(session).stored_name == ""


def test_a_job_whose_process_was_killed_is_shown_and_started_again(
    app, client, session, settings, show, started
):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = ask(client).location
    change(session, state=JobState.RUNNING, attempt=1, beat_at=now() - timedelta(minutes=2))
    shown = client.get(page)
    assert "服务器中途停止" in shown.text or "The server was stopped" in shown.text
    again = {"csrf_token": csrf_token(shown)}
    assert client.post(f"{page}/again", data=again).status_code == 303
    assert len(started) == 2
    assert write(app, session)
    assert client.get(f"{page}/file").status_code == 200
    assert client.post(f"{page}/again", data=again).status_code == 409


def test_a_cancelled_job_leaves_no_file(app, client, session, settings, show, started):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = ask(client).location
    token = {"csrf_token": csrf_token(client.get(page))}
    assert client.post(f"{page}/cancel", data=token).status_code == 303
    assert not write(app, session)
    assert the_job(session).state is JobState.CANCELLED
    assert client.get(f"{page}/file").status_code == 404


def test_a_process_that_lost_its_job_stops(app, client, session, settings, show, started):
    a_visitor(session, settings, show)
    signed_in(client, session)
    ask(client)
    change(session, state=JobState.RUNNING, attempt=2)
    # An earlier start of the same job must not spoil what the second one writes.
    number = the_job(session).id
    assert not export_jobs.beat(session, number, 1, 5)
    assert export_jobs.beat(session, number, 2, 5)


def test_the_history_says_who_what_and_what_for(app, client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    ask(client, format="csv", purpose="现场名单", place="44")
    page = client.get(f"{OFFICE}/exports").text
    for word in ("manager@expo.example", "现场名单", "CSV"):
        assert word in page
    reviewer = app.test_client()
    signed_in(reviewer, session, Role.REVIEWER)
    assert "现场名单" not in reviewer.get(f"{OFFICE}/exports").text


def test_rows_ticked_on_the_list_are_asked_for_their_purpose(app, client, session, settings, show):
    first = a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    signed_in(client, session)
    ticked = {"expected": "2", "ref": ["", first.reference], "format": "csv"}
    asked = ask(client, **ticked)
    assert asked.status_code == 200
    assert f'name="ref" value="{first.reference}"' in asked.text
    assert session.scalars(select(ExportJob)).all() == []
    session.rollback()
    assert ask(client, **ticked, purpose="").status_code == 422
    file = ask(client, **ticked, purpose="胸卡补打")
    assert file.data.decode("utf-8-sig").count("\r\n") == 2
    assert the_job(session).purpose == "胸卡补打"
    session.rollback()
    # Whoever takes masked contacts along is not asked.
    reviewer = app.test_client()
    signed_in(reviewer, session, Role.REVIEWER)
    assert ask(reviewer, **ticked).mimetype == "text/csv"
