"""概览: small numbers, each equal to the list behind it."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.domain.status import Kind
from exhibition.models import Channel, OutboxMail, OutboxState, Registration, Role, Show
from exhibition.services import channels
from exhibition.services.channels import ChannelKind
from tests import cast, registrants

PAGE = "/organizer/cell-gene-therapy/"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


def figures(page: str, kind: str) -> list[int]:
    panel = page.partition(f'id="kind-{kind}"')[2].partition("</section>")[0]
    return [
        int(number.replace(",", ""))
        for number in re.findall(r'<b class="figures">([\d,]+)</b>', panel)
    ]


def a_channel(session: Session, show: Show, name: str, slug: str) -> Channel:
    made = channels.make(
        session, show, name=name, kind=ChannelKind.POSTER, forms=[Kind.VISITOR], slug=slug
    )
    session.commit()
    return made[0]


def test_people_are_counted_as_the_lists_count_them(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    registrants.a_visitor(session, settings, show)
    test = registrants.a_visitor(session, settings, show, mobile="+8613800138001")
    gone = registrants.a_visitor(session, settings, show, mobile="+8613800138002")
    registrants.an_exhibitor(session, settings, show)
    session.execute(update(Registration).where(Registration.id == test.id).values(is_test=True))
    session.execute(
        update(Registration).where(Registration.id == gone.id).values(status="withdrawn")
    )
    session.commit()
    cast.signed_in(client, session)
    page = client.get(PAGE).text
    assert figures(page, "visitor") == [1, 1]
    assert figures(page, "exhibitor") == [1, 1, 1]


def test_channels_stand_there_with_what_they_brought(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    a_channel(session, show, "东门海报", "east")
    registrants.a_visitor(session, settings, show, channel="east")
    registrants.a_visitor(session, settings, show, mobile="+8613800138001")
    registrants.a_visitor(session, settings, show, channel="east", mobile="+8613800138002")
    cast.signed_in(client, session)
    table = client.get(PAGE).text.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r'figures">(\d+)<', row) for row in table.split("</tr>")[:-1]]
    assert rows == [["2", "0"], ["1", "0"]]
    assert table.index("东门海报") < table.index("未经二维码")


def test_mails_that_failed_or_wait_are_pointed_out(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    cast.signed_in(client, session)
    assert "发送失败" not in client.get(PAGE).text
    registrants.a_visitor(session, settings, show)
    session.execute(update(OutboxMail).values(state=OutboxState.FAILED))
    session.commit()
    page = client.get(PAGE).text
    assert "1 封邮件发送失败" in page
    assert f"{PAGE}outbox?state=failed" in page


def test_nothing_of_another_show_is_counted_or_named(
    client: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    other = cast.a_show(session, "other")
    a_channel(session, other, "CANARY", "canary")
    registrants.a_visitor(session, settings, other, channel="canary", name="CANARY")
    cast.signed_in(client, session)
    page = client.get(PAGE).text
    assert "CANARY" not in page
    assert figures(page, "visitor") == [0, 0]


def test_an_empty_show_says_what_to_do_first(
    client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session)
    page = client.get(PAGE).text
    assert "还没有登记。把二维码放进第一篇文章" in page
    assert 'href="/organizer/cell-gene-therapy/publish"' in page
    assert 'href="/cell-gene-therapy/visitor?preview=1"' in page


def test_a_viewer_sees_the_numbers_and_no_link_to_what_is_closed_to_them(
    client: FlaskClient, session: Session, show: Show
) -> None:
    cast.signed_in(client, session, Role.VIEWER)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "/organizer/cell-gene-therapy/settings" not in page.text
