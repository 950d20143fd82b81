"""A moved show on the pages: the card, who may decide, the banner, what each reader is told."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.database import db
from exhibition.domain.mail import MailKind
from exhibition.models import AuditEntry, OutboxMail, Role, Show, ShowChange
from exhibition.web import mail_views
from tests import cast, letters, registrants, sign_up
from tests.office_form import as_it_stands

OFFICE = "/organizer/cell-gene-therapy"
PAGE = f"{OFFICE}/settings"
PUBLIC = "/cell-gene-therapy"
BANNER = re.compile(r'<aside class="notice notice-warn moved".*?</aside>', re.S)
HIDDEN = re.compile(r'<span class="visually-hidden">[^<]*</span>')


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def manager(client: FlaskClient, session: Session, show: Show) -> FlaskClient:
    """A manager at the desk, the show in March."""
    cast.signed_in(client, session, Role.MANAGER)
    move(client, "2027-03-18")
    return client


@pytest.fixture
def reader(app: Any) -> FlaskClient:
    """Somebody with a phone."""
    found: FlaskClient = app.test_client()
    return found


def move(client: FlaskClient, day: str, **typed: Any) -> None:
    dates = {"day_date": [day], "day_opens": ["09:00"], "day_closes": ["17:00"]} if day else {}
    answer = client.post(PAGE, data=as_it_stands(client.get(PAGE), PAGE, **dates, **typed))
    assert answer.status_code == 303, sign_up.troubles(answer)


def decide(client: FlaskClient, what: str = "announce", page: str = PAGE, number: int = 1) -> Any:
    address = f"{OFFICE}/changes/{number}/{what}"
    return client.post(address, data=as_it_stands(client.get(page), address))


def mails(session: Session) -> int:
    wanted = select(func.count(OutboxMail.id)).where(OutboxMail.kind == MailKind.SHOW_CHANGED)
    return session.scalar(wanted) or 0


def banner(client: FlaskClient, address: str) -> str:
    """The words of the banner as they are seen, and nothing where there is none."""
    found = BANNER.search(client.get(address).text)
    words = re.sub(r"<[^>]+>", "", HIDDEN.sub("", found[0])) if found else ""
    return " ".join(words.split())


def test_the_card_counts_compares_and_shows_the_mail_in_both_languages(
    manager: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    registrants.a_visitor(session, settings, show, mobile="+8613800138001", email="")
    assert "尚未通知" not in manager.get(PAGE).text
    move(manager, "2027-04-01")
    for page in (PAGE, f"{OFFICE}/"):
        words = manager.get(f"{page}?lang=zh").text
        assert "时间/地点已修改，尚未通知 2 位登记者" in words
        assert "将发出 1 封邮件" in words
        assert "1 位没有邮箱" in words
        assert "<s>2027年3月18日</s>" in words
        assert "确认并通知" in words
        assert "无需通知" in words
        assert "时间/地点已调整" in words
        assert "18 March 2027 → 1 April 2027" in words
    assert (
        "Dates or venue changed, 2 registrants not told yet" in manager.get(f"{PAGE}?lang=en").text
    )


def test_confirmed_everybody_is_told_once_and_it_is_written_down(
    manager: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2027-04-01")
    asked = as_it_stands(manager.get(PAGE), f"{OFFICE}/changes/1/announce")
    first = manager.post(f"{OFFICE}/changes/1/announce", data=asked)
    assert (first.status_code, first.location) == (303, f"{PAGE}#changes")
    assert mails(session) == 1
    told = manager.get(f"{PAGE}?lang=zh").text
    assert "尚未通知" not in told
    assert "1 封邮件已进入发件箱" in told
    assert "已通知" in told
    assert "manager@expo.example" in told
    assert "时间/地点变更通知" in manager.get(f"{OFFICE}/outbox").text

    second = manager.post(f"{OFFICE}/changes/1/announce", data=asked)
    assert second.status_code == 303
    assert "其他人已处理过此次变更" in manager.get(PAGE).text
    assert mails(session) == 1
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "show.announce")).one()
    assert logged.details == {"number": 1, "mails": 1}


def test_left_untold_there_is_no_banner_and_no_mail(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2027-04-01")
    assert decide(manager, "dismiss", f"{OFFICE}/").location == f"{OFFICE}/#changes"
    assert mails(session) == 0
    assert banner(reader, f"{PUBLIC}/") == ""
    assert "尚未通知" not in manager.get(PAGE).text


def test_a_viewer_reads_the_card_and_decides_nothing(
    app: Any, manager: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2027-04-01")
    asked = as_it_stands(manager.get(PAGE), f"{OFFICE}/changes/1/announce")
    viewer = app.test_client()
    cast.signed_in(viewer, session, Role.VIEWER)
    words = viewer.get(f"{OFFICE}/?lang=zh").text
    assert "尚未通知 1 位登记者" in words
    assert "changes/1/announce" not in words
    token = cast.csrf_token(viewer.get(f"{OFFICE}/"))
    for what in ("announce", "dismiss"):
        answer = viewer.post(
            f"{OFFICE}/changes/1/{what}", data={**asked.to_dict(), "csrf_token": token}
        )
        assert answer.status_code == 403
    assert mails(session) == 0


def test_without_a_token_nothing_is_decided(
    manager: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2027-04-01")
    sent = as_it_stands(manager.get(PAGE), f"{OFFICE}/changes/1/announce", csrf_token=None)
    assert manager.post(f"{OFFICE}/changes/1/announce", data=sent).status_code == 400
    assert mails(session) == 0


def test_the_banner_stands_on_every_page_word_for_word(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    visitor = registrants.a_visitor(session, settings, show)
    exhibitor = registrants.an_exhibitor(session, settings, show)
    own = [sign_up.owner_path(settings, row) for row in (visitor, exhibitor)]
    pages = [f"{PUBLIC}/", f"{PUBLIC}/visitor", f"{PUBLIC}/exhibitor", *own]
    # Asked for once before, the forms are kept in memory.
    assert [banner(reader, page) for page in pages] == [""] * 5
    halls = {"text_venue_zh": "国际会展中心", "text_venue_en": "Convention Center"}
    move(manager, "2027-04-01", text_city_zh="深圳", text_city_en="Shenzhen", **halls)
    assert [banner(reader, page) for page in pages] == [""] * 5
    decide(manager)
    for page in pages:
        assert banner(reader, f"{page}?lang=zh") == (
            "时间/地点已调整：2027年3月18日，广州市会展场馆（待定） → "
            "2027年4月1日，深圳 国际会展中心。原入场证二维码继续有效。"
        )
        assert banner(reader, f"{page}?lang=en") == (
            "Dates or venue changed: 18 March 2027, Exhibition centre in Guangzhou (to be "
            "confirmed) → 1 April 2027, Shenzhen Convention Center. "
            "Your existing QR code stays valid."
        )


def test_days_with_hours_of_their_own_are_named_once(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    days = {"day_date": ["2027-04-01", "2027-04-02"], "day_opens": ["09:00", "09:00"]}
    move(manager, "", **days, day_closes=["17:00", "15:00"])
    decide(manager)
    assert banner(reader, f"{PUBLIC}/?lang=zh") == (
        "时间/地点已调整：2027年3月18日 09:00–17:00 → "
        "2027年4月1日 09:00–17:00，4月2日 09:00–15:00。原入场证二维码继续有效。"
    )


def test_whoever_registers_later_is_not_told(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2027-04-01")
    decide(manager)
    later = registrants.a_visitor(session, settings, show, mobile="+8613800138009")
    assert banner(reader, sign_up.owner_path(settings, later)) == ""
    assert banner(reader, f"{PUBLIC}/") != ""


def test_after_the_show_nobody_is_told(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    registrants.a_visitor(session, settings, show)
    move(manager, "2020-01-02")
    decide(manager)
    assert banner(reader, f"{PUBLIC}/") == ""


def test_dates_announced_for_the_first_time_have_a_sentence_of_their_own(
    client: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    cast.signed_in(client, session, Role.MANAGER)
    registrants.a_visitor(session, settings, show)
    move(client, "2027-03-18")
    decide(client)
    assert banner(reader, f"{PUBLIC}/?lang=zh") == (
        "日期已公布：2027年3月18日 09:00–17:00。原入场证二维码继续有效。"
    )
    assert banner(reader, f"{PUBLIC}/?lang=en") == (
        "Dates announced: 18 March 2027 09:00–17:00. Your existing QR code stays valid."
    )


def test_the_old_picture_still_scans_and_the_new_one_shows_the_new_date(
    manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings, show: Show
) -> None:
    visitor = registrants.a_visitor(session, settings, show)
    own, code = sign_up.owner_path(settings, visitor), sign_up.code_of(settings, visitor)
    before = reader.get(f"{own}/pass.png").data
    move(manager, "2027-04-01")
    decide(manager)
    assert reader.get(f"{own}/pass.png").data != before
    assert sign_up.code_of(settings, visitor) == code
    assert reader.get(f"/p/{code}").status_code == 200


def test_the_mail_says_what_was_confirmed_and_shows_the_pass(
    app: Any, session: Session, settings: Settings, show: Show
) -> None:
    visitor = registrants.a_visitor(session, settings, show, name="A & B")
    with app.app_context():
        mail = letters.written(session, settings, visitor, MailKind.SHOW_CHANGED)
        assert "地点：广州 从前的展馆 → 广州市会展场馆（待定）" in mail.text
        assert "A & B，您好" in mail.text
        assert "<s " in mail.html
        assert len(mail.pictures) == 2
        # Moved back before it left, it would say nothing.
        session.add(
            ShowChange(
                show=show,
                number=2,
                before={},
                announced_at=visitor.created_at,
                after=session.scalars(select(ShowChange)).one().before,
            )
        )
        late = session.scalars(
            select(OutboxMail).where(OutboxMail.kind == MailKind.SHOW_CHANGED)
        ).one()
        with pytest.raises(mail_views.NotToBeSent):
            mail_views.render(session, late, settings)


def test_the_banner_costs_a_page_one_question_at_most(
    app: Any, manager: FlaskClient, reader: FlaskClient, session: Session, settings: Settings,
    show: Show,
) -> None:  # fmt: skip
    visitor = registrants.a_visitor(session, settings, show)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    for page in (f"{PUBLIC}/", sign_up.owner_path(settings, visitor)):
        asked.clear()
        reader.get(page)
        assert sum("show_change" in question for question in asked) == 1
