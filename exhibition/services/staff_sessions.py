"""Sessions of staff: a row behind every signed-in browser, known by the hash of its token."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.models import Staff, StaffSession
from exhibition.services import audit

#: A session ends after so long without a request, and after so long in any case.
SESSION_IDLE = timedelta(hours=12)
SESSION_LIFE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)

TOKEN_BYTES = 24
DEVICE_MAX = 200


def start(
    session: Session, member: Staff, *, is_strong: bool = False, device: str = "", address: str = ""
) -> str:
    """The token of a new session of somebody who was just verified.

    ``is_strong`` says that more than a password was shown, ``device`` what the browser calls
    itself.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        StaffSession(
            token_hash=_hash(token),
            staff_id=member.id,
            is_strong=is_strong,
            device="".join(filter(str.isprintable, device))[:DEVICE_MAX],
            address=address,
        )
    )
    audit.write(session, "staff.sign_in", actor="staff", staff=member, address=address)
    session.flush()
    return token


def load(session: Session, token: str) -> StaffSession | None:
    """The session of this token with its person and what they may, while it lasts and the person
    is active.
    """
    wanted = select(StaffSession).join(StaffSession.staff)
    wanted = wanted.options(joinedload(StaffSession.staff).joinedload(Staff.grants))
    wanted = wanted.where(StaffSession.token_hash == _hash(token), Staff.is_active, *_lasting())
    return session.scalars(wanted).unique().one_or_none()


def lasting(session: Session, member: Staff) -> Sequence[StaffSession]:
    """The sessions of somebody that still run, the last used first."""
    wanted = select(StaffSession).where(StaffSession.staff_id == member.id, *_lasting())
    return session.scalars(
        wanted.order_by(StaffSession.last_seen_at.desc(), StaffSession.id.desc())
    ).all()


def is_due(signed_in: StaffSession) -> bool:
    """Whether the last request of a session was so long ago that a new one is worth a write."""
    return signed_in.last_seen_at <= now() - SEEN_EVERY


def mark_seen(session: Session, signed_in: StaffSession) -> None:
    """Remembers that the session was used just now."""
    session.execute(
        update(StaffSession).where(StaffSession.id == signed_in.id).values(last_seen_at=now())
    )


def mark_strong(session: Session, signed_in: StaffSession) -> None:
    """Remembers that its person has just shown a second factor."""
    session.execute(
        update(StaffSession).where(StaffSession.id == signed_in.id).values(is_strong=True)
    )


def end(session: Session, token: str, *, address: str = "") -> None:
    """Ends the session of this token, if it still runs."""
    found = load(session, token)
    if found is None:
        return
    found.ended_at = now()
    audit.write(session, "staff.sign_out", actor="staff", staff=found.staff, address=address)
    session.flush()


def end_one(session: Session, member: Staff, session_id: int, *, address: str = "") -> None:
    """Ends one of somebody's own sessions. Raises ``NotFound`` for any other."""
    found = session.scalar(
        select(StaffSession).where(
            StaffSession.id == session_id, StaffSession.staff_id == member.id, *_lasting()
        )
    )
    if found is None:
        raise NotFound()
    found.ended_at = now()
    details = {"sessions": 1}
    audit.write(
        session, "staff.end_sessions", actor="staff", staff=member, details=details, address=address
    )
    session.flush()


def end_others(
    session: Session, member: Staff, here: StaffSession | None, *, address: str = ""
) -> int:
    """Ends every session of somebody but the one they are in; gives how many."""
    ended = end_all(session, member, but=here)
    details = {"sessions": ended}
    audit.write(
        session, "staff.end_sessions", actor="staff", staff=member, details=details, address=address
    )
    return ended


def end_all(session: Session, member: Staff, *, but: StaffSession | None = None) -> int:
    """Ends every session of a person, ``but`` this one; gives how many."""
    ended = session.execute(
        update(StaffSession)
        .where(
            StaffSession.staff_id == member.id,
            StaffSession.ended_at.is_(None),
            StaffSession.id != (but.id if but is not None else -1),
        )
        .values(ended_at=now())
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _lasting() -> tuple[ColumnElement[bool], ...]:
    at = now()
    return (
        StaffSession.ended_at.is_(None),
        StaffSession.last_seen_at > at - SESSION_IDLE,
        StaffSession.created_at > at - SESSION_LIFE,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
