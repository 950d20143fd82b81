"""``flask export``."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from exhibition.models import AuditEntry
from tests.registrants import a_visitor, an_exhibitor, the_first_show


@pytest.fixture
def show(session):
    return the_first_show(session)


def test_visitors_are_written_as_csv(runner, session, settings, show, tmp_path):
    visitor = a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="测试", mobile="+8613711112222").is_test = True
    session.commit()
    path = tmp_path / "visitors.csv"
    command = ["export", "visitors", "--format", "csv", "--output", str(path), "--header", "keys"]
    result = runner.invoke(args=command)
    assert result.exit_code == 0, result.output
    assert f"Wrote 1 rows to {path}." in result.output
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["reference"] for row in rows] == [visitor.reference]
    assert path.stat().st_mode & 0o077 == 0
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.actor, entry.details["rows"]) == ("export.start", "command", 1)


def test_exhibitors_of_a_named_show_are_written_as_a_workbook(
    runner, session, settings, show, tmp_path
):
    an_exhibitor(session, settings, show)
    path = tmp_path / "exhibitors.xlsx"
    command = ["export", "exhibitors", "--format", "xlsx", "--output", str(path)]
    result = runner.invoke(args=[*command, "--show", "cell-gene-therapy", "--header", "en"])
    assert result.exit_code == 0, result.output
    header, row = load_workbook(path).worksheets[0].values
    assert row[header.index("Contact person")] == "王芳"


def test_a_show_that_does_not_exist_is_named(runner, session, show, tmp_path):
    path = tmp_path / "x.csv"
    command = ["export", "visitors", "--format", "csv", "--output", str(path), "--show", "nowhere"]
    result = runner.invoke(args=command)
    assert result.exit_code == 1
    assert "There is no show 'nowhere'." in result.output
    assert not path.exists()


def test_a_folder_that_does_not_exist_is_said(runner, session, settings, show, tmp_path):
    a_visitor(session, settings, show)
    path = tmp_path / "nowhere" / "x.csv"
    result = runner.invoke(args=["export", "visitors", "--format", "csv", "--output", str(path)])
    assert result.exit_code == 1
    assert "No such file or directory" in result.output
