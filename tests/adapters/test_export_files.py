"""The folder of exports: what nobody knows of goes as well."""

import os
from pathlib import Path

from exhibition.adapters.archive import file_name
from exhibition.adapters.export_files import ExportFiles


def test_what_a_killed_process_left_goes_with_the_rows_that_waited(tmp_path: Path) -> None:
    files = ExportFiles(tmp_path)
    half, fresh = files.new_path("xlsx"), files.new_path("xlsx")
    rows = half.parent / "tmp-rows"
    rows.mkdir()
    (rows / "sheet1").write_text("names and numbers")
    for path in (half, fresh):
        path.write_text("names")
    for path in (half, rows):
        os.utime(path, (0, 0))
    files.discard_older(3600)
    assert list(half.parent.iterdir()) == [fresh]


def test_a_name_in_an_archive_is_safe_everywhere() -> None:
    assert file_name(["../A1", "甲/乙:\u202e公司", "licence"]) == "A1_甲 乙 公司_licence"
    assert file_name(["", "\x00"]) == "file"
    assert file_name(["CON"]) == "_CON"
