"""Files that belong to a registration."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from exhibition.models import Registration, Upload


def present(session: Session, registration: Registration) -> list[Upload]:
    """The files that were neither replaced nor removed, oldest first."""
    return list(
        session.scalars(
            select(Upload)
            .where(Upload.registration_id == registration.id, Upload.removed_at.is_(None))
            .order_by(Upload.id)
        )
    )
