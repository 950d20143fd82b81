"""The export button: exactly the list, as a file, logged."""

import csv
import io
import os
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from exhibition.database import db
from exhibition.models import AuditEntry, Registration, Role
from exhibition.services import exports
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


def export(client, listing="visitors", **fields):
    token = csrf_token(client.get(f"{OFFICE}/{listing}"))
    return client.post(f"{OFFICE}/{listing}/export", data={"csrf_token": token, **fields})


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def entries(session):
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action.like("export.%"))))


@pytest.mark.both_databases
def test_the_file_holds_the_rows_of_the_list(client, session, settings, show):
    a_visitor(session, settings, show)
    other = a_visitor(session, settings, show, name="乙", mobile="+8613800138002", province="31")
    a_visitor(session, settings, show, name="丙", mobile="+8613800138003").is_test = True
    session.commit()
    signed_in(client, session, Role.MANAGER)
    assert len(rows_of(export(client, format="csv", header="keys"))) == 2
    [row] = rows_of(export(client, format="csv", header="keys", place="31"))
    assert row["reference"] == other.reference
    tests = rows_of(export(client, format="csv", header="keys", test="1"))
    assert len(tests) == 3


def test_a_workbook_opens_and_says_its_name(client, session, settings, show):
    an_exhibitor(session, settings, show)
    signed_in(client, session)
    answer = export(client, "exhibitors", format="xlsx", header="zh")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    disposition = answer.headers["Content-Disposition"]
    name = unquote(disposition.partition("filename*=UTF-8''")[2])
    assert name.startswith("广州国际细胞与基因治疗产业展览会_参展申请_")
    assert name.endswith("_1条.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"
    header, row = load_workbook(io.BytesIO(answer.data)).worksheets[0].values
    assert row[header.index("手机号")] == "+8613900139000"
    assert list((settings.instance / "exports").iterdir()) == []


def test_each_export_is_logged_with_who_what_and_how_many(client, session, settings, show):
    a_visitor(session, settings, show)
    member = signed_in(client, session)
    export(client, format="csv", header="en", q="陈晓雯", place="44")
    [entry] = entries(session)
    assert (entry.action, entry.staff_id, entry.show_id) == ("export.start", member.id, show.id)
    assert entry.details == {
        "kind": "visitor",
        "rows": 1,
        "header": "en",
        "filter": [["q", "…"], ["place", "44"]],
        "format": "csv",
        "batch": 1,
    }


def test_a_stream_that_breaks_is_logged_as_broken(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    token = csrf_token(client.get(f"{OFFICE}/visitors"))
    answer = client.post(
        f"{OFFICE}/visitors/export",
        data={"csrf_token": token, "format": "csv", "header": "zh"},
        buffered=False,
    )
    pieces = iter(answer.response)
    assert next(pieces).startswith(b"\xef\xbb\xbf")
    answer.close()
    session.commit()
    assert [entry.action for entry in entries(session)] == ["export.start", "export.aborted"]


@pytest.mark.both_databases
def test_visitors_go_on_registering_while_a_list_streams(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    token = csrf_token(client.get(f"{OFFICE}/visitors"))
    answer = client.post(
        f"{OFFICE}/visitors/export",
        data={"csrf_token": token, "format": "csv", "header": "keys"},
        buffered=False,
    )
    pieces = iter(answer.response)
    first = next(pieces)
    a_visitor(session, settings, show, name="新来", mobile="+8613700000001")
    rest = b"".join(pieces)
    answer.close()
    # One frozen state: who came afterwards is in the next export.
    assert (first + rest).count(b"\r\n") == 2
    assert "新来".encode() not in rest


@pytest.mark.both_databases
def test_a_large_workbook_is_written_by_a_process_of_its_own(
    client, session, settings, show, monkeypatch
):
    a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002", province="31")
    signed_in(client, session)
    monkeypatch.setattr(exports, "ROWS_IN_REQUEST", 0)
    answer = export(client, format="xlsx", header="keys", q="陈晓雯")
    assert answer.status_code == 200
    header, row = load_workbook(io.BytesIO(answer.data)).worksheets[0].values
    assert row[header.index("name")] == "陈晓雯"
    about = [list(line) for line in load_workbook(io.BytesIO(answer.data)).worksheets[1].values]
    assert ["导出人", "owner@expo.example"] in about
    assert list((settings.instance / "export-files").iterdir()) == []
    assert len(entries(session)) == 1


def test_what_an_interrupted_export_left_behind_goes_with_the_next(client, session, settings, show):
    folder = settings.instance / "exports"
    folder.mkdir()
    left = folder / "left.xlsx"
    left.write_bytes(b"names and numbers")
    os.utime(left, (0, 0))
    signed_in(client, session)
    export(client, format="xlsx")
    assert not left.exists()


@pytest.mark.parametrize("fields", [{"format": "pdf"}, {"header": "fr"}])
def test_another_kind_of_file_is_refused(client, session, settings, show, fields):
    signed_in(client, session)
    assert export(client, **{"format": "csv", "header": "zh"} | fields).status_code == 422
    assert entries(session) == []


def test_a_viewer_exports_nothing_and_nobody_does_by_a_link(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    token = csrf_token(client.get(f"{OFFICE}/visitors"))
    fields = {"csrf_token": token, "format": "csv"}
    assert client.post(f"{OFFICE}/visitors/export", data=fields).status_code == 403
    assert client.get(f"{OFFICE}/visitors/export?format=csv").status_code == 404
    assert session.scalar(select(Registration.id)) is not None


def test_an_export_leaves_no_transaction_open(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    export(client, format="csv")
    with client.application.app_context():
        assert db.engine.pool.checkedout() == 0


def test_without_the_right_contacts_leave_the_house_masked(client, session, settings, show):
    a_visitor(session, settings, show, email="chen@example.com")
    signed_in(client, session, Role.REVIEWER)
    for ending in ("csv", "xlsx"):
        taken = export(client, format=ending, header="keys")
        assert taken.status_code == 200
        if ending == "csv":
            assert "c***@example.com" in taken.text
            assert "****" in taken.text
            assert "+86" not in taken.text
    assert all(entry.details["masked"] for entry in entries(session))
