"""The columns of a list: chosen, ordered, kept for the person."""

import re

import pytest

from exhibition.domain.status import Kind
from exhibition.models import ListColumns, Role
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


def headings(client, listing="visitors", query=""):
    """The headings of a list, from left to right."""
    head = client.get(f"{OFFICE}/{listing}{query}").text.partition("<thead>")[2]
    cells = re.findall(r"<th [^>]*>(.*?)</th>", head.partition("</thead>")[0], re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]
    return [word for word in words if word]


def choose(client, listing, *columns, **more):
    """Sends the form of the columns."""
    token = csrf_token(client.get(f"{OFFICE}/{listing}/columns"))
    body = {"columns": list(columns), "csrf_token": token, **more}
    return client.post(f"{OFFICE}/{listing}/columns", data=body)


def test_chosen_columns_stand_in_their_order_everywhere(client, session, settings, show):
    a_visitor(session, settings, show)
    member = signed_in(client, session, Role.VIEWER)
    usual = headings(client)
    answer = choose(client, "visitors", "name", "reference", "company", q="陈", place="44")
    assert (answer.status_code, answer.location) == (
        303,
        f"{OFFICE}/visitors?q=%E9%99%88&place=44",
    )
    assert headings(client) == ["姓名", "受理编号", "单位"]
    session.expire_all()
    assert session.get(ListColumns, (member.id, Kind.VISITOR)).columns[1] == "reference"
    choose(client, "visitors", columns_reset="1")
    assert headings(client) == usual


def test_a_column_moves_without_a_script(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    answer = choose(
        client, "visitors", "name", "company", "city-of-gold", columns_move="company:up"
    )
    assert answer.location == f"{OFFICE}/visitors/columns#column-company"
    assert headings(client) == ["单位", "姓名"]
    choose(client, "visitors", "company", "name", columns_move="company:up")
    assert headings(client) == ["单位", "姓名"]


def test_what_a_row_is_named_after_cannot_be_left_out(client, session, settings, show):
    an_exhibitor(session, settings, show)
    signed_in(client, session)
    choose(client, "exhibitors", "email")
    assert headings(client, "exhibitors") == ["公司", "邮箱"]


@pytest.mark.parametrize("listing", ["visitors", "exhibitors"])
def test_every_field_and_question_can_be_a_column(client, session, settings, show, listing):
    a_visitor(session, settings, show)
    an_exhibitor(session, settings, show, remark="请联系 13911112222")
    signed_in(client, session, Role.VIEWER)
    page = client.get(f"{OFFICE}/{listing}/columns").text
    every = re.findall(r'name="columns" value="([^"]+)"', page)
    assert f"answer:{'interests' if listing == 'visitors' else 'exhibit_categories'}" in every
    choose(client, listing, *every)
    assert len(headings(client, listing)) == len(every)
    text = client.get(f"{OFFICE}/{listing}").text
    # More columns show a viewer no more of a number.
    for number in ("13800138000", "13900139000", "13911112222"):
        assert number not in text.replace(" ", "")


def test_columns_are_one_persons_own(client, app, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    choose(client, "visitors", "name")
    other = app.test_client()
    signed_in(other, session, Role.MANAGER)
    assert len(headings(other)) > 5
