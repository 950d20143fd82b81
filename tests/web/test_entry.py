"""An entry QR code is scanned: on to the form, counted where somebody scanned, never in the way."""

import time

import pytest
from sqlalchemy import select, text

from exhibition.database import db
from exhibition.domain.status import Kind
from exhibition.models import Channel, ChannelScans
from exhibition.services import channels
from exhibition.services.channels import ChannelKind
from tests.locks import locked
from tests.sign_up import a_preset_show, the_one, visitor_form

OVER = [{"date": "2020-01-01", "opens": "09:00", "closes": "17:00"}]
SOON = [{"date": "2090-01-01", "opens": "09:00", "closes": "17:00"}]
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50 NetType/4G Language/zh_CN"
)


@pytest.fixture
def show(session):
    return a_preset_show(session)


@pytest.fixture
def channel(session, show):
    return a_channel(session, show)


def a_channel(session, show, slug="wx1", form="visitor"):
    made = channels.make(
        session, show, name="公众号", kind=ChannelKind.ARTICLE, forms=[Kind(form)], slug=slug
    )
    session.commit()
    return made[0]


def scans(session):
    session.rollback()
    return session.scalar(select(ChannelScans.scans)) or 0


@pytest.mark.both_databases
@pytest.mark.parametrize("form", ["visitor", "exhibitor"])
def test_a_scan_leads_to_the_form_and_is_counted(client, session, form):
    show = a_preset_show(session)
    a_channel(session, show, form=form)
    answer = client.get("/q/wx1", headers={"User-Agent": WECHAT})
    assert answer.status_code == 302
    assert answer.location == f"/{show.slug}/{form}?ch=wx1"
    assert answer.headers["Cache-Control"] == "no-store"
    client.get("/q/wx1", headers={"User-Agent": WECHAT})
    assert scans(session) == 2


def test_the_channel_reaches_the_record_through_the_hidden_field(client, session, channel):
    address = client.get("/q/wx1").location
    sent = visitor_form(client, channel.show.slug, address.partition("visitor")[2])
    assert sent["ch"] == "wx1"
    # The address of the form may have lost it on the way; the field has not.
    assert client.post(f"/{channel.show.slug}/visitor", data=sent).status_code == 303
    assert the_one(session).channel.slug == "wx1"


def test_looking_whether_it_is_there_is_no_scan(client, session, channel):
    assert client.head("/q/wx1").status_code == 302
    assert client.open("/q/wx1", method="OPTIONS").status_code == 200
    assert client.post("/q/wx1").status_code == 405
    assert scans(session) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "WhatsApp/2.23 A"},
        {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"},
        {"User-Agent": "Mozilla/5.0 SkypeUriPreview Preview/0.5"},
        {"User-Agent": "Bytespider"},
        {"User-Agent": WECHAT, "Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": WECHAT, "Purpose": "prefetch"},
    ],
)
def test_who_draws_a_preview_of_the_link_is_not_counted(client, session, channel, headers):
    assert client.get("/q/wx1", headers=headers).status_code == 302
    assert scans(session) == 0


def test_what_wechat_adds_is_left_behind(client, channel):
    added = "from=timeline&isappinstalled=0&nsukey=x&_scheme=evil&_external=1&show_slug=other"
    assert client.get(f"/q/wx1?{added}").location == f"/{channel.show.slug}/visitor?ch=wx1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_language_is_taken_along(client, channel, lang):
    answer = client.get(f"/q/wx1?lang={lang}")
    assert answer.location == f"/{channel.show.slug}/visitor?ch=wx1&lang={lang}"


@pytest.mark.parametrize("slug", ["nobody", "WX9", "x" * 300, "%00", "%ff%fe", "wx1%00"])
@pytest.mark.both_databases
def test_an_unknown_code_leads_to_the_open_show(client, session, slug):
    show = a_preset_show(session)
    answer = client.get(f"/q/{slug}")
    assert (answer.status_code, answer.location) == (302, f"/{show.slug}/")


def test_with_no_show_at_all_it_leads_to_the_first_page(client, session):
    assert client.get("/q/nobody").location == "/"
    assert client.get("/").status_code == 200


def test_capitals_are_no_other_code(client, session, channel):
    assert client.get("/q/WX1").location == f"/{channel.show.slug}/visitor?ch=wx1"


def test_last_years_poster_leads_to_this_years_form(client, session, channel):
    channel.show.days = OVER
    newer = a_preset_show(session, "furniture", days=SOON)
    answer = client.get("/q/wx1")
    assert answer.location == f"/{newer.slug}/visitor?ch=wx1&earlier=1"
    page = client.get(answer.location).text
    assert "您扫描的是往届二维码，已为您转到" in page
    assert scans(session) == 1


def test_without_a_newer_one_it_says_that_the_show_is_over(client, session, channel):
    channel.show.days = OVER
    session.commit()
    answer = client.get("/q/wx1")
    assert answer.location == f"/{channel.show.slug}/visitor?ch=wx1"
    assert "已闭幕" in client.get(answer.location).text


def test_a_demonstration_is_nobodys_newer_edition(client, session, channel):
    channel.show.days = OVER
    a_preset_show(session, "furniture", days=SOON, is_demo=True)
    assert client.get("/q/wx1").location == f"/{channel.show.slug}/visitor?ch=wx1"


def test_a_code_that_was_pointed_elsewhere_opens_that(client, session, channel):
    other = a_preset_show(session, "furniture", days=SOON)
    channels.repoint(session, channel, other, Kind.EXHIBITOR)
    session.commit()
    assert client.get("/q/wx1").location == "/furniture/exhibitor?ch=wx1"


@pytest.mark.both_databases
def test_a_busy_database_costs_the_count_not_the_visitor(client, session):
    a_channel(session, a_preset_show(session))
    assert client.get("/q/wx1").status_code == 302
    with locked(session.get_bind(), "channel_scans"):
        began = time.monotonic()
        answer = client.get("/q/wx1")
        took = time.monotonic() - began
    assert answer.status_code == 302
    # It waits 200 ms for the lock; the rest is a slow machine.
    assert took < 1.5
    assert scans(session) == 1


def test_counting_ends_with_the_patience_of_everybody_else(app, client, session, channel):
    client.get("/q/wx1")
    with app.app_context():
        pragma = db.session.execute(text("PRAGMA busy_timeout")).scalar()
    assert pragma == 10_000
    assert session.scalar(select(Channel.slug)) == "wx1"
