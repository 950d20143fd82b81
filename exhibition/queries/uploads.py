"""Files that belong to a registration."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.models import Registration, ShowPicture, Upload


def present(session: Session, registration: Registration) -> list[Upload]:
    """The files that were neither replaced nor removed, oldest first."""
    return list(
        session.scalars(
            select(Upload)
            .where(Upload.registration_id == registration.id, Upload.removed_at.is_(None))
            .order_by(Upload.id)
        )
    )


def one(session: Session, registration: Registration, upload_id: int) -> Upload | None:
    """A file of this registration, also one that was removed and can still be taken back."""
    return session.scalar(
        select(Upload).where(Upload.id == upload_id, Upload.registration_id == registration.id)
    )


def removed(session: Session, registration: Registration) -> list[Upload]:
    """The files that were replaced or removed and are still kept, the latest first."""
    return list(
        session.scalars(
            select(Upload)
            .where(Upload.registration_id == registration.id, Upload.removed_at.is_not(None))
            .order_by(Upload.removed_at.desc(), Upload.id.desc())
        )
    )


def removed_before(session: Session, moment: datetime, most: int) -> list[Upload]:
    """Files of any registration that were removed before the aware ``moment``; ``most`` of them."""
    return list(
        session.scalars(
            select(Upload).where(Upload.removed_at < moment).order_by(Upload.id).limit(most)
        )
    )


def known_names(session: Session, names: Collection[str]) -> set[str]:
    """Those of the names on disk that a row refers to."""
    return {
        *session.scalars(select(Upload.stored_name).where(Upload.stored_name.in_(names))),
        *session.scalars(select(ShowPicture.stored_name).where(ShowPicture.stored_name.in_(names))),
    }
