"""Exports: the columns, the words, the rows, as files that other programs read."""

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from exhibition.domain.answers import Answer
from exhibition.domain.details import ConsentGiven
from exhibition.domain.status import Kind
from exhibition.models import ShowQuestion
from exhibition.queries.filters import RegistrationFilter
from exhibition.services import exports
from exhibition.services.export_columns import EXHIBITOR_KEYS, VISITOR_KEYS, HeaderStyle
from exhibition.services.exports import Export, ExportFormat
from tests.registrants import a_visitor, an_exhibitor, the_first_show

AT = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x")


@pytest.fixture
def show(session):
    return the_first_show(session)


def export(show, kind=Kind.VISITOR, style=HeaderStyle.KEYS, **changes):
    wanted = RegistrationFilter.of(show, kind).but(**changes)
    return Export(wanted, style, "staff@expo.example", AT)


def as_csv(session, show, **asked):
    content = b"".join(exports.csv_chunks(session, show, export(show, **asked)))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_book(session, show, tmp_path, **asked):
    path = tmp_path / "list.xlsx"
    exports.write_xlsx(session, show, export(show, **asked), path)
    return path


@pytest.mark.both_databases
def test_a_visitor_in_field_names(session, settings, show):
    visitor = a_visitor(
        session,
        settings,
        show,
        answers={
            "interests": Answer(("atmp_cell", "other"), "冻存管"),
            "business_nature": Answer(("pharma",)),
        },
        consents=(
            ConsentGiven("notice", True, "…", "1"),
            ConsentGiven("marketing", False, "…", "1"),
        ),
    )
    visitor.created_at = AT
    session.commit()
    [row] = as_csv(session, show)
    assert row == {
        "reference": visitor.reference,
        "submitted_at": "2026-11-23 13:30:00",
        "status": "registered",
        "name": "陈晓雯",
        "mobile": "'+8613800138000",
        "email": "visitor@example.org",
        "company": "广州某某生物科技有限公司",
        "job_title": "研发经理",
        "country": "CN",
        "province": "44",
        "city": "广州",
        "business_nature": "pharma",
        "interests": "atmp_cell; other",
        "pass_type": "trade",
        "language": "zh",
        "channel": "",
        "consent_marketing": "no",
        "consent_exhibitors": "",
        "job_function": "",
        "visit_dates": "",
    }


@pytest.mark.both_databases
def test_an_exhibitor_in_words(session, settings, show):
    application = an_exhibitor(session, settings, show, remark="价格？\n位置？")
    application.application.booth_no = "3B12"
    application.application.booth = "confirmed"
    session.commit()
    [row] = as_csv(session, show, kind=Kind.EXHIBITOR, style=HeaderStyle.ZH)
    assert (row["受理编号"], row["审核"], row["展位"]) == (
        application.reference,
        "待审核",
        "已确认 3B12",
    )
    assert row["展品类别"] == "原料与试剂; 其他（请注明）：冻存盒"
    assert (row["展位需求"], row["面积（㎡）"]) == ("室内光地（36㎡起）", "72")
    assert row["想咨询的问题"] == "价格？\n位置？"
    [row] = as_csv(session, show, kind=Kind.EXHIBITOR, style=HeaderStyle.EN)
    assert (row["Review"], row["Booth"]) == ("To be reviewed", "Booth confirmed 3B12")


def test_the_columns_stand_in_their_order_and_questions_follow_by_slug(session, settings, show):
    a_visitor(session, settings, show)
    an_exhibitor(session, settings, show)
    visitors = list(as_csv(session, show)[0])
    assert tuple(visitors[: len(VISITOR_KEYS)]) == VISITOR_KEYS
    assert visitors[len(VISITOR_KEYS) :] == ["job_function", "visit_dates"]
    exhibitors = list(as_csv(session, show, kind=Kind.EXHIBITOR)[0])
    assert tuple(exhibitors[: len(EXHIBITOR_KEYS)]) == EXHIBITOR_KEYS
    assert exhibitors[len(EXHIBITOR_KEYS) :] == ["company_type"]


def test_every_style_has_the_same_columns(session, settings, show):
    a_visitor(session, settings, show)
    widths = {len(as_csv(session, show, style=style)[0]) for style in HeaderStyle}
    assert len(widths) == 1


@pytest.mark.parametrize(
    ("slug", "answer"), [("heard_from", Answer(("wechat",))), ("department", Answer(("质量部",)))]
)
def test_an_answer_to_a_question_that_was_switched_off_is_not_lost(
    session, settings, show, slug, answer
):
    question = next(
        row for row in session.query(ShowQuestion) if (row.form, row.slug) == ("visitor", slug)
    )
    if question.choices:
        answer = Answer((question.choices[0].slug,))
    a_visitor(session, settings, show, answers={slug: answer})
    assert as_csv(session, show)[0][slug] == answer.values[0]


def test_the_rows_are_those_of_the_filter(session, settings, show):
    a_visitor(session, settings, show)
    other = a_visitor(session, settings, show, name="乙", mobile="+8613800138002", province="31")
    a_visitor(session, settings, show, name="丙", mobile="+8613800138003").is_test = True
    session.commit()
    rows = as_csv(session, show, province="31")
    assert [row["reference"] for row in rows] == [other.reference]
    assert exports.count(session, export(show)) == 2 == len(as_csv(session, show))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_can_act_as_a_formula(session, settings, show, tmp_path, text):
    a_visitor(session, settings, show, company=f"{text} 公司", job_title=text)
    [row] = as_csv(session, show)
    assert row["job_title"] == f"'{text}"
    path = as_book(session, show, tmp_path)
    cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert text in [cell.value for cell in cells]


def test_numbers_and_references_stay_texts_for_two_readers(session, settings, show, tmp_path):
    visitor = a_visitor(session, settings, show)
    path = as_book(session, show, tmp_path)
    with path.open("rb") as file:
        by_calamine = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    by_openpyxl = [list(row) for row in load_workbook(path).worksheets[0].values]
    for header, row in (by_calamine, by_openpyxl):
        assert row[header.index("mobile")] == "+8613800138000"
        assert row[header.index("reference")] == visitor.reference


def test_the_second_sheet_says_who_when_and_what(session, settings, show, tmp_path):
    a_visitor(session, settings, show)
    path = as_book(session, show, tmp_path, style=HeaderStyle.ZH, province="44")
    book = load_workbook(path)
    assert book.sheetnames == ["参观登记", "说明"]
    about = [list(row) for row in book["说明"].values]
    assert ["导出人", "staff@expo.example"] in about
    assert ["导出时间", "2026-11-23 13:30:00 Asia/Shanghai"] in about
    assert ["筛选条件", "地区: 广东省"] in about
    assert ["不包含", "测试登记"] in about
    assert ["行数", 1] in about


def test_the_file_says_show_set_time_and_rows(show):
    name = exports.file_name(show, export(show, style=HeaderStyle.ZH), 12, ExportFormat.XLSX)
    assert name == "广州国际细胞与基因治疗产业展览会_参观登记_20261123-1330_12条.xlsx"
    english = exports.file_name(show, export(show, style=HeaderStyle.EN), 12, ExportFormat.CSV)
    assert english.endswith("_Visitors_20261123-1330_12rows.csv")


def test_a_show_cannot_name_a_folder(show):
    show.texts = {"name": {"zh": '../../etc/"passwd"', "en": ""}}
    name = exports.file_name(show, export(show, style=HeaderStyle.ZH), 1, ExportFormat.XLSX)
    assert "/" not in name
    assert not name.startswith(".")


def test_the_log_keeps_no_name_that_was_searched(show):
    facts = exports.facts(export(show, search="张三", province="44"), 3)
    assert facts["filter"] == [["q", "…"], ["place", "44"]]
    assert (facts["rows"], facts["kind"], facts["header"]) == (3, "visitor", "keys")
