"""Rows of a list chosen together, and the place of a record in the list it was opened from."""

import csv
import io
import re

import pytest

from exhibition.models import Role
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def people(session, settings):
    """Three visitors of one show, the oldest first."""
    show = the_first_show(session)
    return [
        a_visitor(session, settings, show, name=name, mobile=f"+861380013800{at}", company=f"{at}")
        for at, name in enumerate(("甲", "乙", "丙"))
    ]


def exported(client, **fields):
    """The names in the file that the form of a list asks for."""
    token = csrf_token(client.get(f"{OFFICE}/visitors"))
    body = {"csrf_token": token, "format": "csv", "header": "keys", "ref": "", **fields}
    answer = client.post(f"{OFFICE}/visitors/export", data=body)
    assert answer.status_code == 200
    rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    return [row["name"] for row in rows]


def test_only_the_ticked_rows_are_exported(client, session, people):
    signed_in(client, session)
    ticks = [people[0].reference, people[2].reference]
    assert exported(client, ref=["", *ticks]) == ["丙", "甲"]
    assert exported(client, all="1", but=ticks[0]) == ["丙", "乙"]
    assert exported(client, ref=["", "=1+1", ticks[0]], q="丙") == []
    assert exported(client) == []


def test_whoever_can_do_nothing_with_many_has_nothing_to_tick(client, session, people):
    signed_in(client, session, Role.VIEWER)
    assert 'name="ref" value="V-' not in client.get(f"{OFFICE}/visitors").text


@pytest.mark.parametrize(
    ("query", "earlier", "later"),
    [
        ("", 2, 0),
        ("?sort=submitted", 0, 2),
        ("?sort=company", 0, 2),
        ("?sort=-company", 2, 0),
        ("?sort=status", 2, 0),
        ("?sort=id;select+1&interests=other-shows", 2, 0),
    ],
)
def test_a_record_leads_back_to_its_list_and_to_its_neighbours(
    client, session, people, query, earlier, later
):
    signed_in(client, session)
    page = client.get(f"{OFFICE}/visitors/{people[1].reference}{query}").text
    kept = query if "id;" not in query else ""
    assert f'href="{OFFICE}/visitors{kept}"' in page
    found = dict(re.findall(r'rel="(prev|next)" href="([^"]+)"', page))
    assert found == {
        "prev": f"{OFFICE}/visitors/{people[earlier].reference}{kept}",
        "next": f"{OFFICE}/visitors/{people[later].reference}{kept}",
    }


def test_a_filter_goes_along_with_a_record(client, session, people):
    signed_in(client, session)
    listed = client.get(f"{OFFICE}/visitors?q=乙").text
    address = f"{OFFICE}/visitors/{people[1].reference}?q=%E4%B9%99"
    assert address in listed
    page = client.get(address).text
    assert f'href="{OFFICE}/visitors?q=%E4%B9%99"' in page
    assert "rel=" not in page.partition('class="record-head"')[0].partition("<main")[2]
