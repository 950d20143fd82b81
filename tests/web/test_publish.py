"""发布检查: every red line leads to the place where it is mended."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exhibition.config import MailSettings, Settings
from exhibition.models import Role, Show
from tests import cast, registrants

BASE = "https://expo.example.com"
PAGE = "/organizer/cell-gene-therapy/publish"
READY = pytest.mark.settings(base_url=BASE, mail=MailSettings(server="mail.example.com"))


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


def red(page: str) -> set[str]:
    return set(re.findall(r'class="check check-red" id="check-(\w+)"', page))


def test_a_new_installation_sees_what_is_missing(
    client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session)
    page = client.get(PAGE).text
    assert red(page) == {"address", "samples", "retention", "mail", "tried"}
    assert "http://expo.example" in page


def test_every_link_leads_to_something_that_is_there(
    client: FlaskClient, session: Session, show: Show
) -> None:
    show.contact_phone = show.contact_email = ""
    show.visitor_closes_at = show.created_at
    show.exhibitor_closes_at = show.created_at
    session.commit()
    cast.signed_in(client, session)
    links = re.findall(r'<li><a href="(/[^"]+)"', client.get(PAGE).text.partition("checks")[2])
    settings = client.get("/organizer/cell-gene-therapy/settings").text
    assert len(links) > 15
    for link in links:
        path, _, place = link.replace("&amp;", "&").partition("#")
        assert client.get(path).status_code == 200, link
        assert not place or f'id="{place}"' in settings, link


@READY
def test_a_show_with_everything_is_green(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    show.samples, show.retention_until = [], date(2099, 12, 31)
    registrants.a_visitor(session, settings, show)
    member = cast.a_member(session)
    token = cast.csrf_token(client.get("/sign-in", base_url=BASE))
    body = {"email": member.email, "password": cast.PASSWORD, "csrf_token": token}
    client.post("/sign-in", base_url=BASE, data=body)
    page = client.get(PAGE, base_url=BASE).text
    assert red(page) == set()
    assert "可以发布" in page


def test_a_show_that_is_over_leads_to_its_days(
    client: FlaskClient, session: Session, show: Show
) -> None:
    show.days = [{"date": "2020-03-18", "opens": "09:00", "closes": "17:00"}]
    cast.signed_in(client, session)
    line = client.get(PAGE).text.partition('id="check-windows"')[2].partition("check-tried")[0]
    assert "展会最后一天已过" in line
    assert re.findall(r'href="[^"]+#([\w-]+)"', line) == ["f-days"]


def test_a_trial_of_the_form_turns_its_line_green(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    cast.signed_in(client, session)
    assert "tried" in red(client.get(PAGE).text)
    registrants.a_visitor(session, settings, show)
    assert "tried" not in red(client.get(PAGE).text)


def test_a_viewer_may_look_and_is_sent_nowhere_closed(
    client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session, Role.VIEWER)
    page = client.get(PAGE)
    assert "展馆" in page.text
    assert "/settings" not in page.text
    # Without the right to preview, the trial would be a real registration.
    assert "preview=1" not in page.text
