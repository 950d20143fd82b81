"""The numbers of the first page of the back office; each equals the list behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.domain.status import Kind
from exhibition.models import Channel, OutboxState, Show
from exhibition.queries import channels, outbox
from exhibition.queries.filters import Quick, RegistrationFilter
from exhibition.queries.outbox_filter import MailFilter
from exhibition.queries.registrations import totals


@dataclass(frozen=True)
class KindNumbers:
    """How many registrations of one kind count, since midnight in the show's zone and in all."""

    today: int
    total: int
    #: Waiting for somebody to decide.
    waiting: int


@dataclass(frozen=True)
class Source:
    """A channel and what it brought; None stands for those who came by no channel."""

    channel: Channel | None
    submitted: Mapping[Kind, int]

    @property
    def all_submitted(self) -> int:
        """Registrations of both kinds."""
        return sum(self.submitted.values())


@dataclass(frozen=True)
class Overview:
    """How a show stands."""

    kinds: Mapping[Kind, KindNumbers]
    #: The most fruitful first.
    sources: tuple[Source, ...]
    #: Mails of the show by state; a state without mails is missing.
    mails: Mapping[OutboxState, int]


def overview(session: Session, show: Show) -> Overview:
    """Everything the overview page counts."""
    return Overview(
        kinds={kind: _numbers(session, show, kind) for kind in Kind},
        sources=_sources(session, show),
        mails=outbox.counts(session, MailFilter(show.id)),
    )


def _numbers(session: Session, show: Show, kind: Kind) -> KindNumbers:
    everything = RegistrationFilter.of(show, kind)
    return KindNumbers(
        today=totals(session, everything.but(quick=Quick.TODAY)).shown,
        total=totals(session, everything).shown,
        waiting=totals(session, everything.but(quick=Quick.TO_REVIEW)).shown,
    )


def _sources(session: Session, show: Show) -> tuple[Source, ...]:
    brought = channels.submissions(session, show)
    rows = session.scalars(select(Channel).where(Channel.id.in_([key for key in brought if key])))
    found = [Source(channel, brought[channel.id]) for channel in rows]
    if None in brought:
        found.append(Source(None, brought[None]))
    return tuple(sorted(found, key=lambda source: -source.all_submitted))
