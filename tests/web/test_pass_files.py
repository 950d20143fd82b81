"""What somebody keeps of the pass: picture, print, calendar entries; and what WeChat can do."""

import io
from datetime import date, timedelta

import icalendar
import pytest
import zxingcpp
from PIL import Image

from exhibition.domain.answers import Answer
from exhibition.domain.clock import now
from exhibition.models import ShowChange
from exhibition.web import pass_card
from tests.details import a_show, a_visitor_of, an_exhibitor_of
from tests.sign_up import a_preset_show, code_of, owner_path

DAYS = [
    {"date": "2090-03-18", "opens": "09:00", "closes": "17:00"},
    {"date": "2090-03-19", "opens": "09:00", "closes": "17:00"},
    {"date": "2090-03-20", "opens": "09:00", "closes": "15:00"},
]
MOVED = [{**day, "date": day["date"].replace("-03-", "-04-")} for day in DAYS]
WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/138 MicroMessenger/8.0.64"}


@pytest.fixture
def show(session):
    return a_show(
        session,
        days=DAYS,
        contact_phone="13527666116",
        contact_email="gzcmzl@163.com",
    )


@pytest.fixture
def visitor(session, show, settings):
    return a_visitor_of(session, show, settings)


@pytest.fixture
def path(app, visitor):
    return owner_path(app, visitor)


def entries(client, path):
    answer = client.get(f"{path}/calendar.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def settle(session, show, number, *, announced=False):
    """A change of the show that staff decided about."""
    at = {"announced_at": now()} if announced else {"dismissed_at": now()}
    session.add(ShowChange(show=show, number=number, before={}, after={}, **at))
    session.commit()


def text_of(visitor, *keys):
    """Makes the show say where it is and how to get there."""
    places = {
        "venue": {"zh": "国际会展中心", "en": "Exhibition Centre"},
        "address": {"zh": "阅江中路 382 号", "en": "382 Yuejiang Road"},
        "transport": {"zh": "地铁 8 号线新港东站 A 口。自驾请进入 P7。", "en": "Metro line 8."},
    }
    visitor.show.texts = visitor.show.texts | {key: places[key] for key in keys}


@pytest.mark.parametrize(
    ("address", "kind", "name"),
    [
        ("pass.png", "image/png", "{}.png"),
        ("pass.pdf", "application/pdf", "{}-a6.pdf"),
        ("pass.pdf?paper=a4", "application/pdf", "{}-a4.pdf"),
        ("pass.pdf?paper=%00", "application/pdf", "{}-a6.pdf"),
        ("calendar.ics", "text/calendar", "{}.ics"),
    ],
)
def test_a_file_is_named_by_the_reference_and_kept_by_nobody(
    client, visitor, path, address, kind, name
):
    answer = client.get(f"{path}/{address}")
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == (
        f'inline; filename="{name.format(visitor.reference)}"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_saving_the_picture_is_a_download(client, path):
    assert client.get(f"{path}/pass.png?save=1").headers["Content-Disposition"].startswith("attach")


@pytest.mark.parametrize("file", ["pass.png", "pass.pdf", "calendar.ics"])
def test_a_wrong_token_gets_no_file(client, show, file):
    assert client.get(f"/r/{'0' * 26}/{file}").status_code == 404


def test_both_papers_are_a_pdf_of_their_own(client, path):
    a6, a4 = (client.get(f"{path}/pass.pdf?paper={paper}").data for paper in ("a6", "a4"))
    assert a6.startswith(b"%PDF-")
    assert a4.startswith(b"%PDF-")
    assert len(a4) > len(a6)


def test_a_print_is_drawn_once(client, path):
    pass_card._printed.cache_clear()
    first = client.get(f"{path}/pass.pdf").data
    assert client.get(f"{path}/pass.pdf").data == first
    assert pass_card._printed.cache_info().hits == 1


def test_an_application_prints_as_well(client, session, show, settings, app):
    applied = an_exhibitor_of(session, show, settings)
    assert client.get(f"{owner_path(app, applied)}/pass.pdf?paper=a4").status_code == 200


@pytest.mark.both_databases
def test_each_day_of_the_show_is_an_entry(client, session, visitor, path):
    text_of(visitor, "venue", "address")
    session.commit()
    found = entries(client, path)
    assert [str(one["uid"]) for one in found] == [
        f"{visitor.reference}-{place}@expo.example" for place in (1, 2, 3)
    ]
    assert found[2].decoded("dtend").isoformat() == "2090-03-20T15:00:00+08:00"
    assert str(found[0]["location"]) == "国际会展中心 阅江中路 382 号"
    assert str(found[0]["status"]) == "CONFIRMED"
    assert visitor.reference in str(found[0]["description"])
    assert "135 2766 6116" in str(found[0]["description"])


def test_an_entry_holds_no_secret_and_no_name(client, settings, visitor, path):
    file = client.get(f"{path}/calendar.ics").data.decode().replace("\r\n ", "")
    assert path.removeprefix("/r/") not in file
    assert str(code_of(settings, visitor)) not in file
    assert visitor.name not in file
    assert visitor.mobile not in file


def test_the_chosen_days_alone_are_entries(client, session, visitor, path):
    visitor.answers = visitor.answers | {"visit_dates": Answer(("2090-03-19",)).to_json()}
    session.commit()
    [one] = entries(client, path)
    assert str(one["uid"]).startswith(f"{visitor.reference}-2@")


def test_a_moved_show_replaces_the_entries(client, session, show, visitor, path):
    before = entries(client, path)
    visitor.answers = visitor.answers | {"visit_dates": Answer(("2090-03-19",)).to_json()}
    show.days = MOVED
    session.commit()
    settle(session, show, 1, announced=True)
    settle(session, show, 2)
    after = entries(client, path)
    assert [str(one["uid"]) for one in after] == [str(one["uid"]) for one in before]
    assert {one["sequence"] for one in after} == {2}
    assert {one["sequence"] for one in before} == {0}
    assert after[0].decoded("dtstart").date() == date(2090, 4, 18)


def test_whoever_withdrew_gets_the_entries_cancelled(client, session, visitor, path):
    visitor.status, visitor.entry_pass.state = "withdrawn", "void"
    session.commit()
    found = entries(client, path)
    assert {str(one["status"]) for one in found} == {"CANCELLED"}
    assert {one["sequence"] for one in found} == {1}


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh", "日期待公布"), ("en", "Date to be announced")]
)
def test_while_no_date_is_announced_there_is_a_page_and_no_button(
    client, session, show, path, language, sentence
):
    show.days = []
    session.commit()
    answer = client.get(f"{path}/calendar.ics?lang={language}")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert sentence in answer.text
    assert "calendar.ics" not in client.get(path).text
    assert client.get(f"{path}/pass.pdf?paper=a4").status_code == 200


def test_the_page_offers_every_way(client, session, show, settings, app, path):
    exhibitor = an_exhibitor_of(session, show, settings)
    exhibitor.status, exhibitor.entry_pass.state = "accepted", "valid"
    session.commit()
    for owner in (path, owner_path(app, exhibitor)):
        page = client.get(owner).text
        for way in ("pass.png?save=1", "pass.pdf?paper=a6", "pass.pdf?paper=a4", "calendar.ics"):
            assert f'href="{owner}/{way}"' in page
        assert f'href="{owner}/pass.png" data-door="door"' in page
        assert "长按图片保存到相册" in page


def test_a_pass_that_waits_for_the_review_offers_no_way_to_keep_it(
    client, session, show, settings, app
):
    applied = client.get(owner_path(app, an_exhibitor_of(session, show, settings))).text
    assert "pass.png" in applied
    assert "data-door" not in applied
    assert "pass.pdf" not in applied


def test_a_visitor_without_a_mailbox_is_told_right_under_the_picture_to_save_it(
    client, session, visitor, path
):
    visitor.email = ""
    session.commit()
    page = client.get(path).text
    assert (
        page.index("pass.png")
        < page.index("您未填写邮箱，请现在保存图片")
        < page.index("data-door")
    )


def test_inside_wechat_no_way_is_a_download_and_each_says_what_works(client, path):
    page = client.get(path, headers=WECHAT).text
    for dead in ("save=1", "pass.pdf", "calendar.ics"):
        assert dead not in page
    assert "长按图片保存到相册" in page
    assert "点击右上角 …，选择“在浏览器打开”。" in page
    assert 'href="#own-actions"' in page
    assert 'id="own-actions"' in page
    assert 'data-copy="细胞与基因治疗展\n2090年3月18日至19日 09:00–17:00，3月20日 09:00' in page
    assert f'href="{path}/pass.png" data-door="door"' in page


def test_a_pass_that_ended_offers_nothing_to_keep(client, session, visitor, path):
    visitor.status, visitor.entry_pass.state = "withdrawn", "void"
    session.commit()
    assert "data-door" not in client.get(path).text


def foot(visitor, settings, app):
    with app.test_request_context("/"):
        return pass_card.build_card(visitor, settings).foot


def test_the_card_says_how_to_get_there_in_one_line(app, session, settings, visitor):
    text_of(visitor, "venue", "transport")
    assert foot(visitor, settings, app)[2] == "交通：地铁 8 号线新港东站 A 口。自驾请进入 P7"
    visitor.show.samples = ["transport"]
    assert not any("交通" in line for line in foot(visitor, settings, app))


def test_a_moved_date_is_on_the_card_and_the_old_picture_still_opens(
    client, session, settings, show, visitor, path, app
):
    old = Image.open(io.BytesIO(client.get(f"{path}/pass.png").data))
    assert foot(visitor, settings, app)[0].startswith("2090年3月18日至19日")
    show.days = MOVED
    session.commit()
    settle(session, show, 1, announced=True)
    assert foot(visitor, settings, app)[0].startswith("2090年4月18日至19日")
    new = Image.open(io.BytesIO(client.get(f"{path}/pass.png").data))
    assert new.tobytes() != old.tobytes()
    [code] = zxingcpp.read_barcodes(old)
    assert [found.text for found in zxingcpp.read_barcodes(new)] == [code.text]
    assert "有效入场证" in client.get(code.text.removeprefix("http://expo.example")).text


def test_the_sheet_of_the_first_show_says_where_when_and_whom_to_call(
    app, session, settings, client
):
    show = a_preset_show(session, days=DAYS)
    visitor = a_visitor_of(session, show, settings, locale="en")
    with app.test_request_context("/"):
        sheet = pass_card.fold_sheet.build(visitor, settings)
    lines = [
        line
        for section in (*sheet.behind, *sheet.inside_left, *sheet.inside_right)
        for line in (*section.lines, *section.also)
    ]
    for wanted in (
        "Sat 18 March 2090, 09:00–17:00",
        "2090年3月18日 周六 09:00–17:00",
        "135 2766 6116",
        "gzcmzl@163.com",
        f"http://expo.example/{show.slug}/",
    ):
        assert wanted in lines
    assert len(lines) == len(set(lines))


def test_long_directions_end_with_a_sentence_or_a_clause():
    opening = pass_card.opening
    assert opening("地铁 8 号线。自驾走凤浦中路，进入 P7 停车场。", 20) == "地铁 8 号线"
    assert (
        opening("从新港东站 A 口出站，沿阅江中路步行，过两个路口后右转", 30)
        == "从新港东站 A 口出站…"
    )
    assert opening("步行" * 40, 20) == "步行步行步行步行步…"
    assert opening("Take metro line 8. Then walk.", 64) == "Take metro line 8. Then walk"
    assert opening(" \n第二行", 20) == "第二行"
    assert opening("", 20) == ""


def test_days_that_passed_are_entries_still(client, session, show, path):
    yesterday = (now() - timedelta(days=1)).date().isoformat()
    show.days = [{"date": yesterday, "opens": "09:00", "closes": "17:00"}]
    session.commit()
    assert len(entries(client, path)) == 1
