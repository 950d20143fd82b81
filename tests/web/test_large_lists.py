"""A list of which only the first hits are counted says so, and acts on nothing uncounted."""

import re

import pytest

from exhibition.models import Role
from exhibition.queries import list_counts
from tests.cast import signed_in
from tests.registrants import a_visitor, the_first_show

LIST = "/organizer/cell-gene-therapy/visitors"


@pytest.fixture
def people(session, settings, monkeypatch):
    """Five people of one province; pages of two, and three hits are enough."""
    for name, value in {"FEW": 1, "ENOUGH": 3, "LARGE": 4}.items():
        monkeypatch.setattr(list_counts, name, value)
    for module in ("list_counts", "registrations"):
        monkeypatch.setattr(f"exhibition.queries.{module}.PAGE_SIZE", 2)
    monkeypatch.setattr("exhibition.web.organizer.list_view.PAGE_SIZE", 2)
    show = the_first_show(session)
    for at in range(5):
        a_visitor(session, settings, show, name=f"陈{at}", mobile=f"+861380013800{at}")


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_a_number_nobody_counted_is_never_said(client, session, people):
    signed_in(client, session, Role.OWNER)
    page = client.get(f"{LIST}?place=44&lang=en")
    assert "At least 4 rows Count them all" in words(page)
    assert "All rows, exactly this list" in words(page)
    # All of it can be chosen once it is counted.
    assert re.search(r'name="all"[^>]* disabled', page.text)
    assert "Page 1" in words(page)
    assert "Page 1 of" not in words(page)
    address = re.search(r'href="([^"]+count=all)"', page.text)[1].replace("&amp;", "&")
    counted = client.get(address)
    assert "5 rows" in words(counted)
    assert "Page 1 of 3" in words(counted)
    assert not re.search(r'name="all"[^>]* disabled', counted.text)


def test_its_pages_go_on_to_the_last_and_not_beyond(client, session, people):
    signed_in(client, session, Role.OWNER)
    third = client.get(f"{LIST}?place=44&page=3&lang=en")
    assert "陈0" in third.text
    assert 'rel="next"' not in third.text
    beyond = client.get(f"{LIST}?place=44&page=9&lang=zh")
    assert "陈0" in beyond.text
    assert "第 3 页，共 3 页" in words(beyond)
