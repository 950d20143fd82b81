"""Ready to publish: each red line comes and goes for its own reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.config import Settings, load_settings
from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import Registration, Show
from exhibition.services import publishing, standing
from exhibition.services.publishing import Check, address_fault
from tests import cast, registrants

HTTPS = "https://expo.example.com"


def problems(session: Session, show: Show, **changes: Any) -> dict[Check, tuple[str, ...]]:
    facts: dict[str, Any] = {"base_url": HTTPS, "mail_configured": True, "at": now(), **changes}
    return {one.check: one.about for one in publishing.problems(session, show, **facts)}


def a_ready_show(session: Session, settings: Settings) -> Show:
    show = registrants.the_first_show(session)
    show.samples, show.retention_until = [], date(2099, 12, 31)
    registrants.a_visitor(session, settings, show)
    return show


def test_a_show_with_everything_is_ready(session: Session, settings: Settings) -> None:
    assert problems(session, a_ready_show(session, settings)) == {}


def test_a_new_installation_names_everything_that_is_missing(session: Session) -> None:
    show = registrants.the_first_show(session)
    found = problems(session, show, base_url="http://localhost:8000", mail_configured=False)
    assert set(found) == set(Check) - {Check.CONTACT, Check.WINDOWS}
    assert "venue" in found[Check.SAMPLES]


@pytest.mark.parametrize(
    ("base_url", "fault"),
    [
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),
        ("https://192.168.1.20", "ip"),
        ("https://203.0.113.9", "ip"),
        ("http://10.0.0.4:8000", "ip"),
        ("https://hall-pc", "name"),
        ("http://expo.example.com", "http"),
        (HTTPS, ""),
    ],
)
def test_an_address_that_does_not_work_everywhere_has_a_reason(
    base_url: str, fault: str, tmp_path: Any
) -> None:
    assert address_fault(base_url) == fault
    environ = {
        "EXHIBITION_INSTANCE": str(tmp_path),
        "BASE_URL": base_url,
        "EXHIBITION_ENV": "local",
    }
    # The pages that print a code say so by the same rule.
    assert load_settings(environ).network_only == bool(fault)


def test_a_window_that_is_over_names_its_form(session: Session, settings: Settings) -> None:
    show = a_ready_show(session, settings)
    show.exhibitor_closes_at = datetime(2020, 1, 1, tzinfo=UTC)
    assert problems(session, show) == {Check.WINDOWS: ("exhibitor",)}


def test_a_form_that_is_switched_off_may_be_over(session: Session, settings: Settings) -> None:
    show = a_ready_show(session, settings)
    show.exhibitor_closes_at = datetime(2020, 1, 1, tzinfo=UTC)
    show.switches = {**show.switches, "exhibitor_open": False}
    assert problems(session, show) == {}


def test_one_way_to_reach_the_organizer_is_enough(session: Session, settings: Settings) -> None:
    show = a_ready_show(session, settings)
    show.contact_phone = ""
    assert problems(session, show) == {}
    show.contact_email = ""
    assert set(problems(session, show)) == {Check.CONTACT}


def test_a_show_stays_tried_when_its_test_registrations_are_removed(
    session: Session, settings: Settings
) -> None:
    show = a_ready_show(session, settings)
    owner = cast.a_member(session)
    for registration in session.scalars(select(Registration)):
        standing.mark_test(session, registration, owner, True)
    session.commit()
    standing.remove_tests(session, show, Kind.VISITOR, owner)
    session.commit()
    assert Check.TRIED not in problems(session, show)
