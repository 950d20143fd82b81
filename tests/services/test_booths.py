"""Booths: one exhibitor for each number, and what is held ends by itself."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from exhibition.domain.clock import now
from exhibition.domain.errors import BoothTaken
from exhibition.domain.status import BoothStatus, ReviewStatus
from exhibition.models import AuditEntry, OutboxMail, Role
from exhibition.services import booths, editing, standing
from tests.cast import a_member
from tests.registrants import an_exhibitor, the_first_show

HELD, CONFIRMED, NONE = BoothStatus.HELD, BoothStatus.CONFIRMED, BoothStatus.NONE


@pytest.fixture
def show(session):
    return the_first_show(session)


@pytest.fixture
def staff(session):
    return a_member(session, Role.MANAGER)


@pytest.fixture
def two(session, settings, show):
    return [
        an_exhibitor(session, settings, show, company_zh=f"第{n}公司", mobile=f"+861390013900{n}")
        for n in (1, 2)
    ]


def give(session, one, staff, booth, number, until=None):
    editing.set_tracks(
        session,
        one,
        staff,
        booth=booth,
        booth_no=number,
        version=one.version,
        held_until=until,
    )
    session.commit()


@pytest.mark.both_databases
def test_a_number_belongs_to_one_exhibitor(session, staff, two):
    first, second = two
    give(session, first, staff, CONFIRMED, "A101")
    give(session, first, staff, HELD, "A101")
    with pytest.raises(BoothTaken) as refused:
        give(session, second, staff, HELD, "ａ 101")
    assert refused.value.params["reference"] == first.reference
    session.rollback()
    assert second.application.booth is NONE
    give(session, first, staff, CONFIRMED, "A102")
    give(session, second, staff, HELD, "A101")
    assert second.application.booth_no == "A101"


def test_whoever_is_gone_keeps_no_booth_from_others(session, staff, two):
    give(session, two[0], staff, CONFIRMED, "A101")
    standing.move(session, two[0], staff, ReviewStatus.CANCELLED, "退出")
    session.commit()
    give(session, two[1], staff, CONFIRMED, "A101")
    assert two[1].application.booth_no == "A101"


@pytest.mark.both_databases
def test_what_is_held_ends_after_its_day_and_only_once(session, show, staff, two):
    first, second = two
    today = now().astimezone(show.zone).date()
    give(session, first, staff, HELD, "A101", today - timedelta(days=1))
    give(session, second, staff, HELD, "A102", today)
    version = first.version
    assert (booths.expire(session), booths.expire(session)) == (1, 0)
    session.commit()
    assert (first.application.booth, first.application.booth_no) == (NONE, "")
    assert second.application.booth is HELD
    assert first.version > version
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "booth.expire")).one()
    assert (entry.actor, entry.details["before"]["booth_no"]) == ("system", "A101")
    give(session, second, staff, HELD, "A101", today)


def test_a_confirmed_booth_has_no_end(session, show, staff, two):
    give(session, two[0], staff, CONFIRMED, "A101", now().date() - timedelta(days=9))
    assert two[0].application.held_until is None
    assert booths.expire(session) == 0


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_a_day_ends_at_midnight_where_the_show_is_and_tells_nobody(
    session, show, staff, two, monkeypatch, zone
):
    show.timezone = zone
    last = now().astimezone(show.zone).date() + timedelta(days=3)
    give(session, two[0], staff, HELD, "A101", last)
    mails = len(session.scalars(select(OutboxMail)).all())
    midnight = datetime.combine(last + timedelta(days=1), time(), show.zone).astimezone(UTC)
    monkeypatch.setattr(booths, "now", lambda: midnight - timedelta(seconds=1))
    assert booths.expire(session) == 0
    monkeypatch.setattr(booths, "now", lambda: midnight)
    assert booths.expire(session) == 1
    assert len(session.scalars(select(OutboxMail)).all()) == mails
