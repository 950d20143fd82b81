"""What channels brought: scans and registrations, always those of one show.

A channel outlives an edition. Its scans count for the show it pointed at on that day, its
registrations for the show they are in; these follow the rule of the lists, so that each number
equals the list behind it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from exhibition.domain.status import Kind
from exhibition.models import Channel, ChannelScans, ChannelTarget, Registration, Show
from exhibition.queries.conditions import shown
from exhibition.queries.filters import RegistrationFilter


@dataclass(frozen=True)
class ChannelLine:
    """One channel and what it brought to a show."""

    channel: Channel
    scanned: int
    submitted: Mapping[Kind, int]

    @property
    def all_submitted(self) -> int:
        """Registrations of both kinds."""
        return sum(self.submitted.values())


@dataclass(frozen=True)
class DayLine:
    """One day of a channel, in the show's calendar."""

    day: date
    scanned: int
    submitted: int


def of_show(session: Session, show: Show) -> list[ChannelLine]:
    """The channels that point or pointed at the show, or brought somebody to it; newest first."""
    found = list(
        session.scalars(
            select(Channel)
            .where(_belongs(show))
            .order_by(Channel.id.desc())
            .options(selectinload(Channel.targets), joinedload(Channel.show))
        )
    )
    scanned = _scanned(session, show, found)
    submitted = submissions(session, show)
    return [ChannelLine(one, scanned.get(one.id, 0), submitted.get(one.id, {})) for one in found]


def line(session: Session, show: Show, channel: Channel) -> ChannelLine:
    """One channel and what it brought to the show."""
    return ChannelLine(
        channel,
        _scanned(session, show, [channel]).get(channel.id, 0),
        submissions(session, show).get(channel.id, {}),
    )


def find(session: Session, show: Show, slug: str) -> Channel | None:
    """The channel of this short address, where it has to do with the show."""
    return session.scalar(select(Channel).where(Channel.slug == slug, _belongs(show)))


def of_article(session: Session, channel: Channel) -> list[Channel]:
    """The channels that were made together for one article, exhibitors first; at least this one."""
    if channel.article is None:
        return [channel]
    pair = select(Channel).where(Channel.article == channel.article)
    return list(session.scalars(pair.order_by(Channel.form, Channel.id)))


def possible_shows(session: Session, channel: Channel) -> list[Show]:
    """The shows a channel can point at, newest first; of demonstrations only its own."""
    wanted = select(Show).where(or_(Show.is_demo.is_(False), Show.id == channel.show_id))
    return list(session.scalars(wanted.order_by(Show.id.desc())))


def submissions(session: Session, show: Show) -> dict[int | None, dict[Kind, int]]:
    """Registrations by channel id and kind; None is for those who came by no channel."""
    found: dict[int | None, dict[Kind, int]] = {}
    for kind in Kind:
        rows = session.execute(
            select(Registration.channel_id, func.count())
            .where(*shown(RegistrationFilter.of(show, kind)))
            .group_by(Registration.channel_id)
        )
        for channel_id, number in rows:
            found.setdefault(channel_id, {})[kind] = number
    return found


def by_day(session: Session, show: Show, channel: Channel, last: date, days: int) -> list[DayLine]:
    """So many days up to ``last``, oldest first, the empty ones too."""
    wanted = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    scans = _scans_by_day(session, show, channel, wanted[0])
    submitted = _submitted_by_day(session, show, channel, wanted)
    return [DayLine(day, scans.get(day, 0), submitted.get(day, 0)) for day in wanted]


def _belongs(show: Show) -> ColumnElement[bool]:
    pointed = select(ChannelTarget.channel_id).where(ChannelTarget.show_id == show.id)
    brought = select(Registration.id).where(
        Registration.show_id == show.id,
        Registration.kind.in_(list(Kind)),
        Registration.channel_id == Channel.id,
    )
    return or_(Channel.id.in_(pointed), brought.correlate(Channel).exists())


def _scanned(session: Session, show: Show, channels: Sequence[Channel]) -> dict[int, int]:
    """Scans by channel id; only a channel that moved has to be looked at day by day."""
    settled = [one.id for one in channels if not _moved(one) and one.show_id == show.id]
    totals = session.execute(
        select(ChannelScans.channel_id, func.sum(ChannelScans.scans))
        .where(ChannelScans.channel_id.in_(settled))
        .group_by(ChannelScans.channel_id)
    )
    found = {channel_id: int(scans) for channel_id, scans in totals}
    for one in filter(_moved, channels):
        found[one.id] = sum(_scans_by_day(session, show, one, date.min).values())
    return found


def _moved(channel: Channel) -> bool:
    return len({target.show_id for target in channel.targets}) > 1


def _scans_by_day(session: Session, show: Show, channel: Channel, first: date) -> dict[date, int]:
    rows = session.execute(
        select(ChannelScans.day, ChannelScans.scans).where(
            ChannelScans.channel_id == channel.id, ChannelScans.day >= first
        )
    )
    return {day: scans for day, scans in rows if _show_of(channel.targets, day) == show.id}


def _show_of(targets: Iterable[ChannelTarget], day: date) -> int | None:
    """The show a channel pointed at on a day; the day of a change belongs to the later one."""
    found = None
    for target in targets:
        if found is None or target.since.astimezone(target.show.zone).date() <= day:
            found = target.show_id
    return found


def _submitted_by_day(
    session: Session, show: Show, channel: Channel, days: Sequence[date]
) -> dict[date, int]:
    starts = [_start(day, show) for day in days]
    # Days are those of the show's calendar, which neither database knows by itself.
    ends = [*starts[1:], _start(days[-1] + timedelta(days=1), show)]
    bucket = case(
        *((Registration.created_at < end, at) for at, end in enumerate(ends)), else_=len(days)
    )
    found: dict[date, int] = {}
    for kind in Kind:
        rows = session.execute(
            select(bucket, func.count())
            .where(
                *shown(RegistrationFilter.of(show, kind)),
                Registration.channel_id == channel.id,
                Registration.created_at >= starts[0],
                Registration.created_at < ends[-1],
            )
            .group_by(bucket)
        )
        for at, number in rows:
            found[days[at]] = found.get(days[at], 0) + number
    return found


def _start(day: date, show: Show) -> datetime:
    return datetime.combine(day, time(), show.zone)
