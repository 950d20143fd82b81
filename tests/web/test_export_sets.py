"""Column sets: files for one use, with the purpose they ask for; copies put in order by name."""

import io
import zipfile
from urllib.parse import unquote

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image
from sqlalchemy import select

from exhibition.adapters.file_store import FileStore
from exhibition.domain import identity
from exhibition.domain.export_sets import PERSONAL, SHIPPED
from exhibition.domain.status import Kind
from exhibition.models import ExportJob, Registration, Role, SavedSet, Upload
from exhibition.services import export_sets
from exhibition.services import identity as identities
from exhibition.web import links
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
SETS = f"{OFFICE}/export-sets"


@pytest.fixture
def show(session):
    return the_first_show(session)


def export(client, key, listing="visitors", **fields):
    """What the form answers; the page of the export when it was taken."""
    token = csrf_token(client.get(f"{OFFICE}/{listing}/export/set"))
    data = {"csrf_token": token, "set": key, "format": "xlsx", "header": "zh", **fields}
    return client.post(f"{OFFICE}/{listing}/export/set", data=data)


def book(client, answer):
    file = client.get(f"{answer.location}/file")
    return load_workbook(io.BytesIO(file.data)), unquote(file.headers["Content-Disposition"])


@pytest.mark.both_databases
def test_badges_hold_codes_and_no_phone(client, session, settings, show):
    visitor = a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002").status = "cancelled"
    session.commit()
    address = links.pass_url(settings, session.get_one(Registration, visitor.id).entry_pass)
    session.rollback()
    signed_in(client, session)
    answer = export(client, "badges", purpose="首批制证")
    assert answer.status_code == 303, answer.text
    found, name = book(client, answer)
    header, row = found.worksheets[0].values
    assert header[:4] == ("序号", "批次号", "证件类型", "姓名")
    cells = dict(zip(header, row, strict=True))
    assert (cells["序号"], cells["批次号"], cells["姓名"]) == (1, 1, "陈晓雯")
    assert cells["二维码内容"] == address
    assert address.endswith(cells["可读码"])
    assert not any("138001" in str(cell) for cell in row)
    assert "_胸卡印制_" in name
    about = [list(line) for line in found.worksheets[1].values]
    assert ["列组", "胸卡印制"] in about
    assert found.worksheets[0].freeze_panes == "A2"
    assert found.worksheets[0].auto_filter.ref


def test_personal_data_in_full_asks_for_a_purpose_and_loses_nothing(
    client, session, settings, show
):
    a_visitor(session, settings, show)
    signed_in(client, session)
    answer = export(client, "permit_people", format="csv", header="en", place="44")
    assert answer.status_code == 422
    assert "含个人信息，请填写用途" in answer.text or "Say what the personal" in answer.text
    assert 'value="permit_people" checked' in answer.text
    assert '<input type="hidden" name="place" value="44">' in answer.text
    assert export(client, "audience").status_code == 303


def test_the_lists_filter_goes_before_the_sets(client, session, settings, show):
    an_exhibitor(session, settings, show)
    signed_in(client, session)
    found, _ = book(client, export(client, "permit_companies", "exhibitors", purpose="报备"))
    assert found.worksheets[0].max_row == 1
    mine = export(client, "permit_companies", "exhibitors", purpose="报备", status="submitted")
    header, row = book(client, mine)[0].worksheets[0].values
    cells = dict(zip(header, row, strict=True))
    assert (cells["单位名称"], cells["是否特装"]) == ("深圳示例细胞科技有限公司", "是")


def test_passes_are_counted_by_type(client, session, settings, show):
    a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    signed_in(client, session)
    rows = list(book(client, export(client, "permit_passes"))[0].worksheets[0].values)
    assert rows == [("证件类型", "已登记人数"), ("专业观众", 2)]


def test_links_to_own_pages_are_for_who_may_read_them_in_mails(
    app, client, session, settings, show
):
    visitor = a_visitor(session, settings, show)
    link = links.owner_url(settings, session.get_one(Registration, visitor.id))
    session.rollback()
    signed_in(client, session)
    _, row = (
        book(client, export(client, "text_messages", purpose="开展提醒"))[0].worksheets[0].values
    )
    assert row == ("13800138000", "陈晓雯", link, "中文")
    manager = app.test_client()
    signed_in(manager, session, Role.MANAGER)
    assert "text_messages" not in manager.get(f"{OFFICE}/visitors/export/set").text
    assert export(manager, "text_messages", purpose="x").status_code == 422


def test_document_numbers_are_for_who_may_see_them_and_a_purpose(
    app, client, session, settings, show
):
    visitor, other = (
        a_visitor(session, settings, show, mobile=f"+861380013800{number}") for number in (1, 2)
    )
    found = session.get_one(Registration, visitor.id)
    document = identity.document("cn_id", "11010519491231002X")
    identities.keep(session, found, document, settings.pass_key)
    show.switches = {**show.switches, "id_number": True}
    session.commit()
    signed_in(client, session, Role.MANAGER)
    assert export(client, "permit_people_id").status_code == 422
    answer = export(client, "permit_people_id", purpose="公安报备")
    header, *rows = book(client, answer)[0].worksheets[0].values
    said = [dict(zip(header, row, strict=True)) for row in rows]
    numbers = {row["手机号"]: (row["身份证件"], row["证件号码"]) for row in said}
    assert numbers == {
        "+8613800138001": ("居民身份证", "11010519491231002X"),
        other.mobile: (None, None),
    }
    reviewer = app.test_client()
    signed_in(reviewer, session, Role.REVIEWER)
    assert "permit_people_id" not in reviewer.get(f"{OFFICE}/visitors/export/set").text
    assert export(reviewer, "permit_people_id", purpose="x").status_code == 422


def test_who_may_not_export_in_full_gets_neither_phones_nor_codes(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.REVIEWER)
    for key, column, shown in (
        ("permit_people", "手机号", "138****8000"),
        ("badges", "可读码", "***"),
    ):
        header, row = book(client, export(client, key))[0].worksheets[0].values
        assert dict(zip(header, row, strict=True))[column] == shown


def test_every_shipped_set_can_be_written(session, settings, show):
    assert "permit_people_id" not in [one.key for one in export_sets.of_show(session, show)]
    show.switches = {**show.switches, "id_number": True}
    assert set(SHIPPED) <= set(export_sets.of_show(session, show))
    for one in SHIPPED:
        known = export_sets.choosable(session, show, one.kind)
        assert set(one.columns) <= set(known), one.key
    assert not PERSONAL.intersection(next(one.columns for one in SHIPPED if one.key == "audience"))


@pytest.mark.both_databases
def test_a_set_is_copied_put_in_order_used_and_deleted(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    token = {"csrf_token": csrf_token(client.get(SETS))}
    made = client.post(f"{SETS}/permit_people/copy", data={**token, "name": "广州报备"})
    assert made.status_code == 303
    taken = client.post(f"{SETS}/badges/copy", data={**token, "name": "广州报备"})
    assert taken.status_code == 422
    assert 'value="广州报备"' in taken.text
    fields = {
        **token,
        "name": "广州报备 2027",
        "sort": "name",
        "header": "keys",
        "at-company": "1",
        "at-name": "2",
        "at-job_function": "3",
    }
    assert client.post(made.location, data=fields).status_code == 303
    saved = session.scalars(select(SavedSet)).one()
    assert (saved.kind, saved.columns) == (Kind.VISITOR, ["company", "name", "job_function"])
    session.rollback()
    answer = export(client, f"own-{saved.id}", header="keys", purpose="报备")
    header, _ = book(client, answer)[0].worksheets[0].values
    assert header == ("company", "name", "job_function")
    empty = client.post(made.location, data={**token, "name": "x", "sort": "name", "header": "zh"})
    assert empty.status_code == 422
    assert client.post(f"{made.location}/delete", data=token).status_code == 303
    assert client.get(made.location).status_code == 404
    session.expire_all()
    assert session.scalars(select(ExportJob)).one().set_name == "广州报备 2027"


@pytest.mark.both_databases
def test_the_second_file_holds_only_new_and_changed(client, session, settings, show):
    first = a_visitor(session, settings, show)
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    signed_in(client, session)
    export(client, "badges", purpose="首批")
    # A phone is not on the badge: it changes nothing that was printed.
    session.get_one(Registration, first.id).mobile = "+8613900000000"
    session.commit()
    found, name = book(client, export(client, "badges", purpose="x", only_new="1"))
    assert found.worksheets[0].max_row == 1
    assert name.endswith("_0条.xlsx")
    session.get_one(Registration, first.id).job_title = "总监"
    session.commit()
    a_visitor(session, settings, show, name="丙", mobile="+8613800138003")
    # Other words in the header are no change.
    answer = export(client, "badges", purpose="x", only_new="1", header="en")
    found, _ = book(client, answer)
    _, *rows = found.worksheets[0].values
    assert [(row[0], row[3]) for row in rows] == [(1, "丙"), (2, "陈晓雯")] or [
        (row[0], row[3]) for row in rows
    ] == [(1, "陈晓雯"), (2, "丙")]
    about = [list(line) for line in found.worksheets[1].values]
    assert ["Only new or changed since batch", 2] in about
    assert ["Rows", 2] in about
    page = client.get(f"{OFFICE}/visitors/{first.reference}").text
    assert "胸卡印制" in page
    assert 'id="record-exports"' in page


@pytest.mark.both_databases
def test_badges_are_sorted_as_they_are_packed(client, session, settings, show):
    people = [
        ("王芳", "重庆药业"),
        ("单晓", "北京生物"),
        ("Ann", "Alpha Bio"),
        ("陈静", "重庆药业"),
    ]
    for number, (name, company) in enumerate(people):
        a_visitor(
            session, settings, show, name=name, company=company, mobile=f"+861380013{number:04}"
        )
    signed_in(client, session)
    found, _ = book(client, export(client, "badges", purpose="制证"))
    header, *rows = found.worksheets[0].values
    # 重 is Chong in the name of the city, 单 is Shan in a name; each would stand elsewhere.
    assert [row[header.index("姓名")] for row in rows] == ["Ann", "单晓", "陈静", "王芳"]
    assert [row[0] for row in rows] == [1, 2, 3, 4]


def test_a_zip_holds_the_sheet_and_a_picture_for_each_code(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    answer = export(client, "badges", purpose="制证", format="zip")
    assert answer.status_code == 303, answer.text
    file = client.get(f"{answer.location}/file")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        sheet, picture = archive.namelist()
        header, row = load_workbook(io.BytesIO(archive.read(sheet))).worksheets[0].values
        assert picture.removesuffix(".png") in row
        # What another reader sees in the picture is what the sheet says.
        [seen] = zxingcpp.read_barcodes(Image.open(io.BytesIO(archive.read(picture))))
        assert seen.text == row[header.index("二维码内容")]
    assert export(client, "audience", format="zip").status_code == 422


def test_files_are_named_by_company_and_go_to_who_may_export_in_full(
    app, client, session, settings, show
):
    exhibitor = an_exhibitor(session, settings, show, company_zh="../甲/乙:公司")
    for content in (b"one", b"two"):
        kept = FileStore(settings.uploads).keep(content, "pdf")
        session.add(
            Upload(
                registration_id=exhibitor.id,
                field="licence",
                stored_name=kept.stored_name,
                original_name="x.pdf",
                media_type="application/pdf",
                size=3,
                sha256=kept.sha256,
            )
        )
    session.commit()
    signed_in(client, session)
    answer = export(client, "uploads", "exhibitors", purpose="资料归档")
    file = client.get(f"{answer.location}/file")
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        first, second = archive.namelist()
        assert first == f"{exhibitor.reference}_甲 乙 公司_licence.pdf"
        assert second == f"{exhibitor.reference}_甲 乙 公司_licence_2.pdf"
        assert archive.read(second) == b"two"
    reviewer = app.test_client()
    signed_in(reviewer, session, Role.REVIEWER)
    assert export(reviewer, "uploads", "exhibitors", purpose="x").status_code == 422
