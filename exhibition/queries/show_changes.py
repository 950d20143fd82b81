"""A show that moved: what waits to be told, what was told, and what that means to one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.show_changes import Facts
from exhibition.models import Show, ShowChange

# Every page of a registration asks: the statements are made once.
_ANNOUNCED = (
    select(ShowChange.before)
    .where(ShowChange.show_id == bindparam("show"), ShowChange.announced_at.is_not(None))
    .limit(1)
)
_LAST = _ANNOUNCED.order_by(ShowChange.number.desc())
_FIRST_SINCE = _ANNOUNCED.where(ShowChange.created_at > bindparam("since")).order_by(
    ShowChange.number
)


@dataclass(frozen=True)
class Moved:
    """What a reader held to be so, and what is so now."""

    before: Facts
    after: Facts


def facts_of(show: Show) -> Facts:
    """When and where the show is, as it stands."""
    return Facts(show.show_days, show.text("city"), show.text("venue"), show.text("address"))


def sequence(session: Session, show: Show) -> int:
    """How often the calendar entry of the show was replaced (RFC 5545, SEQUENCE); 0 at first.

    Counts what staff announced and what they left untold, never what still waits for them: so it
    only ever grows, also where a waiting change is edited back and disappears.
    """
    settled = or_(ShowChange.announced_at.is_not(None), ShowChange.dismissed_at.is_not(None))
    found = session.scalar(
        select(func.max(ShowChange.number)).where(ShowChange.show_id == show.id, settled)
    )
    return found or 0


def last_announced(session: Session, show: Show, since: datetime | None = None) -> Moved | None:
    """What readers have to be told on a page of the show; None where nothing was announced.

    Without ``since`` it is the last change alone. With it, it is everything announced that came
    after this aware moment, as one: from what stood then to what stands now; None for somebody
    who came later. Pages compare the two: moved there and back again there is nothing to tell.
    """
    if since is None:
        before = session.scalar(_LAST, {"show": show.id})
    else:
        before = session.scalar(_FIRST_SINCE, {"show": show.id, "since": since})
    return Moved(Facts.from_json(before), facts_of(show)) if before else None


def as_announced(session: Session, change: ShowChange) -> Moved:
    """What the mail of a change says when it leaves at last.

    Its own words, up to the newest that staff announced meanwhile: whoever waited in the outbox
    while the show moved again is not sent to where it was in between.
    """
    newest = session.scalar(
        select(ShowChange)
        .where(ShowChange.show_id == change.show_id, ShowChange.announced_at.is_not(None))
        .order_by(ShowChange.number.desc())
        .limit(1)
    )
    latest = newest or change
    return Moved(Facts.from_json(change.before), Facts.from_json(latest.after))


def pending(session: Session, show: Show, *, lock: bool = False) -> ShowChange | None:
    """The one change nobody decided about yet; with ``lock`` nobody else decides meanwhile."""
    wanted = select(ShowChange).where(
        ShowChange.show_id == show.id,
        ShowChange.announced_at.is_(None),
        ShowChange.dismissed_at.is_(None),
    )
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalar(wanted)


def settled(session: Session, show: Show) -> Sequence[ShowChange]:
    """What was announced or left untold, the newest first, with who decided it."""
    decided = or_(ShowChange.announced_at.is_not(None), ShowChange.dismissed_at.is_not(None))
    return session.scalars(
        select(ShowChange)
        .where(ShowChange.show_id == show.id, decided)
        .options(joinedload(ShowChange.staff))
        .order_by(ShowChange.number.desc())
    ).all()
