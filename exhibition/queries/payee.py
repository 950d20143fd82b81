"""The account exhibitors pay into: the one they see, the one that waits, and those before."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.rights import RIGHTS, Right
from exhibition.models import PayeeAccount, Show, Staff, StaffGrant

MOST = 20
_ABLE = [role for role, rights in RIGHTS.items() if Right.SETTINGS in rights]


def current(session: Session, show: Show) -> PayeeAccount | None:
    """The one exhibitors see."""
    return _in_state(session, show, "current")


def proposed(session: Session, show: Show) -> PayeeAccount | None:
    """The one that waits for a second person."""
    return _in_state(session, show, "proposed")


def history(session: Session, show: Show) -> Sequence[PayeeAccount]:
    """The latest accounts in any state, the newest first."""
    people = (PayeeAccount.proposed_by, PayeeAccount.decided_by, PayeeAccount.ended_by)
    return session.scalars(
        select(PayeeAccount)
        .where(PayeeAccount.show_id == show.id)
        .options(*map(joinedload, people))
        .order_by(PayeeAccount.id.desc())
        .limit(MOST)
    ).all()


def others(session: Session, show: Show, member: Staff) -> Sequence[Staff]:
    """Everybody else who may confirm an account of the show and can sign in."""
    here = or_(StaffGrant.show_id.is_(None), StaffGrant.show_id == show.id)
    able = select(StaffGrant.staff_id).where(here, StaffGrant.role.in_(_ABLE))
    return session.scalars(
        select(Staff)
        .where(Staff.id.in_(able), Staff.is_active.is_(True), Staff.id != member.id)
        .order_by(Staff.email_folded)
    ).all()


def _in_state(session: Session, show: Show, state: str) -> PayeeAccount | None:
    return session.scalar(
        select(PayeeAccount)
        .where(PayeeAccount.show_id == show.id, PayeeAccount.state == state)
        .options(joinedload(PayeeAccount.proposed_by), joinedload(PayeeAccount.decided_by))
    )
