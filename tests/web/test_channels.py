"""渠道二维码 over HTTP: a name, a kind, a form, and a code that a phone reads."""

import re
import xml.etree.ElementTree as ElementTree
from datetime import date
from io import BytesIO
from urllib.parse import unquote

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exhibition.config import MailSettings, Settings
from exhibition.domain.status import Kind
from exhibition.models import Channel, ChannelScans, Role, Show
from exhibition.services import channels
from exhibition.services.channels import ChannelKind
from tests import cast, registrants
from tests.office_form import as_it_stands

CHANNELS = "/organizer/cell-gene-therapy/channels"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def owner(client: FlaskClient, session: Session, show: Show) -> FlaskClient:
    cast.signed_in(client, session)
    return client


def make(client: FlaskClient, **typed: str) -> TestResponse:
    sent = as_it_stands(client.get(CHANNELS), CHANNELS, **{"name": "七月文章", **typed})
    return client.post(CHANNELS, data=sent)


def a_channel(session: Session, show: Show, slug: str = "july", name: str = "七月文章") -> Channel:
    made = channels.make(
        session, show, name=name, kind=ChannelKind.ARTICLE, forms=[Kind.VISITOR], slug=slug
    )
    session.commit()
    return made[0]


def read(picture: TestResponse) -> str:
    """What a phone reads in a picture, also when WeChat has squeezed it."""
    assert picture.status_code == 200
    image = Image.open(BytesIO(picture.data)).convert("RGB")
    squeezed = BytesIO()
    image.resize((540, 540 * image.height // image.width)).save(squeezed, "JPEG", quality=40)
    found = zxingcpp.read_barcodes(Image.open(squeezed))
    assert len(found) == 1
    return found[0].text


def test_a_pair_is_made_in_one_step_and_leads_to_the_article_kit(
    owner: FlaskClient, session: Session
) -> None:
    answer = make(owner)
    pair = session.scalars(select(Channel).order_by(Channel.form)).all()
    assert [(one.name, one.form, one.kind) for one in pair] == [
        ("七月文章", "exhibitor", "article"),
        ("七月文章", "visitor", "article"),
    ]
    assert answer.status_code == 303
    assert answer.location == f"{CHANNELS}/{pair[0].slug}/kit"
    kit = owner.get(answer.location).text
    for one in pair:
        assert f"http://expo.example/q/{one.slug}" in kit
        assert f"/channels/{one.slug}/article.png" in kit


def test_the_pictures_of_an_article_are_large_and_each_holds_its_own_address(
    owner: FlaskClient, session: Session
) -> None:
    make(owner)
    for channel in session.scalars(select(Channel)):
        picture = owner.get(f"{CHANNELS}/{channel.slug}/article.png")
        image = Image.open(BytesIO(picture.data))
        assert image.width == 1080
        assert image.height >= 900
        assert read(picture) == f"http://expo.example/q/{channel.slug}"


def test_the_code_to_print_is_large_and_reads(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    picture = owner.get(f"{CHANNELS}/july/qr.png?download=1")
    assert Image.open(BytesIO(picture.data)).width >= 1000
    assert read(picture) == "http://expo.example/q/july"
    disposition = picture.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "七月文章_参观预登记_july_TEST.png" in unquote(disposition)
    assert picture.headers["Cache-Control"] == "no-store"


def test_a_name_cannot_leave_the_file_name(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show, name='../..\\x:"y"')
    disposition = owner.get(f"{CHANNELS}/july/qr.png?download=1").headers["Content-Disposition"]
    assert not re.search(r"[\\/:]", unquote(disposition).partition("filename=")[2].split(";")[0])


def words(drawing: TestResponse) -> str:
    return " ".join(ElementTree.fromstring(drawing.data).itertext())


def test_the_drawing_says_test_while_the_show_is_not_ready(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    drawing = owner.get(f"{CHANNELS}/july/qr.svg")
    assert drawing.mimetype == "image/svg+xml"
    assert "测试 / TEST" in words(drawing)
    assert "expo.example/q/july" in words(drawing)
    assert show.text("name").zh in words(drawing)


@pytest.mark.settings(
    base_url="https://expo.example.com", mail=MailSettings(server="mail.example.com")
)
def test_a_ready_show_prints_without_a_mark(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    show.samples, show.retention_until = [], date(2099, 12, 31)
    registrants.a_visitor(session, settings, show)
    a_channel(session, show)
    base = "https://expo.example.com"
    member = cast.a_member(session)
    page = client.get("/sign-in", base_url=base)
    client.post(
        "/sign-in",
        base_url=base,
        data={
            "email": member.email,
            "password": cast.PASSWORD,
            "csrf_token": cast.csrf_token(page),
        },
    )
    assert "TEST" not in words(client.get(f"{CHANNELS}/july/qr.svg", base_url=base))


def test_an_address_that_is_taken_is_said_beside_its_field(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show, "july")
    answer = make(owner, target="visitor", slug="July", name="另一篇")
    assert answer.status_code == 422
    assert "该地址已被使用" in answer.text
    assert 'value="另一篇"' in answer.text
    assert len(session.scalars(select(Channel)).all()) == 1


@pytest.mark.parametrize("slug", ["a", "a b", "-a", "a/b", "中文", "x" * 33])
def test_an_address_of_another_form_is_refused(owner: FlaskClient, slug: str) -> None:
    assert make(owner, target="visitor", slug=slug).status_code == 422


def test_a_code_without_a_name_is_not_made(owner: FlaskClient, session: Session) -> None:
    assert make(owner, name=" ").status_code == 422
    assert session.scalars(select(Channel)).all() == []


def test_the_printed_code_opens_what_it_points_to_now(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    cast.a_show(session, "cgt-2028")
    assert owner.get("/q/july").location == "/cell-gene-therapy/visitor?ch=july"
    where = f"{CHANNELS}/july/target"
    sent = as_it_stands(owner.get(f"{CHANNELS}/july"), where, show="cgt-2028", target="exhibitor")
    answer = owner.post(where, data=sent)
    assert answer.location == "/organizer/cgt-2028/channels/july"
    assert owner.get("/q/july").location == "/cgt-2028/exhibitor?ch=july"
    history = owner.get(answer.location).text
    assert history.count('<li><span class="figures muted">') == 2


def test_a_scan_is_counted_on_the_page(owner: FlaskClient, session: Session, show: Show) -> None:
    a_channel(session, show)
    for _ in range(3):
        owner.get("/q/july")
    assert session.scalars(select(ChannelScans.scans)).one() == 3
    session.rollback()
    assert '<b class="figures">3</b>' in owner.get(f"{CHANNELS}/july").text


def test_a_channel_gets_another_name(owner: FlaskClient, session: Session, show: Show) -> None:
    a_channel(session, show)
    where = f"{CHANNELS}/july"
    sent = as_it_stands(owner.get(where), where, name="八月文章", kind="menu")
    assert owner.post(where, data=sent).status_code == 303
    page = owner.get(where).text
    assert "八月文章" in page
    assert "公众号菜单" in page


def test_what_somebody_calls_a_channel_is_shown_as_text(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show, name='<script>x</script>"><img src=x>')
    for page in (CHANNELS, f"{CHANNELS}/july", f"{CHANNELS}/july/kit"):
        assert "<script>x" not in owner.get(page).text
        assert "<img src=x" not in owner.get(page).text
        assert "&lt;script&gt;x" in owner.get(page).text


def test_a_channel_of_another_show_is_not_found(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    other = cast.a_show(session, "other")
    a_channel(session, other, "canary", name="CANARY")
    assert "CANARY" not in owner.get(CHANNELS).text
    for page in ("", "/kit", "/qr.png", "/qr.svg", "/article.png"):
        assert owner.get(f"{CHANNELS}/canary{page}").status_code == 404
    token = cast.csrf_token(owner.get(CHANNELS))
    for page in ("", "/target"):
        answer = owner.post(f"{CHANNELS}/canary{page}", data={"csrf_token": token})
        assert answer.status_code == 404


def test_a_viewer_sees_the_codes_and_changes_none(
    client: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    cast.signed_in(client, session, Role.VIEWER)
    for page in ("", "/july", "/july/kit"):
        shown = client.get(f"{CHANNELS}{page}")
        assert shown.status_code == 200
        assert "生成二维码" not in shown.text
        assert "改为指向" not in shown.text
    token = cast.csrf_token(client.get(CHANNELS))
    for page in ("", "/july", "/july/target"):
        answer = client.post(f"{CHANNELS}{page}", data={"csrf_token": token, "name": "x"})
        assert answer.status_code == 403


def test_nothing_is_made_without_a_token(owner: FlaskClient, session: Session) -> None:
    answer = owner.post(CHANNELS, data={"name": "x", "kind": "poster", "target": "visitor"})
    assert answer.status_code == 400
    assert session.scalars(select(Channel)).all() == []


def test_the_words_to_copy_hold_the_number_bare(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    kit = owner.get(f"{CHANNELS}/july/kit").text
    assert "参展咨询：13527666116" in kit
    assert "参观登记请长按或扫描下方二维码填写信息！" in kit
    assert "To visit, press and hold or scan the QR code below." in kit


def test_a_page_with_a_code_says_that_it_works_in_one_network(
    owner: FlaskClient, session: Session, show: Show
) -> None:
    a_channel(session, show)
    for page in ("", "/july", "/july/kit"):
        assert "仅在本网络内有效" in owner.get(f"{CHANNELS}{page}").text
