"""Views of a list under a name: saved, opened, shared, deleted and brought back."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from exhibition.models import AuditEntry, Role, SavedView
from exhibition.presets import FIRST_SHOW, read_preset
from exhibition.services import shows
from tests.cast import csrf_token, signed_in
from tests.registrants import a_visitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"
LIST = f"{OFFICE}/visitors"


@pytest.fixture
def show(session):
    return the_first_show(session)


def save(client, name, query="", **more):
    """Sends the form that saves the list of this query."""
    page = client.get(f"{LIST}/views{query}")
    form = page.text.partition("view-new")[2].partition("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(f"{LIST}/views", data={**hidden, "name": name, **more})


def press(client, view, button, **more):
    """Presses one of the buttons of a view."""
    body = {"csrf_token": csrf_token(client.get(f"{LIST}/views")), "version": view.version, **more}
    return client.post(f"{LIST}/views/{view.id}/{button}", data=body)


def the_view(session):
    session.expire_all()
    return session.scalars(select(SavedView)).one()


@pytest.mark.both_databases
def test_a_view_opens_at_its_full_address(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    answer = save(client, "广东 🎉", "?place=44&sort=company&columns=name,company")
    assert answer.status_code == 303
    assert answer.location == f"{LIST}?place=44&sort=company&columns=name%2Ccompany"
    found = client.get(answer.location).text
    assert re.search(r'aria-current="page"><bdi>广东 🎉</bdi>', found)
    assert "<bdi>陈晓雯</bdi>" in found
    assert "138****8000" not in found
    view = the_view(session)
    assert client.get(f"{LIST}?view={view.id}").location == answer.location
    # The columns go along wherever one goes in the list, and into a record and back.
    assert f"{LIST}?sort=company&amp;columns=name%2Ccompany" in found
    assert "place=44&amp;sort=company&amp;columns=name%2Ccompany" in found.partition("<tbody>")[2]


def test_a_view_of_ones_own_is_nobody_elses(client, app, session, show):
    signed_in(client, session, Role.VIEWER)
    save(client, "私", shared="y")
    view = the_view(session)
    # Whoever may not share keeps it to themselves, whatever the form says.
    assert not view.is_shared
    other = app.test_client()
    signed_in(other, session, Role.MANAGER)
    assert other.get(f"{LIST}?view={view.id}").status_code == 404
    assert press(other, view, "rename", name="x").status_code == 404
    assert client.get(f"{OFFICE}/exhibitors?view={view.id}").status_code == 404
    assert press(client, view, "share").status_code == 403


def test_staff_share_a_view_and_only_some_change_it(client, app, session, show):
    signed_in(client, session, Role.REVIEWER)
    save(client, "待审", "?status=pending", shared="y")
    view = the_view(session)
    reader, manager = app.test_client(), app.test_client()
    signed_in(reader, session, Role.VIEWER)
    signed_in(manager, session, Role.MANAGER)
    assert "<bdi>待审</bdi>" in reader.get(LIST).text
    assert press(reader, view, "delete").status_code == 403
    assert press(reader, view, "open-first").status_code == 303
    assert f"{LIST}?view={view.id}" in reader.get(OFFICE + "/").text
    assert press(manager, view, "rename", name="贵宾待审").status_code == 303
    # The first one comes with a page that is older than that.
    stale = press(client, view, "rename", name="我的待审", version="1")
    assert stale.status_code == 409
    assert "我的待审" in stale.text
    assert the_view(session).name == "贵宾待审"
    logged = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("view.%")).order_by(AuditEntry.id)
    )
    assert list(logged) == ["view.make", "view.change"]


def test_a_deleted_view_comes_back(client, session, show):
    signed_in(client, session)
    save(client, "一")
    view = the_view(session)
    press(client, view, "open-first")
    assert press(client, view, "delete").status_code == 303
    assert client.get(f"{LIST}?view={view.id}").status_code == 404
    assert f"{LIST}?view=" not in client.get(LIST).text
    assert press(client, view, "restore").status_code == 303
    assert f'href="{LIST}?view={view.id}"' in client.get(LIST).text
    press(client, view, "delete")
    save(client, "一")
    assert press(client, view, "restore").status_code == 409


NAMES = {"": 422, "长" * 200: 422, "a\u202eb": 422, "已有": 409, " 已　有": 409, "已有2": 303}


def test_a_name_that_cannot_be_is_said_beside_it(client, session, show):
    signed_in(client, session)
    save(client, "已有")
    for name, status in NAMES.items():
        answer = save(client, name, "?q=陈")
        assert answer.status_code == status, name
        if status != 303:
            assert 'aria-invalid="true"' in answer.text
            assert f'value="{name}"' in answer.text
            assert 'name="q" value="陈"' in answer.text


def test_a_view_of_another_show_is_not_found(client, session, show):
    other = shows.load_preset(session, replace(read_preset(FIRST_SHOW), slug="other"))
    session.commit()
    member = signed_in(client, session)
    view = SavedView(
        show_id=other.id,
        kind="visitor",
        staff_id=member.id,
        name="x",
        folded="x",
        is_shared=True,
        arguments=[],
        columns=[],
    )
    session.add(view)
    session.commit()
    for number in (view.id, 99, "x", "9" * 30, ""):
        assert client.get(f"{LIST}?view={number}").status_code == 404


def test_what_a_view_asks_for_and_is_gone_is_told(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    address = f"{LIST}?place=44&channel=gone&ghost=1&sort=nope&tag=weg&columns=name,answer:old"
    page = client.get(address).text
    told = page.partition('class="left-out"')[2].partition("</div>")[0]
    for words in ("渠道：gone", "ghost：1", "排序：nope", "标签：weg", "列：answer:old"):
        assert words in told
    assert "陈晓雯" in page
    assert "left-out" not in client.get(f"{LIST}?place=44&q=%20&test=0&page=1&lang=zh").text
