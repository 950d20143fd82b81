"""Staff as a list: who they are, what they may, when they were last seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from exhibition.models import Staff, StaffGrant, StaffSession


@dataclass(frozen=True)
class StaffLine:
    """One person; ``last_seen`` is None for somebody who never signed in."""

    member: Staff
    last_seen: datetime | None


def everybody(session: Session) -> list[StaffLine]:
    """All of them, those who may sign in first, by mailbox."""
    seen = (
        select(StaffSession.staff_id, func.max(StaffSession.last_seen_at).label("at"))
        .group_by(StaffSession.staff_id)
        .subquery()
    )
    rows = session.execute(
        select(Staff, seen.c.at)
        .join(seen, seen.c.staff_id == Staff.id, isouter=True)
        .options(
            selectinload(Staff.grants).joinedload(StaffGrant.show),
            joinedload(Staff.totp),
            selectinload(Staff.passkeys),
        )
        .order_by(Staff.is_active.desc(), Staff.email_folded)
    )
    return [StaffLine(member, at) for member, at in rows]


def called(session: Session, email: str) -> str:
    """The name of whoever has a mailbox; the mailbox where there is none or nobody has it now."""
    return session.scalar(select(Staff.name).where(Staff.email == email)) or email


def find(session: Session, staff_id: int) -> Staff | None:
    """One of them."""
    return session.get(Staff, staff_id)
