"""展会设置: what is typed is saved or stays on the page, and shows on the public pages at once."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exhibition.models import AuditEntry, Role, Show
from tests import cast, registrants
from tests.office_form import as_it_stands

PAGE = "/organizer/cell-gene-therapy/settings"


@pytest.fixture
def show(session: Session) -> Show:
    return registrants.the_first_show(session)


@pytest.fixture
def manager(client: FlaskClient, session: Session, show: Show) -> FlaskClient:
    cast.signed_in(client, session, Role.MANAGER)
    return client


def save(client: FlaskClient, **typed: Any) -> TestResponse:
    return client.post(PAGE, data=as_it_stands(client.get(PAGE), PAGE, **typed))


def now_stored(session: Session, show: Show) -> Show:
    session.rollback()
    session.refresh(show)
    return show


def test_saving_the_page_as_it_stands_changes_nothing(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    before = (show.version, show.texts, show.samples, show.switches, show.days)
    session.rollback()
    assert save(manager).status_code == 303
    stored = now_stored(session, show)
    assert (stored.version, stored.texts, stored.samples, stored.switches, stored.days) == before


def test_a_new_name_stands_on_the_first_page_in_both_languages(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, text_name_zh="深圳基因治疗展", text_name_en="Shenzhen Gene Therapy Fair")
    assert "深圳基因治疗展" in manager.get("/cell-gene-therapy/?lang=zh").text
    assert "Shenzhen Gene Therapy Fair" in manager.get("/cell-gene-therapy/?lang=en").text


def test_the_dates_stand_on_the_first_page_once_they_are_announced(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    assert "日期待公布" in manager.get("/cell-gene-therapy/").text
    save(
        manager,
        day_date=["2027-03-19", "2027-03-18", ""],
        day_opens=["09:00", "09:30", "09:00"],
        day_closes=["16:00", "17:00", "17:00"],
    )
    assert now_stored(session, show).days == [
        {"date": "2027-03-18", "opens": "09:30", "closes": "17:00"},
        {"date": "2027-03-19", "opens": "09:00", "closes": "16:00"},
    ]
    assert "2027年3月18日至19日" in manager.get("/cell-gene-therapy/").text
    save(manager, day_date=["", ""])
    assert "日期待公布" in manager.get("/cell-gene-therapy/").text


def test_days_that_have_passed_are_saved_and_pointed_out(manager: FlaskClient) -> None:
    save(manager, day_date=["2020-03-18"])
    assert "展会最后一天已过" in manager.get(PAGE).text


def test_days_are_added_and_removed_without_scripts_and_nothing_typed_is_lost(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    sent = as_it_stands(manager.get(PAGE), PAGE, text_city_zh="佛山", day_date="2027-03-18")
    more = manager.post(PAGE, data={**sent.to_dict(flat=False), "action": "add_day"})
    assert more.status_code == 200
    again = as_it_stands(more, PAGE)
    assert again.getlist("day_date") == ["2027-03-18", "2027-03-19"]
    assert again["text_city_zh"] == "佛山"
    less = manager.post(PAGE, data={**again.to_dict(flat=False), "action": "remove_day:0"})
    assert as_it_stands(less, PAGE).getlist("day_date") == ["2027-03-19"]
    assert now_stored(session, show).text("city").zh == "广州"


def test_the_enter_key_saves_and_takes_no_day_away(manager: FlaskClient) -> None:
    # A browser presses the first button of the form.
    form = manager.get(PAGE).text.partition('class="show-form"')[2]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert "name=" not in first[0]


def test_windows_are_typed_in_the_time_of_the_show(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, visitor_opens_at="2027-01-01T09:00", visitor_closes_at="2027-03-01T18:00")
    stored = now_stored(session, show)
    assert stored.visitor_opens_at is not None
    assert stored.visitor_opens_at.isoformat() == "2027-01-01T01:00:00+00:00"
    assert 'value="2027-01-01T09:00"' in manager.get(PAGE).text
    save(manager, visitor_opens_at="", visitor_closes_at="")
    assert now_stored(session, show).visitor_opens_at is None


def test_the_last_day_of_changes_is_kept_and_can_be_emptied(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, change_until="2027年3月17日")
    assert now_stored(session, show).change_until == date(2027, 3, 17)
    assert 'name="change_until" value="2027-03-17"' in manager.get(PAGE).text
    save(manager, change_until="")
    assert now_stored(session, show).change_until is None


def test_wrong_input_is_said_beside_its_field_and_every_word_stays(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    answer = save(
        manager,
        text_name_en="",
        text_city_en="",
        text_venue_zh="{organizer}展馆",
        visitor_opens_at="2027-03-01T09:00",
        visitor_closes_at="2027-01-01T09:00",
        retention_until="tomorrow",
        notify_emails="boss@example.com, no mailbox",
        contact_email="gzcmzl@",
        accent="red",
        review_days="99",
        day_date="2027-02-30",
    )
    assert answer.status_code == 422
    for field in (
        "text_name_en",
        "text_city_en",
        "text_venue_zh",
        "visitor_closes_at",
        "retention_until",
        "notify_emails",
        "contact_email",
        "accent",
        "review_days",
        "days",
    ):
        assert f'href="#f-{field}"' in answer.text, field
        assert f'id="f-{field}-error"' in answer.text, field
        assert re.search(rf'<[^>]*\bid="f-{field}"', answer.text), field
    again = as_it_stands(answer, PAGE)
    assert again["text_venue_zh"] == "{organizer}展馆"
    assert again["retention_until"] == "tomorrow"
    assert again["notify_emails"] == "boss@example.com, no mailbox"
    assert now_stored(session, show).version == show.version
    assert show.text("venue").zh != "{organizer}展馆"


def test_two_who_save_at_once_do_not_overwrite_each_other(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    opened = manager.get(PAGE)
    save(manager, text_city_zh="深圳", text_city_en="Shenzhen")
    late = manager.post(
        PAGE, data=as_it_stands(opened, PAGE, text_venue_zh="一号馆", text_venue_en="Hall 1")
    )
    assert late.status_code == 409
    assert "城市（中文）" in late.text
    assert now_stored(session, show).text("city").zh == "深圳"
    assert show.text("venue").zh != "一号馆"
    # Every word is still there, and saving again is a decision.
    again = as_it_stands(late, PAGE, text_city_zh="深圳", text_city_en="Shenzhen")
    assert again["text_venue_zh"] == "一号馆"
    assert manager.post(PAGE, data=again).status_code == 303
    assert now_stored(session, show).text("venue").zh == "一号馆"


def test_a_sample_is_ticked_off_one_by_one(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, confirmed=["venue", "booth_types"])
    samples = now_stored(session, show).samples
    assert "venue" not in samples
    assert "booth_types" not in samples
    assert "name" in samples


def test_a_text_written_anew_in_both_languages_is_no_sample_any_more(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(
        manager,
        text_city_zh="深圳",
        text_city_en="Shenzhen",
        text_venue_zh="一号馆",
        text_edition_zh="",
        text_edition_en="",
    )
    samples = now_stored(session, show).samples
    assert "city" not in samples
    assert "edition" not in samples
    # The English venue is still the one that was made up.
    assert "venue" in samples


def test_nobody_can_tick_off_or_add_a_sample_that_is_none(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    before = list(show.samples)
    session.rollback()
    save(manager, confirmed=["contact", "nonsense"], samples="days", notice_version="99")
    assert now_stored(session, show).samples == before
    assert show.notice_version == "2"


def test_a_changed_notice_has_a_new_version_on_the_form(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, text_notice_zh="由{organizer}处理。", text_notice_en="Handled by {organizer}.")
    assert now_stored(session, show).notice_version == "3"
    assert "由广州创迈展览策划有限公司处理。" in manager.get("/cell-gene-therapy/visitor").text


def test_a_question_that_is_ticked_is_asked(manager: FlaskClient, session: Session) -> None:
    assert 'name="budget"' not in manager.get("/cell-gene-therapy/visitor").text
    sent = as_it_stands(manager.get(PAGE), PAGE)
    sent.add("questions", "visitor/budget")
    assert manager.post(PAGE, data=sent).status_code == 303
    assert 'name="budget"' in manager.get("/cell-gene-therapy/visitor").text


def test_what_a_form_cannot_do_without_stays_ticked(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, questions=None, booth_types=None)
    assert 'name="interests"' in manager.get("/cell-gene-therapy/visitor").text
    offered = {kind.slug for kind in now_stored(session, show).booth_types if kind.on_offer}
    assert offered == {"undecided"}


def test_the_last_pass_type_cannot_be_taken_away(manager: FlaskClient) -> None:
    assert save(manager, pass_types=None).status_code == 422


def test_a_colour_in_which_nothing_can_be_read_is_darkened_and_it_is_said(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    answer = save(manager, accent="#ffcc00")
    assert answer.status_code == 303
    assert now_stored(session, show).accent == "#FFCC00"
    page = manager.get(PAGE).text
    assert "看不清" in page
    in_light_mode = re.search(r":root\{--accent:(#\w+)", manager.get("/cell-gene-therapy/").text)
    assert in_light_mode is not None
    assert in_light_mode[1] != "#ffcc00"


def test_numbers_and_mailboxes_are_kept_as_they_are_used(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(
        manager,
        contact_phone="+86 135-2766-6116",
        notify_emails="a@example.com；b@example.com\nA@example.com a@example.com",
        min_age="１８",
        application_fee="0",
        retention_until="2027年12月31日",
    )
    stored = now_stored(session, show)
    assert stored.contact_phone == "13527666116"
    assert stored.notify_emails == ["a@example.com", "b@example.com"]
    assert stored.switch("min_age") == 18
    assert stored.switch("application_fee") == 0
    assert stored.retention_until == date(2027, 12, 31)


def test_a_stale_token_shows_every_word_again_and_saves_nothing(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    answer = save(manager, csrf_token="old", text_city_zh="佛山", text_city_en="Foshan")
    assert answer.status_code == 422
    assert as_it_stands(answer, PAGE)["text_city_zh"] == "佛山"
    assert now_stored(session, show).text("city").zh == "广州"


def test_fields_that_are_not_on_the_page_are_ignored(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    save(manager, slug="stolen", is_demo="1", id="99", timezone="UTC", text_city_zh="佛山")
    stored = now_stored(session, show)
    assert (stored.slug, stored.is_demo, stored.timezone) == (
        "cell-gene-therapy",
        False,
        "Asia/Shanghai",
    )


def test_what_was_saved_is_logged_with_who_and_where(
    manager: FlaskClient, session: Session
) -> None:
    save(manager, text_city_zh="佛山", text_city_en="Foshan")
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "show.edit")).one()
    assert logged.staff is not None
    assert logged.staff.grants[0].role is Role.MANAGER
    assert logged.address == "127.0.0.1"
    assert logged.details["after"]["texts.city.en"] == "Foshan"


def test_texts_of_a_show_are_shown_as_text(manager: FlaskClient) -> None:
    save(manager, text_city_zh="<script>x</script>", text_city_en='"><img src=x>')
    for page in (PAGE, "/cell-gene-therapy/", "/organizer/cell-gene-therapy/"):
        assert "<script>x" not in manager.get(page).text
        assert "<img src=x" not in manager.get(page).text


def test_numbers_of_no_page_of_ours_change_nothing(manager: FlaskClient) -> None:
    number = "9" * 5000
    assert save(manager, version=number, text_name_zh="另一个展会").status_code == 409
    sent = as_it_stands(manager.get(PAGE), PAGE).to_dict(flat=False)
    answer = manager.post(PAGE, data={**sent, "action": f"remove_day:{number}"})
    assert answer.status_code == 200


def test_a_viewer_cannot_open_the_page(client: FlaskClient, session: Session, show: Show) -> None:
    cast.signed_in(client, session, Role.VIEWER)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"text_city_zh": "x"}).status_code == 403


def test_asking_staff_for_a_second_factor_holds_from_the_next_page_on(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    assert save(manager, second_factor="y").status_code == 303
    assert now_stored(session, show).switch("second_factor") is True
    assert manager.get(PAGE).status_code == 403


def test_a_number_of_documents_is_not_asked_for_without_saying_why(
    manager: FlaskClient, session: Session, show: Show
) -> None:
    answer = save(manager, id_number="y")
    assert answer.status_code == 422
    assert "请写明原因，观众会在勾选框旁看到" in answer.text
    assert not now_stored(session, show).switch("id_number")
    version = show.notice_version
    why = {"text_id_reason_zh": "展馆安检要求", "text_id_reason_en": "the safety check"}
    assert save(manager, id_number="y", **why).status_code == 303
    assert now_stored(session, show).switch("id_number") is True
    assert show.notice_version != version
