"""Dates, hours, phones and texts as pages write them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from exhibition.domain import clock
from exhibition.domain.bilingual import Bilingual
from exhibition.models.show import Show
from exhibition.web import formats


@pytest.fixture(autouse=True)
def page() -> Iterator[None]:
    """A request in Chinese."""
    app = Flask("exhibition")
    Babel(app, locale_selector=lambda: "zh_Hans_CN")
    formats.init_app(app)
    with app.test_request_context("/expo/?ch=poster&lang=zh"):
        yield


def show_on(*days: str, opens: str = "09:00", closes: str = "17:00") -> Show:
    return Show(
        timezone="Asia/Shanghai",
        days=[{"date": day, "opens": opens, "closes": closes} for day in days],
    )


def english() -> object:
    return force_locale("en")


@pytest.mark.parametrize(
    ("days", "chinese", "in_english"),
    [
        (("2027-03-18",), "2027年3月18日", "18 March 2027"),
        (("2027-03-20", "2027-03-18"), "2027年3月18日至20日", "18–20 March 2027"),
        (("2027-03-31", "2027-04-02"), "2027年3月31日至4月2日", "31 March – 2 April 2027"),
        (
            ("2027-12-31", "2028-01-02"),
            "2027年12月31日至2028年1月2日",
            "31 December 2027 – 2 January 2028",
        ),
    ],
)
def test_dates_are_one_line(days: tuple[str, ...], chinese: str, in_english: str) -> None:
    assert formats.dates_line(show_on(*days)) == chinese
    with english():
        assert formats.dates_line(show_on(*days)) == in_english


def test_a_number_in_a_sentence_stays_whole_and_can_be_tapped() -> None:
    link = formats.phone_call("13527666116")
    assert link == '<a class="figures nowrap" href="tel:+8613527666116">135 2766 6116</a>'
    assert formats.phone_call("<b>").startswith('<a class="figures nowrap" href="tel:">&lt;b&gt;')
    with english():
        said = formats.sentences("A & B.", formats.phone_call("020-1"))
    assert said.startswith("A &amp; B. <a ")


def test_unset_dates_say_so_and_have_no_hours() -> None:
    with english():
        assert formats.dates_line(show_on()) == "Date to be announced"
    assert formats.hours_line(show_on()) == ""
    assert formats.days_left(show_on()) is None


def test_equal_hours_are_written_once() -> None:
    assert formats.hours_line(show_on("2027-03-18", "2027-03-19")) == "09:00–17:00"


def test_a_shorter_last_day_is_named() -> None:
    show = show_on("2027-03-18", "2027-03-19", "2027-03-20")
    show.days[2] = {"date": "2027-03-20", "opens": "09:00", "closes": "15:00"}
    assert formats.hours_line(show) == "3月18日至19日 09:00–17:00，3月20日 09:00–15:00"
    with english():
        assert formats.hours_line(show) == "18–19 March 09:00–17:00, 20 March 09:00–15:00"


def test_days_and_hours_together_name_each_day_once() -> None:
    show = show_on("2027-03-18", "2027-03-19", "2027-03-20")
    assert formats.when_line(show) == "2027年3月18日至20日 09:00–17:00"
    assert formats.when_line(show, "en", between=" · ") == "18–20 March 2027 · 09:00–17:00"
    show.days[2] = {"date": "2027-03-20", "opens": "09:00", "closes": "15:00"}
    assert formats.when_line(show) == "2027年3月18日至19日 09:00–17:00，3月20日 09:00–15:00"
    english_line = "18–19 March 2027 09:00–17:00, 20 March 09:00–15:00"
    assert formats.when_line(show, "en") == english_line
    assert formats.when_line(show_on(), "zh") == formats.dates_line(show_on())


def test_another_year_is_named_where_it_begins() -> None:
    show = show_on("2027-12-31", "2028-01-01")
    show.days[1] = {"date": "2028-01-01", "opens": "09:00", "closes": "15:00"}
    assert formats.when_line(show) == "2027年12月31日 09:00–17:00，2028年1月1日 09:00–15:00"


def test_a_moment_is_told_in_the_time_of_the_show() -> None:
    at = datetime(2027, 3, 1, 16, 30, tzinfo=UTC)
    with english():
        assert formats.moment(at, show_on()) == "2 March 2027, 00:30 (Beijing time)"
        berlin = Show(timezone="Europe/Berlin", days=[])
        assert formats.moment(at, berlin).startswith("1 March 2027, 17:30 (Central European")


def test_days_are_counted_to_the_first_one() -> None:
    first = (clock.now() + timedelta(days=40)).astimezone(show_on().zone).date()
    assert formats.days_left(show_on(first.isoformat())) == 40


@pytest.mark.parametrize(
    ("number", "read", "dialled"),
    [
        ("13527666116", "135 2766 6116", "tel:+8613527666116"),
        ("+8613527666116", "135 2766 6116", "tel:+8613527666116"),
        ("0086 135 2766 6116", "135 2766 6116", "tel:+8613527666116"),
        ("+85291234567", "+852 9123 4567", "tel:+85291234567"),
        ("020-8765 4321", "020-8765 4321", "tel:02087654321"),
        ("+1 212", "+1 212", "tel:+1212"),
    ],
)
def test_a_phone_number_is_grouped_and_can_be_dialled(number: str, read: str, dialled: str) -> None:
    assert formats.phone(number) == read
    assert formats.phone_link(number) == dialled


def test_a_text_speaks_the_language_of_the_page() -> None:
    venue = {"zh": "广州", "en": "Guangzhou"}
    assert formats.localized(venue) == "广州"
    with english():
        assert formats.localized(Bilingual("广州", "Guangzhou")) == "Guangzhou"
        assert formats.localized({"zh": "广州"}) == "广州"
    assert formats.localized(None) == ""


def test_chinese_sentences_follow_each_other_without_a_space() -> None:
    assert formats.sentences("已通过。", "", "请确认。") == "已通过。请确认。"
    with english():
        assert formats.sentences("Accepted.", "Please confirm.") == "Accepted. Please confirm."


def test_the_language_switch_stays_on_the_page_and_keeps_the_channel() -> None:
    assert formats.language_address("en") == "/expo/?ch=poster&lang=en"


def test_only_the_host_of_an_address_is_said() -> None:
    assert formats.host_only("https://expo.example.com/q/poster") == "expo.example.com"


def test_only_an_accent_of_its_own_is_set_on_the_page() -> None:
    assert formats.show_accent(Show(accent="#A81E50")) is None
    assert formats.show_accent(Show(accent="no colour")) is None
    pair = formats.show_accent(Show(accent="#ffd700"))
    assert pair is not None
    assert pair.changed
