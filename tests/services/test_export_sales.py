"""Money and follow-up in a file of the set 业务跟进, and who has not paid in time in the list."""

from datetime import date, datetime, timedelta

import openpyxl
import pytest

from exhibition.domain.clock import now
from exhibition.domain.export_sets import BY_KEY
from exhibition.domain.status import Kind
from exhibition.models import Role
from exhibition.queries import list_counts
from exhibition.queries.billing import Terms
from exhibition.queries.filters import Quick, RegistrationFilter
from exhibition.services import billing, case, exports, receipts
from exhibition.services.case import Case
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import Export
from exhibition.services.receipts import Received
from tests.cast import a_member
from tests.details import a_show, an_exhibitor_of

SET = BY_KEY["follow_up"]
DAY = date(2026, 11, 2)


@pytest.fixture
def show(session):
    return a_show(session)


@pytest.fixture
def staff(session):
    return a_member(session, Role.MANAGER)


def owing(session, show, settings, staff, due_on, paid=0, **more):
    one = an_exhibitor_of(session, show, settings, **more)
    billing.change(session, one, staff, Terms(), Terms("GZ-1", DAY, 1_200_050, due_on))
    if paid:
        received = Received(paid, DAY, "transfer")
        receipts.receive(session, one, staff, received, submission_id=one.reference)
    session.commit()
    return one


def an_export(show):
    wanted = RegistrationFilter.of(show, Kind.EXHIBITOR)
    at = datetime.fromisoformat("2026-11-21T09:30:00+08:00")
    return Export(wanted, HeaderStyle.ZH, "a@expo.example", at, columns=SET.columns)


@pytest.mark.both_databases
def test_a_follow_up_file_has_amounts_that_add_up(session, show, settings, staff, tmp_path):
    one = owing(session, show, settings, staff, DAY, paid=200_000)
    case.change(session, one, staff, Case(), Case(staff.id, intent="high", next_follow_up=DAY))
    for text in ("先谈价格", "已寄合同，请回电 13812345678"):
        case.add_note(session, one, staff, text)
    an_exhibitor_of(session, show, settings, company_zh="什么都还没有谈", mobile="+8613811112222")
    session.commit()
    path = tmp_path / "follow_up.xlsx"
    exports.write_xlsx(session, show, an_export(show), path)
    header, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows()
    at = {cell.value: number for number, cell in enumerate(header)}
    row = next(row for row in rows if row[at["受理编号"]].value == one.reference)
    amounts = [row[at[word]] for word in ("应收", "已收", "未收")]
    assert [cell.value for cell in amounts] == [12_000.5, 2_000, 10_000.5]
    assert {(cell.data_type, cell.number_format) for cell in amounts} == {("n", "#,##0.00")}
    words = ("业务员", "意向", "合同", "下次跟进", "最近跟进内容")
    said = [row[at[word]].value for word in words]
    assert said == [staff.email, "高", "GZ-1", "2026-11-02", "已寄合同，请回电 13812345678"]
    (other,) = (row for row in rows if row[at["受理编号"]].value != one.reference)
    assert {other[at[word]].value for word in (*words, "应收", "已收", "未收")} == {None}


def test_a_csv_has_plain_numbers_and_a_masked_one_no_phone(session, show, settings, staff):
    one = owing(session, show, settings, staff, DAY, paid=1_300_000)
    case.add_note(session, one, staff, "请回电 13812345678")
    session.commit()
    export = an_export(show)
    text = b"".join(exports.csv_chunks(session, show, export)).decode()
    assert ",12000.50,13000.00,-999.50," in text
    masked = Export(**{**vars(export), "masked": True})
    assert "13812345678" not in b"".join(exports.csv_chunks(session, show, masked)).decode()


@pytest.mark.both_databases
def test_overdue_is_who_owes_after_the_day(session, show, settings, staff):
    today = now().astimezone(show.zone).date()
    days = {"past": today - timedelta(days=1), "today": today, "never": None}
    made = {
        name: owing(session, show, settings, staff, day, mobile=f"+861381111000{number}")
        for number, (name, day) in enumerate(days.items())
    }
    owing(session, show, settings, staff, days["past"], paid=1_200_050, mobile="+8613811110009")
    wanted = RegistrationFilter.of(show, Kind.EXHIBITOR).but(quick=Quick.OVERDUE)
    found = list_counts.counted(session, wanted)
    assert list(found.ids) == [made["past"].id]
    assert wanted.to_args() == [("quick", "overdue")]
