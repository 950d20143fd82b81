"""The questions of a show as rules, read once for each version of the show."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exhibition.domain.questions import Form, Page, Question
from exhibition.models import Show, ShowQuestion

#: ``load_preset`` and the Show page count the version up, so a stale entry is never asked for
#: again; the moment tells it from a show of the same number in a restored database.
_Key = tuple[str, int, int, datetime]
_read: dict[_Key, tuple[Question, ...]] = {}
_MOST = 64


def of_show(session: Session, show: Show) -> tuple[Question, ...]:
    """Every question the show ever asked, in order, for both forms; retired ones not enabled."""
    key = (str(session.get_bind().engine.url), show.id, show.version, show.updated_at)
    found = _read.get(key)
    if found is None:
        if len(_read) >= _MOST:
            _read.clear()
        rows = session.scalars(
            select(ShowQuestion)
            .where(ShowQuestion.show_id == show.id)
            .order_by(ShowQuestion.position)
            .options(selectinload(ShowQuestion.choices))
        )
        found = _read[key] = tuple(row.as_question() for row in rows)
    return found


def asked(session: Session, show: Show, form: Form, page: Page) -> tuple[Question, ...]:
    """What one page of one form asks now, the show's days filled in."""
    days = [day.date for day in show.show_days]
    placed = (one for one in of_show(session, show) if one.form == form and one.page == page)
    return tuple(one for one in (place.with_days(days) for place in placed) if one.askable)
