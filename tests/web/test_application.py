"""An exhibitor's later tasks over HTTP: details, files, the correction of what was sent back."""

import errno
import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from exhibition import database
from exhibition.models import OutboxMail, Upload
from exhibition.services import editing, review
from tests.cast import a_member, csrf_token
from tests.details import a_visitor_of
from tests.locks import locked
from tests.sign_up import a_preset_show, apply, fill, owner_path, the_one

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """The application page of 李娜, who has just applied."""
    return f"{apply(client, SHOW).location}/application"


@pytest.fixture
def company(path):
    """The step with the company's own particulars."""
    return f"{path}/company"


@pytest.fixture
def documents(path):
    """The step with the files."""
    return f"{path}/documents"


def send(client, path, **fields):
    return client.post(path, data={"csrf_token": csrf_token(client.get(path)), **fields})


def a_picture(name="licence.jpg", size=(60, 40)):
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, "JPEG")
    file.seek(0)
    return file, name


def files_of(settings):
    return [path for path in settings.uploads.rglob("*") if path.is_file()]


def send_back(session, **comments):
    """Staff ask for a correction of these fields."""
    one = the_one(session)
    said = review.Said("请按名片更正", comments=comments)
    review.decide(
        session, one, a_member(session), "needs_info", said,
        version=one.version, base_host="expo.example",
    )  # fmt: skip
    session.commit()


def present(session):
    return session.scalars(select(Upload).where(Upload.removed_at.is_(None))).all()


# Steps ------------------------------------------------------------


@pytest.mark.both_databases
def test_a_step_is_saved_and_leads_to_the_next_one(client, session):
    a_preset_show(session)
    path = f"{apply(client, SHOW).location}/application"
    answer = send(client, f"{path}/company", uscc="91350100M000100Y43", address="天河区 1 号")
    assert (answer.status_code, answer.location) == (303, f"{path}/contact")
    assert 'value="91350100M000100Y43"' in client.get(f"{path}/company").text
    answer = send(client, f"{path}/contact", contact_title="经理")
    assert answer.location == f"{path}/exhibits"
    assert the_one(session).application.uscc == "91350100M000100Y43"


def test_the_last_step_leads_back_to_all_of_them(client, path):
    answer = send(client, f"{path}/documents")
    assert (answer.status_code, answer.location) == (303, f"{path}?saved=1")
    assert "已保存" in client.get(answer.location).text


def test_finishing_later_leads_to_the_owner_page(client, session, path, company):
    answer = send(client, company, address="天河区 1 号", action="later")
    assert (answer.status_code, answer.location) == (
        303, f"{path.removesuffix('/application')}?saved=1",
    )  # fmt: skip
    assert the_one(session).application.address == "天河区 1 号"


def test_the_overview_says_what_is_done(client, path, company):
    assert "已完成 0 步，共 4 步" in client.get(path).text
    send(client, company, address="天河区")
    page = client.get(path).text
    assert "已完成 1 步，共 4 步" in page
    assert f'href="{path}/contact">继续填写“联系人”' in page


def test_the_owner_page_says_how_far_it_is(client, path):
    mine = path.removesuffix("/application")
    assert "未填" in client.get(mine).text
    for done, step in enumerate(("company", "contact", "exhibits"), 1):
        send(client, f"{path}/{step}")
        assert f"已完成 {done} 步，共 4 步" in client.get(mine).text
    send(client, f"{path}/documents")
    assert "已交" in client.get(mine).text


def test_a_step_says_where_it_stands(client, path, company):
    send(client, company, address="天河区")
    page = client.get(f"{path}/contact").text
    assert f'<a href="{path}/contact" aria-current="step">' in page
    assert page.count('aria-current="step"') == 1
    assert page.count("walk-done") == 1


@pytest.mark.parametrize("step", ["none", "Company", "company/x", "楣板"])
def test_an_unknown_step_is_not_found(client, path, step):
    assert client.get(f"{path}/{step}").status_code == 404
    assert client.post(f"{path}/{step}", data={"address": "x"}).status_code == 404


def test_a_wrong_check_character_is_said_and_every_word_stays(client, session, company):
    answer = send(client, company, uscc="91350100M000100Y44", address="天河区 1 号")
    assert answer.status_code == 422
    assert 'href="#f-uscc"' in answer.text
    assert "walk-wrong" in answer.text
    assert "天河区 1 号" in answer.text
    assert the_one(session).application.address == ""


def test_what_staff_changed_meanwhile_is_said_and_not_overwritten(
    client, session, settings, company
):
    page = client.get(company)
    one = the_one(session)
    editing.edit_contact(
        session, one, a_member(session), {"company_en": "Sample Equipment Ltd"},
        version=one.version, pass_key=settings.pass_key,
    )  # fmt: skip
    session.commit()
    sent = fill(page, {"company_en": "Sample", "address": "天河区", "uscc": "", "website": ""})
    answer = client.post(company, data=sent)
    assert answer.status_code == 409
    assert "Sample Equipment Ltd" in answer.text
    assert 'value="Sample"' in answer.text
    assert the_one(session).application.company_en == "Sample Equipment Ltd"
    (seen,) = re.findall(r'name="seen_edits" value="(\d+)"', answer.text)
    assert client.post(company, data=sent | {"seen_edits": seen}).status_code == 303
    assert the_one(session).application.company_en == "Sample"


def test_after_acceptance_details_may_still_come(client, session, company):
    the_one(session).status = "accepted"
    session.commit()
    assert send(client, company, address="天河区").status_code == 303


# Files with their form ------------------------------------------------------------


def test_a_licence_is_kept_outside_the_web_under_another_name(client, session, settings, documents):
    answer = send(client, documents, licence_file=a_picture("../../营业执照.jpg"))
    assert answer.status_code == 303
    row = session.scalars(select(Upload)).one()
    (stored,) = files_of(settings)
    assert stored.name == row.stored_name
    assert "营业执照" not in row.stored_name
    assert row.original_name == "营业执照.jpg"
    assert client.get(f"/uploads/{row.stored_name}").status_code == 404
    assert client.get(f"/static/{row.stored_name}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "licence.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "licence.svg"),
        (b"", "licence.jpg"),
        (b"GIF89a", "licence.jpg"),
        (b"\xff\xd8\xff" + b"\0" * 100, "licence.jpg"),
        (b"MZ", "licence.jpg\x00.exe"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(
    client, session, settings, documents, content, name
):
    answer = send(client, documents, licence_file=(io.BytesIO(content), name))
    assert answer.status_code == 422
    assert 'id="f-licence_file-error"' in answer.text
    assert files_of(settings) == []
    assert the_one(session).application.details_saved_at is None


def test_a_good_file_is_kept_beside_a_bad_one(client, session, settings, documents):
    answer = send(
        client, documents,
        licence_file=a_picture(), qualification_files=(io.BytesIO(b"no"), "page.jpg"),
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'id="f-qualification_files-error"' in answer.text
    assert [row.field for row in present(session)] == ["licence_file"]
    assert len(files_of(settings)) == 1
    assert 'name="remove_file"' in answer.text


def test_a_file_is_kept_although_another_field_is_wrong(client, session, path):
    send_back(session, uscc="请补填", licence_file="照片模糊")
    answer = send(client, path, uscc="1", licence_file=a_picture())
    assert answer.status_code == 422
    assert [row.original_name for row in present(session)] == ["licence.jpg"]
    # Now the code alone is enough.
    assert send(client, path, uscc="91350100M000100Y43").status_code == 303
    assert the_one(session).status == "submitted"


def test_a_ticked_file_is_taken_away(client, session, documents):
    send(client, documents, qualification_files=a_picture())
    (row,) = present(session)
    assert send(client, documents, remove_file=str(row.id)).status_code == 303
    assert present(session) == []


def test_a_ticked_file_makes_room_for_the_next(client, session, documents):
    for at in range(5):
        send(client, documents, qualification_files=a_picture(f"{at}.jpg", (60 + at, 40)))
    first = present(session)[0]
    more = a_picture("6.jpg", (99, 40))
    refused = send(client, documents, qualification_files=more)
    assert refused.status_code == 422
    more = a_picture("6.jpg", (99, 40))
    sent = {"remove_file": str(first.id), "qualification_files": more}
    assert send(client, documents, **sent).status_code == 303
    assert [row.original_name for row in present(session)][-1] == "6.jpg"


def test_no_file_is_taken_from_a_form_of_somebody_else(client, session, settings, documents):
    answer = client.post(documents, data={"csrf_token": "x", "licence_file": a_picture()})
    assert answer.status_code == 422
    assert files_of(settings) == []


def test_a_busy_database_keeps_the_words_and_no_file(client, session, settings, path, monkeypatch):
    send_back(session, address="请补填", licence_file="照片模糊")
    page = client.get(path)
    sent = {"csrf_token": csrf_token(page), "address": "天河区", "licence_file": a_picture()}
    with monkeypatch.context() as patch, locked(session.get_bind()):
        patch.setattr(database, "BUSY_TIMEOUT_MS", 50)
        session.get_bind().dispose()
        answer = client.post(path, data=sent)
    assert answer.status_code == 503
    assert "天河区" in answer.text
    assert files_of(settings) == []


def test_a_full_disk_keeps_the_words_and_saves_nothing_by_half(
    client, session, settings, path, monkeypatch
):
    def full(*_args, **_more):
        raise OSError(errno.ENOSPC, "No space left on device")

    send_back(session, address="请补填", licence_file="照片模糊")
    monkeypatch.setattr("exhibition.adapters.file_store.FileStore.accept", full)
    answer = send(client, path, licence_file=a_picture(), address="天河区")
    assert answer.status_code == 503
    assert "天河区" in answer.text
    assert the_one(session).application.address == ""


# A correction ------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "stale"])
def test_a_stale_form_is_shown_again(client, session, company, token):
    answer = client.post(company, data={"csrf_token": token, "address": "天河区"})
    assert answer.status_code == 422
    assert "天河区" in answer.text
    assert the_one(session).application.address == ""


def test_what_was_sent_back_is_asked_alone_with_its_comment(client, session, path):
    send_back(session, contact_name="与名片不符")
    owner = client.get(path.removesuffix("/application")).text
    assert "与名片不符" in owner
    assert "联系人" in owner
    page = client.get(path).text
    assert "与名片不符" in page
    assert 'name="contact_name"' in page
    for other in ("uscc", "company_zh", "email"):
        assert f'name="{other}"' not in page


@pytest.mark.both_databases
def test_a_correction_goes_back_to_the_organizer_who_is_told(client, session):
    a_preset_show(session)
    path = f"{apply(client, SHOW).location}/application"
    send_back(session, contact_name="与名片不符")
    assert send(client, path, contact_name="王芳", email="x@evil.example").status_code == 303
    one = the_one(session)
    assert (one.status, one.name, one.email) == ("submitted", "王芳", "lina@example.com")
    told = select(OutboxMail.kind).where(OutboxMail.recipient == "gzcmzl@163.com")
    assert session.scalars(told).all() == ["staff_notice", "staff_notice"]


def test_what_staff_decided_meanwhile_is_not_undone(client, session, path):
    send_back(session, contact_name="与名片不符")
    token = csrf_token(client.get(path))
    one = the_one(session)
    one.status = "cancelled"
    session.commit()
    answer = client.post(path, data={"csrf_token": token, "contact_name": "王芳"})
    assert answer.status_code == 404
    assert the_one(session).name == "李娜"


def test_while_something_is_sent_back_only_that_is_asked(client, session, path, company):
    send_back(session, contact_name="与名片不符")
    answer = client.get(company)
    assert (answer.status_code, answer.location) == (302, path)


def test_a_step_that_was_open_when_something_was_sent_back_is_saved(client, session, company):
    token = csrf_token(client.get(company))
    send_back(session, contact_name="与名片不符")
    assert client.post(company, data={"csrf_token": token, "address": "天河区"}).status_code == 303
    one = the_one(session)
    assert (one.status, one.application.address) == ("needs_info", "天河区")


def test_a_correction_sent_twice_is_taken_once(client, session, path):
    send_back(session, contact_name="与名片不符")
    sent = fill(client.get(path), {"contact_name": "王芳"})
    first, again = client.post(path, data=sent), client.post(path, data=sent)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location


def test_a_correction_that_comes_too_late_is_shown_and_not_lost(client, session, path):
    send_back(session, contact_name="与名片不符")
    sent = fill(client.get(path), {"contact_name": "王芳"})
    the_one(session).status = "accepted"
    session.commit()
    answer = client.post(path, data=sent)
    assert answer.status_code == 409
    assert "王芳" in answer.text
    assert the_one(session).name == "李娜"


@pytest.mark.parametrize("status", ["withdrawn", "cancelled"])
@pytest.mark.parametrize("step", ["", "/company"])
def test_nothing_is_added_to_what_is_gone(client, session, path, status, step):
    the_one(session).status = status
    session.commit()
    assert client.get(path + step).status_code == 404
    assert client.post(path + step, data={"address": "x"}).status_code == 404


def test_a_visitor_has_no_such_page(client, session, settings, show):
    path = owner_path(settings, a_visitor_of(session, show, settings))
    for page in ("application", "application/company"):
        assert client.get(f"{path}/{page}").status_code == 404
        assert client.post(f"{path}/{page}").status_code == 404


def test_too_much_at_once_is_refused_before_it_is_read(client, settings, documents):
    more = {"CONTENT_LENGTH": str(20 * 1024 * 1024 + 1)}
    form = "multipart/form-data; boundary=x"
    assert (
        client.post(documents, data=b"", content_type=form, environ_overrides=more).status_code
        == 413
    )
    many = {"csrf_token": csrf_token(client.get(documents))} | {f"f{at}": "x" for at in range(300)}
    assert client.post(documents, data=many, content_type="multipart/form-data").status_code == 413
    assert files_of(settings) == []
