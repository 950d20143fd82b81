"""Channels: made once, never the same address twice, pointed somewhere else without a new print."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exhibition.config import Settings
from exhibition.database import db
from exhibition.domain.clock import now
from exhibition.domain.errors import AddressTaken
from exhibition.domain.status import Kind
from exhibition.models import AuditEntry, Channel, ChannelTarget, Registration, Show
from exhibition.queries import channels as channel_queries
from exhibition.services import channels
from exhibition.services.channels import ChannelKind
from tests import cast, registrants


def a_channel(session: Session, show: Show, slug: str = "", form: Kind = Kind.VISITOR) -> Channel:
    made = channels.make(
        session, show, name="七月文章", kind=ChannelKind.ARTICLE, forms=[form], slug=slug
    )
    session.commit()
    return made[0]


def scanned(app: Flask, session: Session, channel: Channel, day: date, times: int = 1) -> None:
    channel_id = channel.id
    session.commit()
    with app.app_context():
        for _ in range(times):
            channels.count_scan(db.engine, channel_id, day)


def test_an_address_made_here_is_short_and_has_no_look_alikes(session: Session) -> None:
    show = cast.a_show(session)
    slugs = {a_channel(session, show).slug for _ in range(40)}
    assert len(slugs) == 40
    assert all(len(slug) == 6 and not set(slug) & set("0o1li") for slug in slugs)


def test_two_forms_make_a_pair_for_one_article(session: Session) -> None:
    show = cast.a_show(session)
    made = channels.make(
        session,
        show,
        name="七月文章",
        kind=ChannelKind.ARTICLE,
        forms=[Kind.EXHIBITOR, Kind.VISITOR],
        slug="july",
    )
    assert [(one.slug, one.form) for one in made] == [
        ("july-e", "exhibitor"),
        ("july-v", "visitor"),
    ]
    assert made[0].article == made[1].article
    assert made[0].article is not None
    session.commit()
    assert channel_queries.of_article(session, made[1]) == made


@pytest.mark.both_databases
def test_an_address_in_use_is_refused_and_nothing_is_made(session: Session) -> None:
    show = cast.a_show(session)
    a_channel(session, show, "july-e")
    both = [Kind.VISITOR, Kind.EXHIBITOR]
    with pytest.raises(AddressTaken):
        channels.make(session, show, name="x", kind=ChannelKind.POSTER, forms=both, slug="july")
    session.rollback()
    assert [one.slug for one in session.scalars(select(Channel))] == ["july-e"]


def test_an_address_of_another_show_is_in_use_too(session: Session) -> None:
    a_channel(session, cast.a_show(session, "old"), "july")
    with pytest.raises(AddressTaken):
        a_channel(session, cast.a_show(session, "new"), "july")


def test_a_printed_code_points_to_the_new_edition_and_remembers_the_old(
    session: Session,
) -> None:
    old, new = cast.a_show(session, "old"), cast.a_show(session, "new")
    member = cast.a_member(session)
    channel = a_channel(session, old)
    channels.repoint(session, channel, new, Kind.EXHIBITOR, staff=member, address="192.0.2.7")
    session.commit()
    assert (channel.show, channel.form) == (new, "exhibitor")
    history = session.scalars(select(ChannelTarget).order_by(ChannelTarget.id)).all()
    assert [(one.show.slug, one.form, one.staff_id) for one in history] == [
        ("old", "visitor", None),
        ("new", "exhibitor", member.id),
    ]
    logged = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert logged is not None
    assert (logged.action, logged.address) == ("channel.repoint", "192.0.2.7")
    assert logged.details["before"] == {"show": "old", "form": "visitor"}


def test_pointing_where_it_points_already_writes_no_history(session: Session) -> None:
    show = cast.a_show(session)
    channel = a_channel(session, show)
    channels.repoint(session, channel, show, Kind.VISITOR)
    session.commit()
    assert len(session.scalars(select(ChannelTarget)).all()) == 1


def test_a_new_name_keeps_the_address_and_is_logged(session: Session) -> None:
    channel = a_channel(session, cast.a_show(session), "july")
    channels.rename(session, channel, "八月文章", ChannelKind.MENU)
    session.commit()
    assert (channel.slug, channel.name, channel.kind) == ("july", "八月文章", "menu")
    assert "channel.rename" in session.scalars(select(AuditEntry.action)).all()


@pytest.mark.both_databases
def test_scans_and_registrations_are_counted_by_channel(
    app: Flask, session: Session, settings: Settings
) -> None:
    show = registrants.the_first_show(session)
    channel = a_channel(session, show, "july")
    registrants.a_visitor(session, settings, show, channel="july")
    registrants.a_visitor(session, settings, show, channel="july", mobile="+8613800138001")
    registrants.a_visitor(session, settings, show, mobile="+8613800138002")
    scanned(app, session, channel, now().date(), 3)
    line = channel_queries.of_show(session, show)[0]
    assert (line.scanned, line.all_submitted) == (3, 2)


def test_what_lists_leave_out_is_left_out_of_the_counts(
    session: Session, settings: Settings
) -> None:
    show = registrants.the_first_show(session)
    a_channel(session, show, "july")
    test = registrants.a_visitor(session, settings, show, channel="july")
    gone = registrants.a_visitor(session, settings, show, channel="july", mobile="+8613800138001")
    # The same person once more.
    for _ in range(2):
        registrants.a_visitor(session, settings, show, channel="july", mobile="+8613800138002")
    session.execute(update(Registration).where(Registration.id == test.id).values(is_test=True))
    session.execute(
        update(Registration).where(Registration.id == gone.id).values(status="withdrawn")
    )
    session.commit()
    assert channel_queries.of_show(session, show)[0].all_submitted == 1


def test_each_edition_sees_the_scans_of_its_own_days(app: Flask, session: Session) -> None:
    old, new = cast.a_show(session, "old"), cast.a_show(session, "new")
    channel = a_channel(session, old, "july")
    today = now().astimezone(old.zone).date()
    scanned(app, session, channel, today - timedelta(days=9), 5)
    channels.repoint(session, channel, new, Kind.VISITOR)
    session.commit()
    scanned(app, session, channel, today, 2)
    assert channel_queries.line(session, old, channel).scanned == 5
    assert channel_queries.line(session, new, channel).scanned == 2


def test_a_channel_that_moved_on_still_stands_in_the_list_of_its_old_show(
    session: Session,
) -> None:
    old, new = cast.a_show(session, "old"), cast.a_show(session, "new")
    other = cast.a_show(session, "other")
    channel = a_channel(session, old, "july")
    channels.repoint(session, channel, new, Kind.VISITOR)
    session.commit()
    for show, expected in ((old, [channel]), (new, [channel]), (other, [])):
        assert [line.channel for line in channel_queries.of_show(session, show)] == expected
    assert channel_queries.find(session, other, "july") is None


@pytest.mark.both_databases
def test_days_are_those_of_the_show_and_the_empty_ones_stand_there_too(
    app: Flask, session: Session, settings: Settings
) -> None:
    show = registrants.the_first_show(session)
    channel = a_channel(session, show, "july")
    registrants.a_visitor(session, settings, show, channel="july")
    # Two minutes before midnight in Guangzhou, which is still the afternoon in UTC.
    today = now().astimezone(show.zone).replace(hour=23, minute=58)
    session.execute(update(Registration).values(created_at=today - timedelta(days=1)))
    session.commit()
    scanned(app, session, channel, today.date())
    days = channel_queries.by_day(session, show, channel, today.date(), 3)
    assert [(day.scanned, day.submitted) for day in days] == [(0, 0), (0, 1), (1, 0)]
    assert days[-1].day == today.date()
