"""The one door by which rows leave the house: CSV and XLSX, read by Excel, WPS and everything else.

Rows are tuples of text, whole numbers, amounts (Decimal) and None; times and choices are texts by
then. No field can act as a formula: in XLSX every text is a text cell, in CSV it is marked with a
leading ``'``.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from unicodedata import east_asian_width

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | None
Row = Sequence[Cell]

#: Excel's limit of 1,048,576 rows, less the header.
MAX_ROWS = 1_048_575

# What makes Excel, WPS or LibreOffice read a field as a formula, full-width signs included.
_FIRST = itemgetter(slice(1))
_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
_BOM = b"\xef\xbb\xbf"
# About 64 KB for the 20 columns of an ordinary list; bounded, so that memory stays flat.
_CHUNK_ROWS = 256

# Not allowed in XML 1.0 (§2.2): a file that holds one opens with an error in every reader.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
# Excel counts UTF-16 units: a character beyond U+FFFF counts twice.
_CELL_MAX = 32_767
_CUT = "…"
_SHEET_NAME_MAX = 31
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_DEFAULT_WIDTH = 16
_FILTER_BUTTON, _WIDEST_HEADING = 3, 40
#: Excel's number for the paper.
_A4 = 9
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_ABOUT_WIDTHS = (24, 60)


class TooManyRows(ValueError):
    """A sheet holds at most ``MAX_ROWS`` rows; the export must be split, or go out as CSV."""

    def __init__(self) -> None:
        super().__init__(f"an XLSX sheet holds at most {MAX_ROWS:,} rows; export CSV or filter")


def csv_lines(header: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """The table as UTF-8 with BOM and CRLF, in chunks of about 64 KB, the header at once.

    Every text that starts with ``= + - @``, TAB, CR or their full-width forms, phones too, gets one
    leading ``'``; nothing else is changed. Numbers cannot be formulas and stay numbers.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows(_unformulated([header]))
    yield _BOM + _drained(buffer)
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK_ROWS)):
        writer.writerows(_unformulated(chunk))
        yield _drained(buffer)


def write_xlsx(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    widths: Sequence[float] = (),
    sheet_name: str = "Sheet1",
    about: Iterable[Row] = (),
    about_name: str = "About",
) -> int:
    """Writes the table, header frozen and filterable, and gives the number of rows under it.

    ``widths`` are column widths in characters; ``about`` are rows of a second sheet (filter, time,
    who), left out when there are none. The file is readable by its owner only. Memory stays flat.
    Raises TooManyRows over 1,048,575 rows; after any error no file is left.
    """
    try:
        with (
            # Rows wait here until the book is closed; after an error they go with the folder.
            TemporaryDirectory(dir=path.parent) as scratch,
            _private_file(path) as file,
            Workbook(file, {**_OPTIONS, "tmpdir": scratch}) as book,
        ):
            written = _write_table(book, sheet_name, header, rows, widths)
            _write_about(book, about_name, about)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return written


def _unformulated(rows: Sequence[Row]) -> Iterable[Row]:
    # Column by column: most hold nothing that begins like a formula, which is seen at a glance.
    return zip(*map(_unformulated_column, zip(*rows, strict=True)), strict=True)


def _unformulated_column(cells: Sequence[Cell]) -> Sequence[Cell]:
    try:
        if _FORMULA_STARTS.isdisjoint(map(_FIRST, cells)):  # type: ignore[arg-type]
            return cells
    except TypeError:
        # Numbers or empty cells among them.
        pass
    starts = _FORMULA_STARTS
    return ["'" + cell if isinstance(cell, str) and cell[:1] in starts else cell for cell in cells]


def _drained(buffer: io.StringIO) -> bytes:
    # One broken character must not end an export of 100,000 rows.
    chunk = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return chunk


def _private_file(path: Path) -> BinaryIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "wb")


def _write_table(
    book: Workbook, name: str, header: Sequence[str], rows: Iterable[Row], widths: Sequence[float]
) -> int:
    sheet = book.add_worksheet(_sheet_name(name))
    # The text format keeps "+86…" a text when somebody edits the cell.
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    amount = book.add_format({"num_format": "#,##0.00"})
    sheet.freeze_panes(1, 0)
    _set_paper(sheet)
    for column, width in enumerate(_filled(widths, len(header))):
        sheet.set_column(column, column, max(width, _heading_width(header[column])))
    _write_row(sheet, 0, header, bold)
    written = 0
    for written, row in enumerate(rows, 1):
        if written > MAX_ROWS:
            raise TooManyRows
        _write_row(sheet, written, row, text, amount)
    if header:
        sheet.autofilter(0, 0, written, len(header) - 1)
        whole = xl_range(0, 0, written, len(header) - 1)
        sheet.ignore_errors({"number_stored_as_text": whole})
    return written


def _set_paper(sheet: Worksheet) -> None:
    """A4 across, as wide as one page, the header on every page: it is handed in printed."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    # Zero hides none, on paper too.
    sheet.hide_gridlines(0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _heading_width(heading: str) -> int:
    """What a heading needs beside the button of its filter; Chinese signs are two wide."""
    signs = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in heading)
    return min(signs + _FILTER_BUTTON, _WIDEST_HEADING)


def _write_about(book: Workbook, name: str, rows: Iterable[Row]) -> None:
    lines = list(rows)
    if not lines:
        return
    sheet = book.add_worksheet(_sheet_name(name))
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    for number, row in enumerate(lines):
        _write_row(sheet, number, row, text)


def _write_row(
    sheet: Worksheet, number: int, row: Row, text: Format, amount: Format | None = None
) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            if value:
                sheet.write_string(number, column, _cell_text(value), text)
        elif isinstance(value, Decimal):
            sheet.write_number(number, column, float(value), amount)
        elif value is not None:
            sheet.write_number(number, column, value)


def _cell_text(value: str) -> str:
    if value.isprintable() and len(value) <= _CELL_MAX // 2 and not value.startswith("<r>"):
        return value
    value = _NOT_XML.sub("", _LINE_END.sub("\n", value))
    if value.startswith("<r>") and value.endswith("</r>"):
        # XlsxWriter takes this for its own rich text and writes it unescaped into the sheet: a
        # remark could forge cells or break the file. With a space behind it is a text again.
        value = f"{value} "
    units = value.encode("utf-16-le")
    if len(units) <= 2 * _CELL_MAX:
        return value
    return units[: 2 * (_CELL_MAX - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def _sheet_name(name: str) -> str:
    # Excel allows 31 characters, none of these signs, and no apostrophe at either end.
    return _NOT_IN_SHEET_NAME.sub(" ", name)[:_SHEET_NAME_MAX].strip(" '") or "Sheet"


def _filled(widths: Sequence[float], columns: int) -> Sequence[float]:
    return [*widths, *[_DEFAULT_WIDTH] * (columns - len(widths))][:columns]
