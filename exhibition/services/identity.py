"""Numbers of identity documents: kept sealed, shown one at a time, deleted after the show.

Of a number the log says only that somebody saw it, or that it is gone.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from exhibition.adapters import sealing
from exhibition.domain import identity, keys
from exhibition.domain.clock import now
from exhibition.domain.errors import NotFound
from exhibition.domain.identity import Document
from exhibition.models import IdentityDocument, Registration, Show, Staff
from exhibition.services import audit, record

_PURPOSE = "identity document"


def keep(session: Session, registration: Registration, document: Document, pass_key: bytes) -> None:
    """Keeps the document of a registration that is stored; only ``pass_key`` opens it again."""
    sealed = sealing.seal(_key(pass_key), document.number, registration.uid)
    session.add(
        IdentityDocument(registration_id=registration.id, kind=document.kind, sealed=sealed)
    )


def of(session: Session, registration: Registration, pass_key: bytes) -> Document | None:
    """The document of a registration, its number in full: mask it before anybody sees it.

    Raises ``NotOurs`` where another ``pass_key`` sealed it.
    """
    kept = session.get(IdentityDocument, registration.id)
    if kept is None:
        return None
    return Document(kept.kind, opened(kept.sealed, registration.uid, pass_key))


def opened(sealed: str, uid: str, pass_key: bytes) -> str:
    """The number that was sealed for the registration ``uid``. Raises ``NotOurs``."""
    return sealing.unseal(_key(pass_key), sealed, uid)


def reveal(
    session: Session,
    registration: Registration,
    staff: Staff,
    pass_key: bytes,
    *,
    address: str = "",
) -> Document:
    """The document in full, for one look that is written down. Raises ``NotFound``."""
    found = of(session, registration, pass_key)
    if found is None:
        raise NotFound()
    audit.write(
        session,
        "identity.reveal",
        actor="staff",
        staff=staff,
        show=registration.show,
        registration=registration,
        address=address,
    )
    return found


def forget(session: Session, registration: Registration) -> bool:
    """Deletes the number, because its consent was taken back; gives whether there was one."""
    record.lock(session, registration)
    return bool(_delete(session, IdentityDocument.registration_id == registration.id))


def delete_due(session: Session, at: datetime | None = None) -> int:
    """Deletes the numbers of every show whose time for them is over; gives how many.

    The time is the one that the consent named: days after the show, in the show's own zone.
    """
    moment, gone = at or now(), 0
    for show in session.scalars(select(Show).where(Show.id.in_(_shows_with_numbers()))):
        if not is_over(show, moment):
            continue
        of_show = select(Registration.id).where(Registration.show_id == show.id)
        count = _delete(session, IdentityDocument.registration_id.in_(of_show))
        gone += count
        audit.write(session, "identity.delete", actor="system", show=show, details={"count": count})
    return gone


def is_over(show: Show, at: datetime) -> bool:
    """Whether the numbers of this show have to be gone at the aware moment ``at``."""
    last = identity.deleted_after(show.show_days, kept_days(show)) or show.retention_until
    return last is not None and at.astimezone(show.zone).date() >= last + timedelta(days=1)


def kept_days(show: Show) -> int:
    """For how many days after the show its numbers are kept."""
    return int(show.switch("id_keep_days") or identity.KEPT_DAYS)


def _shows_with_numbers() -> Select[int]:
    kept = IdentityDocument.registration_id == Registration.id
    return select(Registration.show_id).join(IdentityDocument, kept).distinct()


def _delete(session: Session, which: ColumnElement[bool]) -> int:
    chosen = delete(IdentityDocument).where(which)
    ended = session.execute(chosen.execution_options(synchronize_session=False))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _key(pass_key: bytes) -> bytes:
    return keys.sealing_key(pass_key, _PURPOSE)
