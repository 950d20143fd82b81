"""Staff: who may sign in, and the one-time links that let them in first.

Links are known by random tokens of which only the SHA-256 is stored.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from exhibition.domain.clock import now
from exhibition.domain.errors import AddressTaken, LinkSpent, NotFound
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.rights import EXPORT_BY_ITSELF, Grant, Role
from exhibition.domain.typed_text import fold_width
from exhibition.models import Staff, StaffGrant, StaffLink, StaffSession
from exhibition.services import audit, grants, passwords, staff_sessions
from exhibition.services.audit import Actor

LINK_LIFE = timedelta(minutes=60)
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
    owners = select(StaffGrant.id).join(StaffGrant.staff)
    owners = owners.where(StaffGrant.role == Role.OWNER, Staff.is_active)
    return session.scalar(owners.limit(1)) is not None


def everywhere(role: Role) -> Grant:
    """A role in all shows, with the exports that belong to it by itself."""
    return Grant(role, may_export=role in EXPORT_BY_ITSELF)


def add(
    session: Session,
    email: str,
    wanted: Role | Iterable[Grant],
    password: str | None = None,
    *,
    actor: Actor = "command",
    by: Staff | None = None,
    address: str = "",
) -> Staff:
    """A new member of staff, with a role everywhere or with grants; without a password they need
    a link first.

    Raises ``AddressTaken``, ``NoGrant``, and IdentifierError ``email`` or ``password_length``.
    """
    typed = mailbox(email)
    kept = passwords.hashed(password) if password is not None else ""
    if find(session, typed) is not None:
        raise AddressTaken()
    member = Staff(email=typed, email_folded=folded(typed), password_hash=kept)
    session.add(member)
    given = [everywhere(wanted)] if isinstance(wanted, Role) else list(wanted)
    grants.give(session, member, given)
    details = {"email": typed, "after": {"grants": grants.told(session, given)}}
    audit.write(
        session, "staff.add", actor=actor, staff=by or member, details=details, address=address
    )
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


def new_link_for(
    session: Session,
    email: str,
    *,
    actor: Actor = "command",
    by: Staff | None = None,
    address: str = "",
) -> str:
    """The token of a new one-time link, good for 60 minutes. Raises ``NotFound``."""
    member = find(session, email)
    if member is None or not member.is_active:
        raise NotFound()
    token = secrets.token_urlsafe(TOKEN_BYTES)
    make_link(session, token, member, now() + LINK_LIFE)
    details = {"email": member.email}
    audit.write(
        session, "staff.link", actor=actor, staff=by or member, details=details, address=address
    )
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
    staff_sessions.end_all(session, link.staff)
    audit.write(session, "staff.password", actor="staff", staff=link.staff, address=address)
    session.flush()
    return link.staff


def verify(session: Session, email: str, password: str) -> Staff | None:
    """Who signs in with this; None for every kind of wrong, after the same work for each."""
    member = find(session, email)
    kept = member.password_hash if member is not None and member.is_active else ""
    return member if passwords.matches(kept, password) else None


def rename(session: Session, member: Staff, name: str) -> None:
    """What colleagues read instead of the mailbox; empty for the mailbox."""
    if member.name != name:
        details = {"before": {"name": member.name}, "after": {"name": name}}
        member.name = name
        audit.write(session, "staff.rename", actor="staff", staff=member, details=details)
        session.flush()


def change_password(
    session: Session, member: Staff, new: str, *, here: StaffSession | None, address: str = ""
) -> None:
    """Sets the password of somebody who has just shown the old one, and ends their sessions but
    the one they are in. Raises IdentifierError ``password_length``.
    """
    member.password_hash = passwords.hashed(new)
    staff_sessions.end_all(session, member, but=here)
    audit.write(session, "staff.password", actor="staff", staff=member, address=address)
    session.flush()


def set_active(
    session: Session, member: Staff, active: bool, *, by: Staff, address: str = ""
) -> None:
    """Lets somebody sign in again, or not any more from their next request on.

    Raises ``LastOwner``.
    """
    if member.is_active == active:
        return
    if not active:
        grants.refuse_last_owner(session, member)
        staff_sessions.end_all(session, member)
    member.is_active = active
    details = {
        "email": member.email,
        "before": {"is_active": not active},
        "after": {"is_active": active},
    }
    action = "staff.enable" if active else "staff.disable"
    audit.write(session, action, actor="staff", staff=by, details=details, address=address)
    session.flush()


def end_sessions_of(session: Session, member: Staff, *, by: Staff, address: str = "") -> int:
    """Signs somebody out everywhere; gives from how many browsers."""
    ended = staff_sessions.end_all(session, member)
    details = {"email": member.email, "sessions": ended}
    audit.write(
        session, "staff.end_sessions", actor="staff", staff=by, details=details, address=address
    )
    return ended


def keep_current(member: Staff, password: str) -> None:
    """Hashes a ``password`` that was just verified anew, where its parameters are old."""
    if passwords.is_outdated(member.password_hash):
        member.password_hash = passwords.hashed(password)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
