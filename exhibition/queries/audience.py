"""Who has to be told of a change of a show, and who of them has a mailbox."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from exhibition.domain.show_changes import LANGUAGES, Facts, concerned
from exhibition.domain.status import GONE, PassState, ReviewStatus
from exhibition.models import EntryPass, Registration, Show, ShowChange

#: The same word for a visitor and an exhibitor.
_OUT = sorted({*GONE, ReviewStatus.DECLINED.value})


@dataclass(frozen=True)
class Audience:
    """How many registrations a change concerns."""

    with_mailbox: int
    without: int
    #: The most mails that one mailbox gets, such as that of a delegation's leader.
    most_to_one: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.with_mailbox + self.without


def anybody(session: Session, show: Show) -> bool:
    """Whether the show has registrations that plan by its dates."""
    wanted = select(Registration.id).where(Registration.show_id == show.id, _counts()).limit(1)
    return session.scalar(wanted) is not None


def of_change(session: Session, change: ShowChange) -> Audience:
    """How many there are whom the change concerns, with and without a mailbox."""
    with_mailbox = func.count().filter(Registration.email != "")
    row = session.execute(select(func.count(), with_mailbox).where(_concerned(change))).one()
    per_mailbox = (
        select(func.count().label("mails"))
        .where(has_mailbox(change))
        .group_by(func.lower(Registration.email))
        .subquery()
    )
    most = session.scalar(select(func.max(per_mailbox.c.mails))) or 0
    return Audience(with_mailbox=row[1], without=row[0] - row[1], most_to_one=most)


def has_mailbox(change: ShowChange) -> ColumnElement[bool]:
    """The condition of the registrations that are mailed of the change."""
    return and_(_concerned(change), Registration.email != "")


def _concerned(change: ShowChange) -> ColumnElement[bool]:
    """Who registered before the show moved and can read that it did.

    Whoever came later saw the new facts; whose pass was revoked has none that stays valid.
    """
    revoked = select(EntryPass.registration_id).where(EntryPass.state == PassState.REVOKED)
    found = [
        Registration.show_id == change.show_id,
        _counts(),
        Registration.created_at < change.created_at,
        Registration.id.not_in(revoked),
    ]
    readers = concerned(Facts.from_json(change.before), Facts.from_json(change.after))
    if len(readers) < len(LANGUAGES):
        found.append(Registration.locale.in_(sorted(readers)))
    return and_(*found)


def _counts() -> ColumnElement[bool]:
    return and_(Registration.status.not_in(_OUT), ~Registration.is_test)
