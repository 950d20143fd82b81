"""Files sent one by one as they are chosen: stored at once, once, and only for their owner."""

import io
import struct
import time
import zlib
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from exhibition import database
from exhibition.domain.clock import now
from exhibition.models import Upload
from exhibition.services.uploads import UNDO
from tests.adapters.test_file_store import EMPTY_PDF, PDF, png_of
from tests.cast import csrf_token
from tests.locks import locked
from tests.sign_up import a_preset_show, apply, the_one
from tests.web.test_application import a_picture, files_of, present, send_back

SHOW = "cell-gene-therapy"


@pytest.fixture
def path(client, session):
    """The owner page of 李娜, who has just applied."""
    a_preset_show(session)
    return apply(client, SHOW).location


def send(client, path, field="licence_file", file=None, token=None):
    token = token or csrf_token(client.get(f"{path}/application/documents"))
    sent = {"csrf_token": token, "file": file or a_picture()}
    answer = client.post(f"{path}/uploads/{field}", data=sent)
    # A large body lies in a temporary file of the test client.
    answer.request.environ["wsgi.input"].close()
    return answer


def act(client, path, upload_id, what):
    token = csrf_token(client.get(f"{path}/application/documents"))
    return client.post(f"{path}/uploads/{upload_id}/{what}", data={"csrf_token": token})


def named(name, content=PDF):
    return io.BytesIO(content), name


@pytest.mark.both_databases
def test_a_file_is_handed_in_and_stands_on_the_page(client, session, settings):
    a_preset_show(session)
    path = apply(client, SHOW).location
    answer = send(client, path, file=a_picture("营业执照.jpg"))
    assert answer.status_code == 200
    (row,) = present(session)
    assert f"{path}/uploads/{row.id}/preview" in answer.json["files"]
    assert "营业执照.jpg" in client.get(f"{path}/application/documents").text
    assert [file.name for file in files_of(settings)] == [row.stored_name]
    assert "已完成 1 步" in client.get(f"{path}/application").text


def test_the_same_bytes_sent_again_are_one_file(client, session, settings, path):
    for _ in range(3):
        assert send(client, path, "qualification_files", named("a.pdf")).status_code == 200
    assert len(session.scalars(select(Upload)).all()) == 1
    assert len(files_of(settings)) == 1


def test_a_new_licence_can_be_taken_back_for_the_old_one(client, session, path):
    send(client, path, file=a_picture("old.jpg", (60, 40)))
    answer = send(client, path, file=a_picture("new.jpg", (40, 60)))
    old, _new = session.scalars(select(Upload).order_by(Upload.id)).all()
    assert f"/uploads/{old.id}/restore" in answer.json["files"]
    assert act(client, path, old.id, "restore").status_code == 200
    assert [row.original_name for row in present(session)] == ["old.jpg"]


def test_a_removed_file_can_be_taken_back(client, session, settings, path):
    send(client, path)
    (row,) = present(session)
    answer = act(client, path, row.id, "remove")
    assert f"/uploads/{row.id}/restore" in answer.json["files"]
    assert present(session) == []
    assert len(files_of(settings)) == 1
    assert "/restore" not in client.get(f"{path}/application/documents").text
    act(client, path, row.id, "restore")
    assert [one.id for one in present(session)] == [row.id]


def test_the_bytes_of_what_was_removed_long_ago_go_with_the_next_file(
    client, session, settings, path
):
    send(client, path, "qualification_files", named("a.pdf"))
    (row,) = present(session)
    row.removed_at = now() - UNDO - timedelta(minutes=1)
    session.commit()
    send(client, path)
    assert [file.name for file in files_of(settings)] == [present(session)[0].stored_name]


def huge_jpeg(width=7300, height=5500):
    """A photo of 40.15 megapixels, in few bytes."""
    buffer = io.BytesIO()
    Image.new("L", (width, height), 128).save(buffer, "JPEG", quality=1)
    return buffer.getvalue()


def pixel_bomb():
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 10_000_000, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.jpg", "文件是空的"),
        (EMPTY_PDF, "a.pdf", "文件是空的"),
        (b"<html><script>alert(1)</script>", "licence.pdf", "只支持 JPG、PNG 或 PDF"),
        (b"GIF89a" + PDF, "a.gif", "只支持 JPG、PNG 或 PDF"),
        (b"GIF89a" + b"PK\x03\x04", "a.jpg", "只支持 JPG、PNG 或 PDF"),
        (PDF, "a.pdf\x00.html", "只支持 JPG、PNG 或 PDF"),
        (PDF, "..%2f..%2fetc%2fpasswd", "只支持 JPG、PNG 或 PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_1.HEIC", "兼容性最佳"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "IMG_1.jpg", "兼容性最佳"),
        (PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "a.pdf", "此 PDF 有密码或权限限制"),
        (PDF + b"\0" * (10 * 1024 * 1024), "a.pdf", "文件超过 10 MB"),
        (png_of(50_000, 50_000), "bomb.png", "图片尺寸过大"),
        (huge_jpeg(), "a.jpg", "图片尺寸过大"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_said_and_leaves_nothing(
    client, session, settings, path, content, name, sentence
):
    answer = send(client, path, file=named(name, content))
    assert answer.status_code == 422
    assert sentence in answer.json["sentence"]
    assert files_of(settings) == []
    assert present(session) == []


def test_a_bomb_is_refused_within_two_seconds(client, path):
    bomb, token = pixel_bomb(), csrf_token(client.get(f"{path}/application/documents"))
    started = time.process_time()
    assert send(client, path, file=named("a.png", bomb), token=token).status_code == 422
    assert time.process_time() - started < 2


def test_a_photo_of_forty_megapixels_is_kept_without_the_place(client, session, settings, path):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (23.0, 7.0, 45.0)
    buffer = io.BytesIO()
    Image.new("L", (7290, 5480), 128).save(buffer, "JPEG", quality=1, exif=exif)
    assert send(client, path, file=named("IMG_40MP.jpg", buffer.getvalue())).status_code == 200
    with Image.open(files_of(settings)[0]) as kept:
        assert not kept.getexif()
        assert max(kept.size) <= 4096


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("名" * 300 + ".pdf", "名" * 116 + ".pdf"),
        ("licence\u202egpj.pdf", "licencegpj.pdf"),
        ("<script>&.pdf", "&lt;script&gt;&amp;.pdf"),
    ],
)
def test_a_name_with_tricks_is_shown_without_them(client, path, given, shown):
    assert send(client, path, file=named(given)).status_code == 200
    assert f"<bdi>{shown}</bdi>" in client.get(f"{path}/application/documents").text


def test_one_file_more_than_there_is_room_for_is_said(client, session, path):
    for at in range(5):
        send(client, path, "qualification_files", a_picture(f"{at}.jpg", (60 + at, 40)))
    answer = send(client, path, "qualification_files", a_picture("6.jpg", (99, 40)))
    assert (answer.status_code, answer.json["sentence"]) == (422, "最多 5 个文件")


@pytest.mark.parametrize("token", ["stale", "x.y.z"])
def test_a_stale_token_is_answered_with_a_fresh_one(client, session, settings, path, token):
    answer = send(client, path, token=token)
    assert answer.status_code == 403
    assert files_of(settings) == []
    assert send(client, path, token=answer.json["csrf_token"]).status_code == 200


def test_the_owner_downloads_the_file_and_it_can_do_nothing(client, session, path):
    send(client, path, "qualification_files", named("证书.pdf"))
    (row,) = present(session)
    answer = client.get(f"{path}/uploads/{row.id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"{path}/uploads/{row.id}/preview").status_code == 404


def test_a_picture_is_shown_small(client, session, path):
    send(client, path, file=a_picture(size=(2000, 1000)))
    (row,) = present(session)
    answer = client.get(f"{path}/uploads/{row.id}/preview")
    with Image.open(io.BytesIO(answer.data)) as small:
        assert (small.format, small.size) == ("JPEG", (480, 240))
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_reaches_the_file_of_somebody_else(client, session, path):
    send(client, path)
    (row,) = present(session)
    other = apply(client, SHOW, contact_name="王芳", mobile="13900139000").location
    for rest in ("", "/preview"):
        assert client.get(f"{other}/uploads/{row.id}{rest}").status_code == 404
    for what in ("remove", "restore"):
        assert act(client, other, row.id, what).status_code == 404
    assert client.get(f"{path}/uploads/987654").status_code == 404
    assert client.get(f"{path}/uploads/99999999999999999999").status_code == 404


@pytest.mark.parametrize("field", ["payment_slip_file", "company_zh", "7", "x" * 300])
def test_only_fields_that_take_files_are_there(client, settings, path, field):
    assert send(client, path, field).status_code == 404
    assert files_of(settings) == []


def test_while_something_is_sent_back_only_its_fields_take_files(client, session, path):
    token = csrf_token(client.get(f"{path}/application/documents"))
    send_back(session, licence_file="照片模糊")
    assert send(client, path, token=token).status_code == 200
    assert send(client, path, "qualification_files", token=token).status_code == 404
    # What came since is enough: the correction needs no second file.
    token = csrf_token(client.get(f"{path}/application"))
    assert client.post(f"{path}/application", data={"csrf_token": token}).status_code == 303
    assert the_one(session).status == "submitted"


def test_what_is_gone_takes_no_file(client, session, settings, path):
    token = csrf_token(client.get(f"{path}/application/documents"))
    the_one(session).status = "withdrawn"
    session.commit()
    assert send(client, path, token=token).status_code == 404
    assert files_of(settings) == []


def test_a_busy_database_leaves_no_file(client, session, settings, path, monkeypatch):
    token = csrf_token(client.get(f"{path}/application/documents"))
    with monkeypatch.context() as patch, locked(session.get_bind()):
        patch.setattr(database, "BUSY_TIMEOUT_MS", 50)
        session.get_bind().dispose()
        assert send(client, path, token=token).status_code == 503
    assert files_of(settings) == []


def test_a_request_without_a_file_is_said(client, path):
    token = csrf_token(client.get(f"{path}/application/documents"))
    answer = client.post(f"{path}/uploads/licence_file", data={"csrf_token": token})
    assert answer.status_code == 422
