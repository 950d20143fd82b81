"""The pictures of a show."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.models import Show, ShowPicture

#: So much of the hash stands in an address; what follows the old picture there is never the new.
DIGEST_LENGTH = 16


def of_show(session: Session, show: Show) -> dict[str, ShowPicture]:
    """The pictures a show has, by their place: ``logo``, ``picture``."""
    rows = select(ShowPicture).where(ShowPicture.show_id == show.id)
    return {row.slot: row for row in session.scalars(rows)}


def digest_of(picture: ShowPicture) -> str:
    """The part of its hash that stands in the address of a picture."""
    return picture.sha256[:DIGEST_LENGTH]
