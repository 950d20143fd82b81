"""The first page of a show: what a link to it shows, its filing numbers, its contacts."""

import re
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from exhibition.models import Show
from tests.sign_up import a_preset_show

PAGE = "/cell-gene-therapy/"
DAYS = [
    {"date": f"2090-03-{day}", "opens": "09:00", "closes": "17:00"} for day in ("18", "19", "20")
]


@pytest.fixture
def show(session: Session) -> Show:
    return a_preset_show(session, days=DAYS)


def said(page: str) -> dict[str, str]:
    """What the head of a page tells a chat."""
    named = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)
    title = re.findall(r"<title>([^<]*)</title>", page)
    return {name: unescape(text) for name, text in named} | {"title": unescape(title[0])}


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        (
            "zh",
            "广州国际细胞与基因治疗产业展览会 · 观众登记与参展申请",
            "2090年3月18日至20日 · 广州",
        ),
        (
            "en",
            "Guangzhou International Cell & Gene Therapy Expo · Register to visit or exhibit",
            "18–20 March 2090 · Guangzhou",
        ),
    ],
)
def test_a_link_in_a_chat_says_what_when_and_where(
    client: FlaskClient, show: Show, language: str, title: str, description: str
) -> None:
    head = said(client.get(f"{PAGE}?lang={language}").text)
    assert head["title"] == head["og:title"] == title
    assert head["description"] == head["og:description"]
    assert head["description"].startswith(description)
    assert len(head["description"]) <= 120
    assert head["og:url"] == f"http://expo.example{PAGE}"


def test_a_show_without_a_picture_has_one_drawn(client: FlaskClient, show: Show) -> None:
    head = said(client.get(PAGE).text)
    assert head["og:image"].startswith(f"http://expo.example{PAGE}share.png?v=")
    answer = client.get(head["og:image"].removeprefix("http://expo.example"))
    assert answer.mimetype == "image/png"
    assert "Set-Cookie" not in answer.headers
    size = int(head["og:image:width"]), int(head["og:image:height"])
    assert Image.open(BytesIO(answer.data)).size == size


def test_over_it_invites_nobody(client: FlaskClient, session: Session, show: Show) -> None:
    show.days = [{"date": "2020-01-01", "opens": "09:00", "closes": "17:00"}]
    session.commit()
    assert said(client.get(PAGE).text)["title"] == "广州国际细胞与基因治疗产业展览会"


def test_the_filing_numbers_lead_to_their_registers(
    client: FlaskClient, session: Session, show: Show
) -> None:
    show.icp_no, show.gongan_no = "粤ICP备2025000000号-1", "粤公网安备44010602000001号"
    session.commit()
    page = client.get(PAGE).text
    assert 'href="https://beian.miit.gov.cn/" rel="noreferrer">粤ICP备2025000000号-1<' in page
    police = "https://beian.mps.gov.cn/#/query/webSearch?code=44010602000001"
    assert f'href="{police}" rel="noreferrer">粤公网安备44010602000001号<' in page


def test_contacts_can_be_called_written_to_and_copied(client: FlaskClient, show: Show) -> None:
    page = client.get(PAGE).text
    assert 'href="tel:+8613527666116"' in page
    assert 'href="mailto:gzcmzl@163.com"' in page
    assert re.findall(r'data-copy="([^"]+)"', page) == ["13527666116", "gzcmzl@163.com"]


def test_without_contacts_no_empty_row_is_left(
    client: FlaskClient, session: Session, show: Show
) -> None:
    show.contact_phone = show.contact_email = ""
    session.commit()
    page = client.get(PAGE).text
    assert 'class="rows"' not in page
    assert "tel:" not in page
