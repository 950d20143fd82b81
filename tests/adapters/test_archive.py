"""A ZIP that every system unpacks: names without traps, none of them twice."""

import io
import zipfile
from pathlib import Path

from exhibition.adapters.archive import Archive


def names_of(path: Path, *stems: str) -> list[str]:
    with Archive(path) as archive:
        for stem in stems:
            archive.add((stem, "licence"), "pdf", io.BytesIO(b"%PDF"))
    with zipfile.ZipFile(path) as read:
        assert read.testzip() is None
        return read.namelist()


def test_the_same_name_twice_gets_a_number_that_is_free(tmp_path: Path) -> None:
    found = names_of(tmp_path / "a.zip", "甲公司", "甲公司", "ABC", "abc")
    assert found == [
        *("甲公司_licence.pdf", "甲公司_licence_2.pdf"),
        *("ABC_licence.pdf", "abc_licence_2.pdf"),
    ]
    with Archive(tmp_path / "b.zip") as archive:
        given = [archive.add((stem,), "pdf", io.BytesIO()) for stem in ("x_2", "x", "x", "x")]
    assert given == ["x_2.pdf", "x.pdf", "x_3.pdf", "x_4.pdf"]


def test_a_company_cannot_leave_the_folder_or_name_a_device(tmp_path: Path) -> None:
    found = names_of(tmp_path / "a.zip", "../../etc", 'A/B:C*?"<>|', "CON", "\u202egpj.exe")
    assert not [name for name in found if set(name) & set('/\\:*?"<>|\u202e')]
    assert not [name for name in found if name.upper().startswith(("CON.", ".."))]


def test_readers_that_assume_gbk_are_told_it_is_utf_8(tmp_path: Path) -> None:
    names_of(tmp_path / "a.zip", "王𠅤", "😀")
    with zipfile.ZipFile(tmp_path / "a.zip") as read:
        assert all(one.flag_bits & 0x800 for one in read.infolist())
