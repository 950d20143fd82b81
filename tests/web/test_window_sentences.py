"""Why a form takes nothing now, in the organizer's own words."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel

from exhibition.config import ROOT
from exhibition.models.show import Show
from exhibition.web import formats

Say = Callable[..., str]


@pytest.fixture
def say() -> Iterator[Say]:
    """Writes the sentence for a form and a state on an English page."""
    app = Flask("exhibition", template_folder=str(ROOT / "templates"))
    Babel(app, locale_selector=lambda: "en")
    formats.init_app(app)
    with app.test_request_context("/"):
        module = app.jinja_env.get_template("components/windows.html").module
        yield lambda kind, state, **set_up: str(module.window_sentence(show(**set_up), kind, state))


def show(**set_up: object) -> Show:
    return Show(
        timezone="Asia/Shanghai",
        texts={"name": {"en": "Expo"}, "desk": {"en": "the south gate"}},
        contact_phone="13527666116",
        **{"switches": {}, **set_up},
    )


def at(day: int) -> datetime:
    return datetime(2027, 3, day, 1, 0, tzinfo=UTC)


def test_each_form_names_its_own_closing_time(say: Say) -> None:
    times = {"visitor_closes_at": at(15), "exhibitor_closes_at": at(1)}
    assert "15 March 2027, 09:00 (Beijing time)" in say("visitor", "closed", **times)
    assert say("exhibitor", "closed", **times) == (
        "Applications closed on 1 March 2027, 09:00 (Beijing time)."
        ' Still interested? Call <a class="figures nowrap" href="tel:+8613527666116">'
        "135 2766 6116</a>."
    )


def test_a_form_that_is_not_open_yet_says_when(say: Say) -> None:
    said = say("visitor", "not_yet", visitor_opens_at=at(2), exhibitor_opens_at=at(9))
    assert said == "Visitor registration opens on 2 March 2027, 09:00 (Beijing time)."


def test_walk_ins_are_sent_to_the_desk(say: Say) -> None:
    said = say(
        "visitor",
        "closed",
        visitor_closes_at=at(15),
        switches={"walk_in": True, "id_check": True},
    )
    assert said.endswith("You can still register at the south gate. Bring your original ID.")


def test_without_walk_ins_nobody_is_sent_to_the_desk(say: Say) -> None:
    assert "no on-site registration" in say("visitor", "closed", visitor_closes_at=at(15))


def test_a_form_that_is_switched_off_names_no_time(say: Say) -> None:
    assert say("visitor", "off") == "Visitor registration is not open."
    assert say("exhibitor", "closed") == "Exhibitor applications are not open."


def test_the_end_of_the_show_is_said_for_both(say: Say) -> None:
    assert say("visitor", "over") == say("exhibitor", "over")
    assert say("visitor", "over") == "Expo is over. Thank you for your interest."
