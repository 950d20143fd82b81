"""An exhibitor's later tasks over HTTP: details, files, the correction of what was sent back."""

import errno
import io

import pytest
from PIL import Image
from sqlalchemy import select

from exhibition import database
from exhibition.models import OutboxMail, Upload
from exhibition.services import review
from tests.cast import a_member, csrf_token
from tests.details import a_visitor_of
from tests.locks import locked
from tests.sign_up import a_preset_show, apply, owner_path, the_one

SHOW = "cell-gene-therapy"


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def path(client, show):
    """The application page of 李娜, who has just applied."""
    return f"{apply(client, SHOW).location}/application"


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


@pytest.mark.both_databases
def test_details_are_saved_and_shown_again(client, session):
    a_preset_show(session)
    path = f"{apply(client, SHOW).location}/application"
    answer = send(client, path, uscc="91350100M000100Y43", address="天河区 1 号")
    assert answer.status_code == 303
    assert answer.location.endswith("?saved=1")
    assert "已保存" in client.get(answer.location).text
    assert 'value="91350100M000100Y43"' in client.get(path).text


def test_a_wrong_check_character_is_said_and_every_word_stays(client, session, path):
    answer = send(client, path, uscc="91350100M000100Y44", address="天河区 1 号")
    assert answer.status_code == 422
    assert 'href="#f-uscc"' in answer.text
    assert "天河区 1 号" in answer.text
    assert the_one(session).application.address == ""


def test_a_licence_is_kept_outside_the_web_under_another_name(client, session, settings, path):
    answer = send(client, path, licence_file=a_picture("../../营业执照.jpg"))
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
    client, session, settings, path, content, name
):
    answer = send(client, path, licence_file=(io.BytesIO(content), name), address="天河区")
    assert answer.status_code == 422
    assert "天河区" in answer.text
    assert files_of(settings) == []
    assert the_one(session).application.details_saved_at is None


def test_one_bad_file_keeps_the_good_ones_out_too(client, session, settings, path):
    answer = send(
        client, path,
        licence_file=a_picture(), qualification_files=(io.BytesIO(b"no"), "page.jpg"),
    )  # fmt: skip
    assert answer.status_code == 422
    assert files_of(settings) == []
    assert session.scalars(select(Upload)).all() == []


def test_a_busy_database_keeps_the_words_and_no_file(client, session, settings, path, monkeypatch):
    page = client.get(path)
    sent = {"csrf_token": csrf_token(page), "address": "天河区", "licence_file": a_picture()}
    with monkeypatch.context() as patch, locked(session.get_bind()):
        patch.setattr(database, "BUSY_TIMEOUT_MS", 50)
        session.get_bind().dispose()
        answer = client.post(path, data=sent)
    assert answer.status_code == 503
    assert "天河区" in answer.text
    assert files_of(settings) == []


def test_a_full_disk_is_said_and_nothing_is_half_saved(
    client, session, settings, path, monkeypatch
):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("exhibition.adapters.file_store.FileStore.accept", full)
    assert send(client, path, licence_file=a_picture(), address="天河区").status_code == 503
    assert the_one(session).application.address == ""


@pytest.mark.parametrize("token", ["", "stale"])
def test_a_stale_form_is_shown_again(client, session, path, token):
    answer = client.post(path, data={"csrf_token": token, "address": "天河区"})
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


@pytest.mark.parametrize("status", ["withdrawn", "cancelled"])
def test_nothing_is_added_to_what_is_gone(client, session, path, status):
    the_one(session).status = status
    session.commit()
    assert client.get(path).status_code == 404
    assert client.post(path, data={"address": "x"}).status_code == 404


def test_a_visitor_has_no_such_page(client, session, settings, show):
    path = owner_path(settings, a_visitor_of(session, show, settings))
    assert client.get(f"{path}/application").status_code == 404
    assert client.post(f"{path}/application").status_code == 404


def test_too_much_at_once_is_refused_before_it_is_read(client, settings, path):
    more = {"CONTENT_LENGTH": str(20 * 1024 * 1024 + 1)}
    form = "multipart/form-data; boundary=x"
    assert client.post(path, data=b"", content_type=form, environ_overrides=more).status_code == 413
    many = {"csrf_token": csrf_token(client.get(path))} | {f"f{at}": "x" for at in range(300)}
    assert client.post(path, data=many, content_type="multipart/form-data").status_code == 413
    assert files_of(settings) == []
