"""Decisions on many: what is chosen, and which batches can still be taken back."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, func, literal, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.status import Kind
from exhibition.models import (
    Application,
    Batch,
    BatchItem,
    OutboxMail,
    OutboxState,
    PassType,
    Recommendation,
    Registration,
    ReviewDecision,
    Show,
)
from exhibition.queries import recommendations

#: More are decided in several batches.
MOST = 5_000
#: Rows that one statement carries.
AT_ONCE = 500

Item = TypeVar("Item")


class Chosen(NamedTuple):
    """What a decision on many has to know about one of them; no more is read of it."""

    id: int
    reference: str
    version: int
    kind: Kind
    status: str
    company: str
    name: str
    email: str
    locale: str
    owner_revision: int
    created_at: datetime
    #: Whether anybody decides about it: a visitor of most pass types is not reviewed.
    is_reviewed: bool
    #: Of an application: "cn", "hkmotw", "overseas"; else empty.
    origin: str
    #: The status that is recommended, and by whom; empty and None where nothing is.
    recommended: str
    recommended_by: int | None
    #: Whether the mail of an earlier decision on many has not left.
    awaits_mail: bool


class Met(NamedTuple):
    """One registration that a batch met, as it is now."""

    id: int
    reference: str
    company: str
    name: str
    kind: Kind
    status: str
    #: Now, and as the batch left it.
    version: int
    left_version: int
    #: The step of the batch and the status before it; of a recommendation None and empty.
    decision_id: int | None
    from_status: str
    is_undone: bool


def in_parts(all_of: Iterable[Item]) -> Iterator[list[Item]]:
    """As many at a time as one statement carries."""
    rest = iter(all_of)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def chosen(session: Session, show: Show, kind: Kind, references: Collection[str]) -> list[Chosen]:
    """The registrations of a show and kind by their references, the oldest first, as they are at
    this moment.
    """
    found = [
        Chosen(*row)
        for some in in_parts(list(references)[:MOST])
        for row in session.execute(_CHOSEN.where(*_of(show, kind, some)))
    ]
    return sorted(found, key=lambda one: (one.created_at, one.id))


def versions(session: Session, ids: Collection[int]) -> Mapping[str, int]:
    """Reference and version of these registrations."""
    return {
        row.reference: row.version
        for some in in_parts(ids)
        for row in session.execute(
            select(Registration.reference, Registration.version).where(Registration.id.in_(some))
        )
    }


def find(session: Session, show: Show, batch_id: int) -> Batch | None:
    """The batch of this number, where it belongs to the show."""
    if batch_id >= 2**31:
        return None
    found = session.get(Batch, batch_id)
    return found if found is not None and found.show_id == show.id else None


def count(session: Session, batch: Batch) -> int:
    """How many it met."""
    table = Recommendation if batch.recommends else BatchItem
    return session.scalar(select(func.count()).where(table.batch_id == batch.id)) or 0


def met(session: Session, batch: Batch, most: int | None = None) -> list[Met]:
    """Whom it met, in the order of their submission, what was not undone with the rest first."""
    rows = _RECOMMENDED if batch.recommends else _DECIDED
    table = Recommendation if batch.recommends else BatchItem
    undone = Recommendation.closed_at.is_not(None) if batch.recommends else BatchItem.is_undone
    order = (undone, Registration.id)
    found = rows.where(table.batch_id == batch.id).order_by(*order).limit(most)
    return [Met(*row) for row in session.execute(found)]


def open_ones(session: Session, show: Show) -> Sequence[Batch]:
    """The batches of a show that can still be taken back, the newest first."""
    return session.scalars(
        select(Batch)
        .where(Batch.show_id == show.id, Batch.leaves_at > now(), Batch.undone_at.is_(None))
        .order_by(Batch.id.desc())
        .options(joinedload(Batch.staff))
    ).all()


def mails_waiting(session: Session, batch: Batch) -> int:
    """How many of its mails have not left."""
    waiting = select(func.count(OutboxMail.id)).where(
        OutboxMail.batch_id == batch.id, OutboxMail.state == OutboxState.QUEUED
    )
    return session.scalar(waiting) or 0


def _of(show: Show, kind: Kind, references: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.show_id == show.id,
        Registration.kind == literal(kind, Registration.kind.type),
        Registration.reference.in_(references),
    )


_AWAITS_MAIL = (
    select(OutboxMail.id)
    .where(
        OutboxMail.registration_id == Registration.id,
        OutboxMail.batch_id.is_not(None),
        OutboxMail.state == OutboxState.QUEUED,
        OutboxMail.attempts == 0,
    )
    .exists()
)
_OPEN = and_(Recommendation.registration_id == Registration.id, recommendations.is_open())
_CHOSEN: Any = (
    select(
        Registration.id,
        Registration.reference,
        Registration.version,
        Registration.kind,
        Registration.status,
        Registration.company,
        Registration.name,
        Registration.email,
        Registration.locale,
        Registration.owner_revision,
        Registration.created_at,
        (PassType.needs_review | (Registration.kind == Kind.EXHIBITOR)).label("is_reviewed"),
        func.coalesce(Application.origin, "").label("origin"),
        func.coalesce(Recommendation.target, "").label("recommended"),
        Recommendation.staff_id,
        _AWAITS_MAIL.label("awaits_mail"),
    )
    .join(PassType, PassType.id == Registration.pass_type_id)
    .join(Application, Application.registration_id == Registration.id, isouter=True)
    .join(Recommendation, _OPEN, isouter=True)
)
_WHO = (
    Registration.id,
    Registration.reference,
    Registration.company,
    Registration.name,
    Registration.kind,
    Registration.status,
    Registration.version,
)
_DECIDED: Any = (
    select(
        *_WHO,
        BatchItem.version.label("left_version"),
        BatchItem.decision_id,
        ReviewDecision.from_status,
        BatchItem.is_undone,
    )
    .join(BatchItem, BatchItem.registration_id == Registration.id)
    .join(ReviewDecision, ReviewDecision.id == BatchItem.decision_id)
)
_RECOMMENDED: Any = select(
    *_WHO,
    Recommendation.version.label("left_version"),
    Recommendation.decision_id,
    literal("").label("from_status"),
    Recommendation.closed_at.is_not(None).label("is_undone"),
).join(Recommendation, Recommendation.registration_id == Registration.id)
