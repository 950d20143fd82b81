"""The organizer's logo and the picture of a show: set, replaced, taken away."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exhibition.adapters.file_store import StoredFile
from exhibition.domain.clock import now
from exhibition.domain.errors import Stale
from exhibition.models import Show, ShowPicture, Staff
from exhibition.queries import show_pictures
from exhibition.services import audit

SLOTS = ("logo", "picture")


def put(
    session: Session,
    show: Show,
    slot: str,
    file: StoredFile,
    size: tuple[int, int],
    *,
    staff: Staff,
    address: str = "",
) -> str:
    """Puts a stored picture of ``size`` (width, height in pixels) into its place.

    Gives the stored name of the one it replaces, to be discarded after the commit; empty where
    there was none. Raises ``Stale`` when somebody else put the first one there at this moment.
    """
    row = show_pictures.of_show(session, show).get(slot)
    replaced = row.stored_name if row else ""
    if row is None:
        row = ShowPicture(show_id=show.id, slot=slot)
        session.add(row)
    row.stored_name, row.sha256 = file.stored_name, file.sha256
    row.media_type, row.size = file.media_type, file.size
    row.width, row.height = size
    row.created_at = now()
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale() from error
    _note(session, "show.picture", show, staff, address, slot=slot, sha256=file.sha256)
    return replaced


def remove(session: Session, show: Show, slot: str, *, staff: Staff, address: str = "") -> str:
    """Takes a picture away; gives its stored name, to be discarded after the commit, or nothing."""
    row = show_pictures.of_show(session, show).get(slot)
    if row is None:
        return ""
    session.delete(row)
    session.flush()
    _note(session, "show.picture_remove", show, staff, address, slot=slot, sha256=row.sha256)
    return row.stored_name


def _note(
    session: Session, action: str, show: Show, staff: Staff, address: str, **details: str
) -> None:
    audit.write(
        session, action, actor="staff", staff=staff, show=show, details=details, address=address
    )
