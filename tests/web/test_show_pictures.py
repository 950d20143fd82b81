"""Logo and picture of a show: uploaded, shown, replaced, taken away."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exhibition.config import Settings
from exhibition.database import db
from exhibition.models import AuditEntry, Role, Show, ShowPicture
from tests import cast, registrants

SHOW = "cell-gene-therapy"
PAGE = f"/organizer/{SHOW}/settings/pictures"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def manager(client: FlaskClient, session: Session, show: Show) -> FlaskClient:
    cast.signed_in(client, session, Role.MANAGER)
    return client


def drawing(size: tuple[int, int] = (1600, 1200), colour: str = "teal") -> bytes:
    buffer = BytesIO()
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x010E] = "where it was taken"
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def upload(
    client: FlaskClient, slot: str, content: bytes, name: str = "photo.jpg", **changes: Any
) -> TestResponse:
    token = cast.csrf_token(client.get(PAGE))
    data = {"csrf_token": token, "file": (BytesIO(content), name)} | changes
    return client.post(f"{PAGE}/{slot}", data=data)


def on_the_first_page(client: FlaskClient) -> list[str]:
    page = client.get(f"/{SHOW}/").text
    return re.findall(rf'src="(/{SHOW}/(?:logo|picture)/[^"]+)"', page)


def files(settings: Settings) -> set[str]:
    folder = settings.uploads
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_both_stand_on_the_first_page_with_their_sizes(manager: FlaskClient) -> None:
    assert upload(manager, "logo", drawing((900, 300))).status_code == 303
    assert upload(manager, "picture", drawing()).status_code == 303
    page = manager.get(f"/{SHOW}/").text
    assert re.search(r'class="site-logo" src="[^"]+" width="900" height="300"', page)
    assert re.search(r'/picture/[^"]+" width="1600" height="900" alt="广州', page)
    assert len(on_the_first_page(manager)) == 2


def test_the_picture_is_sent_for_good_and_without_what_the_camera_wrote(
    manager: FlaskClient,
) -> None:
    upload(manager, "picture", drawing())
    [address] = on_the_first_page(manager)
    answer = manager.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"taken" not in answer.data
    assert Image.open(BytesIO(answer.data)).size == (1600, 900)


def test_an_address_names_one_content(manager: FlaskClient, settings: Settings) -> None:
    upload(manager, "picture", drawing())
    [old] = on_the_first_page(manager)
    kept = files(settings)
    upload(manager, "picture", drawing(colour="navy"))
    [new] = on_the_first_page(manager)
    assert old != new
    assert manager.get(old).status_code == 404
    assert len(files(settings)) == 1
    assert not kept & files(settings)


def test_taking_it_away_asks_first_and_leaves_no_file(
    manager: FlaskClient, session: Session, settings: Settings
) -> None:
    upload(manager, "logo", drawing((900, 300)))
    asked = manager.get(f"{PAGE}/logo/remove")
    assert "移除：主办方标志" in asked.text
    answer = manager.post(
        f"{PAGE}/logo/remove", data={"csrf_token": cast.csrf_token(asked)}, follow_redirects=True
    )
    assert "已移除。" in answer.text
    assert on_the_first_page(manager) == []
    assert files(settings) == set()
    assert manager.get(f"{PAGE}/logo/remove").status_code == 404
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["show.picture", "show.picture_remove"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (drawing((790, 600)), "photo.jpg", "图片宽度不足 800 像素"),
        (b"%PDF-1.7 ...", "photo.pdf", "无法打开"),
        (b"GIF89a", "photo.gif", "只支持 JPG、PNG 或 WebP"),
        (b"no picture at all", "photo.jpg", "只支持 JPG、PNG 或 WebP"),
        (b"\0\0\0\x18ftypheic", "photo.jpg", "HEIC"),
        (b"", "", "请先选择文件"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field(
    manager: FlaskClient, session: Session, content: bytes, name: str, sentence: str
) -> None:
    answer = upload(manager, "picture", content, name)
    assert answer.status_code == 422
    assert sentence in re.findall(r'id="picture-error">.*?<span>([^<]+)', answer.text)[0]
    assert session.scalars(select(ShowPicture)).all() == []


def test_a_small_picture_is_taken_and_its_weakness_said(manager: FlaskClient) -> None:
    upload(manager, "picture", drawing((1080, 720)))
    assert "图片宽度只有 1080 像素" in manager.get(PAGE).text


def test_a_page_that_was_open_for_long_is_no_dead_end(manager: FlaskClient) -> None:
    answer = upload(manager, "logo", drawing(), csrf_token="old")
    assert answer.status_code == 422
    assert "页面停留时间过长" in answer.text or "请检查后重新提交" in answer.text


def test_a_viewer_changes_nothing(client: FlaskClient, session: Session, show: Show) -> None:
    cast.signed_in(client, session, Role.VIEWER)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}/logo", data={}).status_code == 403


@pytest.mark.parametrize("rest", ["0000000000000000.jpg", "x.png", "..%2f..%2fpass.key"])
def test_an_invented_address_leads_nowhere(manager: FlaskClient, rest: str) -> None:
    upload(manager, "picture", drawing())
    assert manager.get(f"/{SHOW}/picture/{rest}").status_code == 404


def test_a_lost_file_is_a_missing_picture_and_no_broken_page(
    manager: FlaskClient, settings: Settings
) -> None:
    upload(manager, "picture", drawing())
    for path in settings.uploads.iterdir():
        path.unlink()
    [address] = on_the_first_page(manager)
    assert manager.get(address).status_code == 404


@contextmanager
def answer_lost(engine: Engine) -> Iterator[None]:
    """The row of a picture is committed, but the connection breaks before that is said."""

    def breaks(connection: Connection) -> None:
        connection.connection.commit()
        raise OperationalError("COMMIT", {}, Exception("server closed the connection"))

    def arm(_mapper: object, _connection: object, _row: object) -> None:
        event.listen(engine, "commit", breaks)

    event.listen(ShowPicture, "after_insert", arm)
    try:
        yield
    finally:
        event.remove(ShowPicture, "after_insert", arm)
        event.remove(engine, "commit", breaks)


def test_no_row_stands_without_its_file_when_the_commit_breaks_off(
    app: Flask, manager: FlaskClient, session: Session, settings: Settings
) -> None:
    with app.app_context():
        engine = db.engine
    with answer_lost(engine):
        assert upload(manager, "picture", drawing()).status_code == 503
    [kept] = session.scalars(select(ShowPicture.stored_name)).all()
    assert {kept, f".{kept}.trial"} == files(settings), (
        "the next start looks whether its row stands"
    )


def test_a_file_is_on_trial_until_its_row_stands(manager: FlaskClient, settings: Settings) -> None:
    seen: list[set[str]] = []

    def look(_mapper: object, _connection: object, row: ShowPicture) -> None:
        seen.append({f".{row.stored_name}.trial"} & files(settings))

    event.listen(ShowPicture, "after_insert", look)
    try:
        upload(manager, "picture", drawing())
    finally:
        event.remove(ShowPicture, "after_insert", look)
    assert [len(marks) for marks in seen] == [1]
    assert len(files(settings)) == 1


def test_a_picture_of_a_lost_folder_can_be_taken_away(
    manager: FlaskClient, settings: Settings, session: Session
) -> None:
    upload(manager, "logo", drawing((300, 100)))
    for path in settings.uploads.iterdir():
        path.unlink()
    settings.uploads.rmdir()
    token = cast.csrf_token(manager.get(PAGE))
    assert manager.post(f"{PAGE}/logo/remove", data={"csrf_token": token}).status_code == 303
    assert session.scalars(select(ShowPicture)).all() == []
