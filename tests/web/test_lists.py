"""The two lists of the back office."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event

from exhibition.database import db
from exhibition.domain.details import ConsentGiven
from exhibition.models import Channel, Role
from exhibition.presets import read_preset
from exhibition.services import consents, shows
from tests.cast import signed_in
from tests.registrants import a_visitor, an_exhibitor, the_first_show

OFFICE = "/organizer/cell-gene-therapy"


@pytest.fixture
def show(session):
    return the_first_show(session)


def text_of(page):
    """What stands on a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_back_office_opens_on_the_overview_of_the_open_show(client, session, show):
    signed_in(client, session, Role.VIEWER)
    answer = client.get("/organizer/")
    assert (answer.status_code, answer.location) == (302, f"{OFFICE}/")
    assert "广州国际细胞与基因治疗产业展览会" in client.get("/organizer/?shows=all").text


def test_an_empty_list_says_what_to_do(client, session, show):
    signed_in(client, session)
    page = client.get(f"{OFFICE}/visitors")
    assert "还没有登记。把二维码放进第一篇文章" in page.text
    assert f"{OFFICE}/channels" in page.text


def test_a_visitor_stands_in_the_list_with_a_masked_number(client, session, settings, show):
    visitor = a_visitor(session, settings, show)
    signed_in(client, session, Role.OWNER)
    page = client.get(f"{OFFICE}/visitors")
    assert "陈晓雯" in page.text
    assert "138****8000" in page.text
    assert "13800138000" not in page.text.replace(" ", "")
    assert f"{OFFICE}/visitors/{visitor.reference}" in page.text
    assert "共 1 条" in text_of(page)


@pytest.mark.parametrize(
    ("role", "number"),
    [(Role.OWNER, "139 0013 9000"), (Role.MANAGER, "139 0013 9000"), (Role.VIEWER, "139****9000")],
)
def test_an_exhibitors_number_is_whole_for_those_who_call(
    client, session, settings, show, role, number
):
    an_exhibitor(session, settings, show)
    signed_in(client, session, role)
    assert number in client.get(f"{OFFICE}/exhibitors").text


def test_what_is_hidden_is_said_with_the_way_to_it(client, session, settings, show):
    a_visitor(session, settings, show).is_test = True
    other = a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    other.status = "withdrawn"
    session.commit()
    signed_in(client, session)
    page = client.get(f"{OFFICE}/visitors")
    assert "共 0 条 另有 2 条未显示： 撤回 1 · 测试 1" in text_of(page)
    assert f"{OFFICE}/visitors?test=1" in page.text
    assert "陈晓雯" in client.get(f"{OFFICE}/visitors?test=1").text


@pytest.mark.parametrize(
    ("typed", "found"),
    [("13800138000", True), ("+8613800138000", True), ("8000", True), ("0138000", False),
     ("138001", False), ("38001", False)],
)  # fmt: skip
def test_a_viewer_cannot_spell_out_a_masked_number(client, session, settings, show, typed, found):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.VIEWER)
    page = client.get(f"{OFFICE}/visitors", query_string={"q": typed})
    assert ("陈晓雯" in page.text) is found


def test_a_manager_finds_any_part_of_a_number(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session, Role.MANAGER)
    assert "陈晓雯" in client.get(f"{OFFICE}/visitors?q=0138000").text


def test_a_search_without_a_match_leads_back(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = client.get(f"{OFFICE}/visitors?q=nobody")
    assert "没有符合条件的记录" in page.text
    assert "清除筛选" in page.text


def test_each_part_of_the_filter_can_be_taken_away(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = client.get(f"{OFFICE}/visitors?q=陈&place=44&sort=name")
    assert "搜索：陈" in text_of(page)
    assert "地区：广东省" in text_of(page)
    assert f'href="{OFFICE}/visitors?q=%E9%99%88&amp;sort=name"' in page.text
    assert 'aria-sort="ascending"' in page.text


STRANGE = (
    "sort=id;select pg_sleep(5)",
    "sort=__class__",
    "page=-1",
    "page=99999999999999999999",
    "page=abc",
    "q=%00%F0%28%8C%28",
    "q=" + "%25_%5C" * 50,
    "from=0000-00-00&to=9999-99-99",
    "interests=%3Cscript%3E",
    "status=&status=registered&status=xyz",
    "place=%27%3B--",
    "quick[]=today",
)


def test_no_address_breaks_the_list(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    for query in STRANGE:
        for listing in ("visitors", "exhibitors"):
            assert client.get(f"{OFFICE}/{listing}?{query}").status_code == 200, query


def test_what_people_typed_never_becomes_markup(client, session, settings, show):
    hostile = '"><script>alert(1)</script>'
    a_visitor(session, settings, show, name=hostile, company=hostile, job_title=hostile)
    an_exhibitor(session, settings, show, company_zh=hostile, contact_name=hostile)
    signed_in(client, session)
    for address in ("visitors", "exhibitors", f"visitors?q={hostile}"):
        assert "<script>alert" not in client.get(f"{OFFICE}/{address}").text


def test_another_shows_people_and_channels_are_never_seen(client, session, settings, show):
    other = shows.load_preset(session, replace(read_preset("cell-gene-therapy"), slug="other"))
    session.commit()
    session.add(
        Channel(slug="canary-q", name="金丝雀", kind="poster", show_id=other.id, form="visitor")
    )
    session.commit()
    a_visitor(session, settings, other, name="金丝雀", channel="canary-q")
    signed_in(client, session)
    for query in ("", "?q=金丝雀", "?channel=canary-q&test=1&withdrawn=1&further=1&revoked=1"):
        page = client.get(f"{OFFICE}/visitors{query}")
        assert "金丝雀" not in page.text.replace('value="金丝雀"', "").replace("搜索：金丝雀", "")
    assert "金丝雀" in client.get("/organizer/other/visitors").text


def test_a_viewer_sees_no_export_and_no_removal(client, session, settings, show):
    a_visitor(session, settings, show).is_test = True
    session.commit()
    signed_in(client, session, Role.VIEWER)
    page = client.get(f"{OFFICE}/visitors?test=1")
    assert "/export" not in page.text
    assert "remove-tests" not in page.text


def test_a_show_that_does_not_exist_is_not_found(client, session, show):
    signed_in(client, session)
    assert client.get("/organizer/nowhere/visitors").status_code == 404


@pytest.mark.parametrize("listing", ["visitors", "exhibitors"])
def test_a_list_asks_the_database_six_times_at_most(client, session, settings, show, listing):
    for number in range(5):
        a_visitor(session, settings, show, mobile=f"+86138001{number:05d}")
        an_exhibitor(
            session, settings, show, company_zh=f"公司{number}", mobile=f"+86139001{number:05d}"
        )
    signed_in(client, session)
    address = f"{OFFICE}/{listing}?q=8&place=44&status=registered&status=submitted"
    client.get(address)
    statements = []
    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    client.get(address)
    assert len([one for one in statements if one.startswith("SELECT")]) <= 6, statements


def test_the_list_speaks_english(client, session, settings, show):
    a_visitor(session, settings, show)
    signed_in(client, session)
    page = text_of(client.get(f"{OFFICE}/visitors?lang=en&place=44"))
    assert "Location: Guangdong" in page
    assert "1 row" in page


def test_a_list_with_nothing_but_hidden_rows_says_so(client, session, settings, show):
    a_visitor(session, settings, show).is_test = True
    session.commit()
    signed_in(client, session)
    page = text_of(client.get(f"{OFFICE}/visitors"))
    assert "现有记录均未显示" in page
    assert "还没有登记" not in page


def test_a_wish_is_told_short_with_how_many(client, session, settings, show):
    an_exhibitor(session, settings, show)
    signed_in(client, session)
    page = client.get(f"{OFFICE}/exhibitors").text
    assert re.search(r'title="室内光地 \d+ ㎡"', page)
    english = client.get(f"{OFFICE}/exhibitors?lang=en").text
    assert re.search(r'title="\d+ m² Raw space', english)


def test_consents_are_columns_and_filters(client, session, settings, show):
    told = ConsentGiven("marketing", True, "…", "1")
    visitor = a_visitor(session, settings, show, consents=(told,))
    a_visitor(session, settings, show, name="乙", mobile="+8613800138002")
    signed_in(client, session)
    address = f"{OFFICE}/visitors?columns=name,consent_marketing"
    assert re.search(r"陈晓雯.*?<bdi>是</bdi>", client.get(address).text, re.DOTALL)
    for asked, found in (("yes", "陈晓雯"), ("no", "乙")):
        page = client.get(f"{OFFICE}/visitors?consent_marketing={asked}")
        assert "共 1 条" in text_of(page)
        assert found in page.text
    # What was said last counts.
    consents.withdraw(session, visitor, "marketing")
    session.commit()
    assert "共 0 条" in text_of(client.get(f"{OFFICE}/visitors?consent_marketing=yes"))


#: What a viewer may not find is what the mask hides: 138****8000@139.com.
MAILBOX = {
    "8000@139.com": False,
    "138@139": False,
    "38000@139.com": False,
    "13800138000@139.com": True,
    "@139.com": True,
}


def test_a_viewer_spells_no_number_out_of_a_mailbox(client, session, settings, show):
    a_visitor(session, settings, show, email="13800138000@139.com")
    signed_in(client, session, Role.VIEWER)
    for typed, found in MAILBOX.items():
        page = client.get(f"{OFFICE}/visitors", query_string={"q": typed}).text
        assert ("陈晓雯" in page) is found, typed
