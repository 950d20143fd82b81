"""Staff: who may sign in, the one-time links that let them in first, and their sessions.

Links and sessions are known by random tokens of which only the SHA-256 is stored.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from exhibition.domain.clock import now
from exhibition.domain.errors import AddressTaken, LinkSpent, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.typed_text import fold_width
from exhibition.models import Role, Staff, StaffLink, StaffSession
from exhibition.services import audit, passwords
from exhibition.services.audit import Actor

LINK_LIFE = timedelta(minutes=60)
#: A session ends after so long without a request, and after so long in any case.
SESSION_IDLE = timedelta(hours=12)
SESSION_LIFE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)

TOKEN_BYTES = 24

_MAILBOX = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")
_MAILBOX_MAX = 254


def mailbox(text: str) -> str:
    """The address somebody signs in with, as typed but in narrow characters.

    A name inside a house network (``boss@hall.local``) will do: it is not written to.
    Raises IdentifierError ``email``.
    """
    address = fold_width(text[: 2 * _MAILBOX_MAX])
    if len(address) > _MAILBOX_MAX or not _MAILBOX.fullmatch(address):
        raise IdentifierError("email")
    return address


def has_owner(session: Session) -> bool:
    """Whether somebody owns the installation."""
    owners = select(Staff.id).where(Staff.role == Role.OWNER, Staff.is_active)
    return session.scalar(owners.limit(1)) is not None


def add(
    session: Session,
    email: str,
    role: Role,
    password: str | None = None,
    *,
    actor: Actor = "command",
    address: str = "",
) -> Staff:
    """A new member of staff; without a password they need a link first.

    Raises ``AddressTaken``, and IdentifierError ``email`` or ``password_length``.
    """
    typed = mailbox(email)
    kept = passwords.hashed(password) if password is not None else ""
    if find(session, typed) is not None:
        raise AddressTaken()
    member = Staff(email=typed, email_folded=folded(typed), role=role, password_hash=kept)
    session.add(member)
    session.flush()
    details = {"email": typed, "role": role.value}
    audit.write(session, "staff.add", actor=actor, staff=member, details=details, address=address)
    return member


def folded(email: str) -> str:
    """What an address is looked up by: the same for every way of typing it, empty for none."""
    try:
        return mailbox(email).lower()
    except IdentifierError:
        return ""


def find(session: Session, email: str) -> Staff | None:
    """The member of staff with this address."""
    # Asked for an empty one too: what is no address must not be answered faster than one.
    return session.scalar(select(Staff).where(Staff.email_folded == folded(email)))


def make_link(session: Session, token: str, staff: Staff | None, expires_at: datetime) -> StaffLink:
    """A one-time link for ``staff``, or for the first owner; earlier unused ones end."""
    session.execute(
        delete(StaffLink).where(
            StaffLink.staff_id == staff.id if staff else StaffLink.staff_id.is_(None),
            StaffLink.consumed_at.is_(None),
        )
    )
    link = StaffLink(token_hash=_hash(token), staff=staff, expires_at=expires_at)
    session.add(link)
    session.flush()
    return link


def new_link_for(session: Session, email: str, *, actor: Actor = "command") -> str:
    """The token of a new one-time link, good for 60 minutes. Raises ``NotFound``."""
    member = find(session, email)
    if member is None or not member.is_active:
        raise NotFound()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    make_link(session, token, member, now() + LINK_LIFE)
    audit.write(session, "staff.link", actor=actor, staff=member)
    return token


def find_link(session: Session, token: str) -> StaffLink:
    """The link that can still be used. Raises ``LinkSpent`` for any other."""
    # Locked (where the database locks rows), so that two clicks cannot both use it.
    link = session.scalar(
        select(StaffLink).where(StaffLink.token_hash == _hash(token)).with_for_update()
    )
    if link is None or link.consumed_at is not None or link.expires_at <= now():
        raise LinkSpent()
    if has_owner(session) if link.staff is None else not link.staff.is_active:
        raise LinkSpent()
    return link


def consume_link(
    session: Session, token: str, password: str, email: str | None = None, *, address: str = ""
) -> Staff:
    """Sets the password of the link's person and ends their sessions; nobody is signed in by it.

    The first owner's link makes that owner, with ``email``. Raises ``LinkSpent``,
    ``AddressTaken``, and IdentifierError ``email`` or ``password_length``.
    """
    link = find_link(session, token)
    if link.staff is None:
        link.staff = add(session, email or "", Role.OWNER, password, actor="staff", address=address)
    else:
        link.staff.password_hash = passwords.hashed(password)
    link.consumed_at = now()
    end_sessions(session, link.staff)
    audit.write(session, "staff.password", actor="staff", staff=link.staff, address=address)
    session.flush()
    return link.staff


def verify(session: Session, email: str, password: str) -> Staff | None:
    """Who signs in with this; None for every kind of wrong, after the same work for each."""
    member = find(session, email)
    kept = member.password_hash if member is not None and member.is_active else ""
    return member if passwords.matches(kept, password) else None


def start_session(session: Session, member: Staff, password: str, *, address: str = "") -> str:
    """The token of a new session of somebody whose ``password`` was just verified."""
    if passwords.is_outdated(member.password_hash):
        member.password_hash = passwords.hashed(password)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(StaffSession(token_hash=_hash(token), staff_id=member.id))
    audit.write(session, "staff.sign_in", actor="staff", staff=member, address=address)
    session.flush()
    return token


def load_session(session: Session, token: str) -> StaffSession | None:
    """The session of this token with its person, while it lasts and the person is active."""
    at = now()
    return session.scalar(
        select(StaffSession)
        .join(StaffSession.staff)
        .options(joinedload(StaffSession.staff))
        .where(
            StaffSession.token_hash == _hash(token),
            StaffSession.ended_at.is_(None),
            StaffSession.last_seen_at > at - SESSION_IDLE,
            StaffSession.created_at > at - SESSION_LIFE,
            Staff.is_active,
        )
    )


def is_due(signed_in: StaffSession) -> bool:
    """Whether the last request of a session was so long ago that a new one is worth a write."""
    return signed_in.last_seen_at <= now() - SEEN_EVERY


def mark_seen(session: Session, signed_in: StaffSession) -> None:
    """Remembers that the session was used just now."""
    session.execute(
        update(StaffSession).where(StaffSession.id == signed_in.id).values(last_seen_at=now())
    )


def end_session(session: Session, token: str, *, address: str = "") -> None:
    """Ends the session of this token, if it still runs."""
    found = load_session(session, token)
    if found is None:
        return
    found.ended_at = now()
    audit.write(session, "staff.sign_out", actor="staff", staff=found.staff, address=address)
    session.flush()


def end_sessions(session: Session, member: Staff) -> None:
    """Ends every session of a person."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == member.id, StaffSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
