"""Forms that were put aside and can still be gone on with."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exhibition.domain import keys
from exhibition.domain.clock import now
from exhibition.domain.codes import DraftToken
from exhibition.models import Draft, Show


def find(session: Session, token: DraftToken) -> Draft | None:
    """The draft a token opens; None when there is none, or no longer."""
    return session.scalar(
        select(Draft).where(Draft.token_hash == keys.lookup_hash(token), Draft.expires_at > now())
    )


def count(session: Session, show: Show) -> int:
    """How many a show has."""
    return session.scalar(select(func.count(Draft.id)).where(Draft.show_id == show.id)) or 0
