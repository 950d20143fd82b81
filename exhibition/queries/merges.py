"""What was merged into what. Merges that were undone count nowhere."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from exhibition.models import EntryPass, Merge, Registration


def of_gone(session: Session, registration_id: int) -> Merge | None:
    """The merge that ended a registration; None while it stands for itself."""
    return session.scalar(
        select(Merge)
        .where(Merge.gone_id == registration_id, Merge.undone_at.is_(None))
        .options(joinedload(Merge.kept), joinedload(Merge.staff))
    )


def into(session: Session, registration_id: int) -> Sequence[Merge]:
    """The merges that a registration was kept in, oldest first."""
    return session.scalars(
        select(Merge)
        .where(Merge.kept_id == registration_id, Merge.undone_at.is_(None))
        .options(
            joinedload(Merge.gone).joinedload(Registration.entry_pass), joinedload(Merge.staff)
        )
        .order_by(Merge.id)
    ).all()


def family(session: Session, registration_id: int) -> list[Merge]:
    """All that is read on a registration: what was merged into it, and into that in turn."""
    found: list[Merge] = []
    ahead = [registration_id]
    while ahead:
        for merge in into(session, ahead.pop()):
            found.append(merge)
            ahead.append(merge.gone_id)
    return found


def holder(session: Session, entry_pass: EntryPass) -> Registration:
    """Whom a pass admits: the one that stays where its own registration was merged away.

    Two passes with one holder are one person at the door.
    """
    found = entry_pass.registration
    while (merge := of_gone(session, found.id)) is not None:
        found = merge.kept
    return found
