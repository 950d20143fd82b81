"""Who has typed the right password and still has to show a second factor: for five minutes."""

import hashlib

from flask import session

from exhibition.database import db
from exhibition.models import Staff
from exhibition.web.auth import signing

_KEY = "second_step"
_PURPOSE = "second step"


def remember(member: Staff) -> None:
    """Keeps in the signed cookie who it is; a new password ends it."""
    session[_KEY] = signing.sign(_PURPOSE, [member.id, _mark(member)])


def recall() -> Staff | None:
    """Who it is; None when it was too long ago, or their password is another one by now."""
    found = _read()
    if found is None:
        return None
    member = db.session.get(Staff, found[0])
    right = member is not None and member.is_active and _mark(member) == found[1]
    return member if right else None


def staff_id() -> int:
    """Whose it says it is, without asking the database; 0 for nobody."""
    found = _read()
    return found[0] if found is not None else 0


def _read() -> tuple[int, str] | None:
    read = signing.read(_PURPOSE, str(session.get(_KEY, "")))
    if read is None:
        return None
    number, mark = read[0]
    return int(number), str(mark)


def _mark(member: Staff) -> str:
    return hashlib.sha256(member.password_hash.encode()).hexdigest()[:16]
