"""The audit log: who did what, to which show or registration, and from where."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy.orm import Session

from exhibition.models import AuditEntry, Registration, Show, Staff

Actor = Literal["staff", "registrant", "system", "command"]


def write(
    session: Session,
    action: str,
    *,
    actor: Actor,
    staff: Staff | None = None,
    show: Show | None = None,
    registration: Registration | None = None,
    details: Mapping[str, Any] | None = None,
    address: str = "",
) -> AuditEntry:
    """Appends one line. ``action`` is noun and verb, such as ``pass.revoke``.

    ``details`` are plain JSON values and never a token or a password; ``address`` is the client's,
    where there is one.
    """
    if any(touched is not None and touched.id is None for touched in (staff, show, registration)):
        session.flush()
    entry = AuditEntry(
        action=action,
        actor=actor,
        staff_id=staff.id if staff else None,
        show_id=show.id if show else None,
        registration_id=registration.id if registration else None,
        details=dict(details or {}),
        address=address,
    )
    session.add(entry)
    return entry
