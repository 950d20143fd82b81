"""CSV and XLSX, read back by readers that are not ours."""

import csv
import io
import re
import stat
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from exhibition.adapters.spreadsheet import MAX_ROWS, Row, TooManyRows, csv_lines, write_xlsx

HEADER = ["受理编号", "手机", "姓名"]
PAYLOADS = [
    "=1+1",
    '=HYPERLINK("https://evil.example","x")',
    "+8613527666116",
    "-2+3",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "{=1+1}",
    "https://example.com",
    "<r><t>forged</t></r>",
]
STARTS = tuple("=+-@\t\r＝＋－＠")


def read_csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def unguarded(field: str) -> str:
    return field[1:] if field.startswith("'") and field[1:].startswith(STARTS) else field


def openpyxl_rows(path: Path, sheet: int = 0) -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def calamine_rows(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_csv_has_a_byte_order_mark_and_windows_line_ends() -> None:
    data = b"".join(csv_lines(HEADER, [("V-4QX9T21", None, "张三")]))
    assert data == "\ufeff受理编号,手机,姓名\r\nV-4QX9T21,,张三\r\n".encode()


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.startswith(STARTS)])
def test_a_csv_field_that_could_be_a_formula_gets_one_apostrophe(payload: str) -> None:
    rows = read_csv(b"".join(csv_lines(["a"], [(payload,)])))
    assert rows == [["a"], ["'" + payload]]


def test_other_csv_fields_are_left_alone() -> None:
    row: Row = ("a=1", "O'Brien", 'say "hi"', "two\nlines", "1,5", 42, "", None, "°C")
    rows = read_csv(b"".join(csv_lines(["x"] * 9, [row])))
    assert rows[1] == ["a=1", "O'Brien", 'say "hi"', "two\nlines", "1,5", "42", "", "", "°C"]


def test_a_header_is_guarded_like_every_field() -> None:
    assert read_csv(b"".join(csv_lines(["=1+1"], []))) == [["'=1+1"]]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")),
            st.sampled_from(PAYLOADS),
            st.integers(0, 10**9),
        )
    )
)
def test_csv_read_again_equals_the_rows_less_one_apostrophe(
    rows: list[tuple[str, str, int]],
) -> None:
    read = read_csv(b"".join(csv_lines(["a", "b", "c"], rows)))[1:]
    assert not any(field.startswith(STARTS) for row in read for field in row)
    assert [[unguarded(field) for field in row] for row in read] == [
        # Typed with the apostrophe, it cannot be told from a guarded one.
        [unguarded(a), b, str(c)]
        for a, b, c in rows
    ]


def test_csv_comes_in_chunks_before_the_last_row_is_read() -> None:
    taken: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(10_000):
            taken.append(number)
            yield ("张三", "+8613527666116", "广州某某生物科技有限公司")

    chunks = csv_lines(HEADER, rows())
    assert next(chunks) == "\ufeff受理编号,手机,姓名\r\n".encode()
    assert not taken
    first = next(chunks)
    assert len(taken) < 1_000
    assert first.count(b"\r\n") + sum(chunk.count(b"\r\n") for chunk in chunks) == 10_000


def test_a_broken_character_does_not_end_a_csv() -> None:
    assert b"?" in b"".join(csv_lines(["a"], [("\ud800",), ("fine",)]))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def test_no_xlsx_cell_is_a_formula(book: Path) -> None:
    write_xlsx(book, ["x"], [(payload,) for payload in PAYLOADS])
    with ZipFile(book) as parts:
        for name in parts.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink", parts.read(name)), name
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr"}


def test_phones_and_references_come_back_unchanged(book: Path) -> None:
    row = ("V-4QX9T21", "+8613527666116", "=1+1")
    assert write_xlsx(book, HEADER, [row]) == 1
    assert openpyxl_rows(book) == [HEADER, list(row)]
    assert calamine_rows(book) == [HEADER, list(row)]


def test_numbers_are_numbers_and_none_is_empty(book: Path) -> None:
    write_xlsx(book, ["n", "none", "empty", "s"], [(36, None, "", "x"), (0, None, "", "y")])
    assert openpyxl_rows(book)[1:] == [[36, None, None, "x"], [0, None, None, "y"]]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\uffff\ufffe")),
        min_size=1,
        max_size=20,
    )
)
def test_any_printable_text_comes_back_from_xlsx(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        write_xlsx(path, ["text", "end"], [(text, "|") for text in texts])
        assert [row[0] for row in calamine_rows(path)[1:]] == texts


def test_a_text_that_looks_like_an_escape_is_kept(book: Path) -> None:
    write_xlsx(book, ["x"], [("_x0041_",)])
    assert calamine_rows(book)[1] == ["_x0041_"]


def test_a_forged_rich_text_stays_a_text(book: Path) -> None:
    forged = '<r><t>x</t></r></is></c><c t="n"><v>1</v></c><r>&</r>'
    write_xlsx(book, ["x"], [(forged,)])
    assert calamine_rows(book)[1] == [forged + " "]
    assert openpyxl_rows(book)[1] == [forged + " "]


def test_characters_that_xml_forbids_do_not_break_the_file(book: Path) -> None:
    write_xlsx(book, ["x"], [("a\x00\x08b\ud800\uffffc\r\nd\re",)])
    assert openpyxl_rows(book)[1] == ["abc\nd\ne"]
    assert calamine_rows(book)[1] == ["abc\nd\ne"]


def test_a_text_beyond_excel_s_limit_is_cut_and_says_so(book: Path) -> None:
    write_xlsx(book, ["x", "y"], [("字" * 40_000, "𠅤" * 20_000)])
    plain, rare = openpyxl_rows(book)[1]
    assert plain == "字" * 32_766 + "…"
    assert rare == "𠅤" * 16_383 + "…"


def test_a_text_at_excel_s_limit_is_whole(book: Path) -> None:
    text = "字" * 32_767
    write_xlsx(book, ["x"], [(text,)])
    assert openpyxl_rows(book)[1] == [text]


def test_the_header_is_frozen_and_filterable_and_columns_are_wide_enough(book: Path) -> None:
    write_xlsx(book, HEADER, [("a", "b", "c")], widths=[12, 20], sheet_name="参观预登记")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    assert sheet.title == "参观预登记"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C2"
    assert sheet["A1"].font.bold
    assert sheet["B2"].number_format == "@"
    assert 12 <= sheet.column_dimensions["A"].width < 14
    assert 20 <= sheet.column_dimensions["B"].width < 22


def test_a_sheet_is_handed_in_printed(book: Path) -> None:
    write_xlsx(book, ["统一社会信用代码", "No."], [("a", 1)], widths=[6, 6])
    sheet = openpyxl.load_workbook(book).worksheets[0]
    # Eight Chinese signs and the button of the filter.
    assert sheet.column_dimensions["A"].width > 19
    assert sheet.column_dimensions["B"].width < 8
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_an_empty_list_is_a_header_only(book: Path) -> None:
    assert write_xlsx(book, HEADER, []) == 0
    assert openpyxl_rows(book) == [HEADER]


def test_a_second_sheet_tells_what_the_list_is(book: Path) -> None:
    about = [("筛选", "=今天"), ("行数", 1)]
    write_xlsx(book, HEADER, [("a", "b", "c")], about=about, about_name="说明")
    assert openpyxl.load_workbook(book).sheetnames == ["Sheet1", "说明"]
    assert openpyxl_rows(book, 1) == [["筛选", "=今天"], ["行数", 1]]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("a/b:c*[d]?", "a b c  d"), ("展" * 40, "展" * 31), ("'quoted'", "quoted"), ("", "Sheet")],
)
def test_a_sheet_name_is_made_to_fit(book: Path, asked: str, given: str) -> None:
    write_xlsx(book, ["x"], [], sheet_name=asked)
    assert openpyxl.load_workbook(book).sheetnames == [given]


def test_only_the_owner_may_read_the_file(book: Path) -> None:
    book.touch(mode=0o644)
    write_xlsx(book, HEADER, [])
    assert stat.S_IMODE(book.stat().st_mode) == 0o600


def test_too_many_rows_are_a_clear_error_and_leave_no_file(book: Path) -> None:
    with pytest.raises(TooManyRows, match="1,048,575"):
        write_xlsx(book, ["x"], ((None,) for _ in range(MAX_ROWS + 1)))
    assert list(book.parent.iterdir()) == []


def test_an_error_in_the_rows_leaves_no_file(book: Path) -> None:
    def rows() -> Iterator[Row]:
        yield ("a",)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_xlsx(book, ["x"], rows())
    assert list(book.parent.iterdir()) == []


def test_memory_stays_flat(book: Path) -> None:
    def rows(count: int) -> Iterator[Row]:
        for number in range(count):
            yield (f"V-{number:07}", "+8613527666116", f"公司{number}")

    def peak(count: int) -> int:
        tracemalloc.start()
        write_xlsx(book, HEADER, rows(count))
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    assert peak(8_000) < peak(1_000) + 300_000
