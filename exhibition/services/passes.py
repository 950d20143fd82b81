"""Entry passes: made with a registration, moved with its status, taken back by staff."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from exhibition.domain import codes, keys
from exhibition.domain.clock import now
from exhibition.domain.errors import MoveRefused
from exhibition.domain.status import PassState, pass_state_for
from exhibition.models import EntryPass, Registration, Staff
from exhibition.queries import merges
from exhibition.services import audit


def new_uid() -> str:
    """A fresh random id that codes are derived from, 128 bits as 32 hex characters."""
    return secrets.token_hex(16)


def make(registration: Registration, key: bytes) -> EntryPass:
    """The pass of a new registration, in the state its status asks for."""
    code = keys.pass_code(key, registration.uid, 1)
    return EntryPass(
        registration=registration,
        revision=1,
        code_hash=keys.lookup_hash(code),
        state=pass_state_for(registration.kind, registration.status),
    )


def code_of(entry_pass: EntryPass, key: bytes) -> str:
    """The 29 characters in the QR code of a pass."""
    return keys.pass_code(key, entry_pass.registration.uid, entry_pass.revision)


def find(session: Session, text: str) -> EntryPass | None:
    """The pass behind a code as it was scanned or typed; None when malformed or unknown.

    A misread code never reaches the database: its check characters do not fit.
    """
    code = codes.parse_pass_code(text)
    if code is None:
        return None
    return session.scalar(select(EntryPass).where(EntryPass.code_hash == keys.lookup_hash(code)))


def follow_status(registration: Registration) -> None:
    """Moves the pass to where the registration's status puts it; a revoked pass stays revoked.

    The passes of what was merged into it follow, where they were let go on.
    """
    entry_pass = registration.entry_pass
    if entry_pass.state is not PassState.REVOKED:
        entry_pass.state = pass_state_for(registration.kind, registration.status)
    _lead_others(registration, entry_pass.state)


def end_others(registration: Registration) -> None:
    """Ends the passes of what was merged into a registration that is about to be deleted."""
    _lead_others(registration, PassState.VOID)


def revoke(session: Session, registration: Registration, staff: Staff, reason: str) -> None:
    """Takes a pass back for a reason. Raises ``MoveRefused`` when it already was."""
    entry_pass = registration.entry_pass
    if entry_pass.state is PassState.REVOKED:
        raise MoveRefused(current=entry_pass.state, target=PassState.REVOKED)
    entry_pass.state = PassState.REVOKED
    entry_pass.revoked_at = now()
    entry_pass.revoked_reason = reason
    _lead_others(registration, entry_pass.state)
    audit.write(
        session,
        "pass.revoke",
        actor="staff",
        staff=staff,
        show=registration.show,
        registration=registration,
        details={"reason": reason},
    )


def restore(session: Session, registration: Registration, staff: Staff) -> None:
    """Gives a revoked pass back, in the state the registration's status asks for."""
    entry_pass = registration.entry_pass
    if entry_pass.state is not PassState.REVOKED:
        raise MoveRefused(current=entry_pass.state, target=PassState.VALID)
    entry_pass.state = pass_state_for(registration.kind, registration.status)
    entry_pass.revoked_at, entry_pass.revoked_reason = None, ""
    _lead_others(registration, entry_pass.state)
    audit.write(
        session,
        "pass.restore",
        actor="staff",
        staff=staff,
        show=registration.show,
        registration=registration,
    )


def _lead_others(registration: Registration, state: PassState) -> None:
    """One person, one answer at the door: no other pass of theirs admits unless this one does."""
    session = object_session(registration)
    if session is None:
        return
    for merge in merges.into(session, registration.id):
        follows = merge.both_passes and state is not PassState.REVOKED
        theirs = state if follows else PassState.VOID
        entry_pass = merge.gone.entry_pass
        if entry_pass.state is not PassState.REVOKED:
            entry_pass.state = theirs
        _lead_others(merge.gone, theirs)
