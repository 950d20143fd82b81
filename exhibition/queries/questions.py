"""The questions of a show as rules, read once for each version of the show."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from exhibition.domain.questions import Form, Page, Question
from exhibition.models import Show, ShowQuestion

#: (database, show id, show version) -> questions. ``load_preset`` and the Show page count the
#: version up, so a stale entry is never asked for again.
_read: dict[tuple[str, int, int], tuple[Question, ...]] = {}
_MOST = 64


def of_show(session: Session, show: Show) -> tuple[Question, ...]:
    """Every question the show ever asked, in order, for both forms; retired ones not enabled."""
    key = (str(session.get_bind().engine.url), show.id, show.version)
    if key not in _read:
        if len(_read) >= _MOST:
            _read.clear()
        rows = session.scalars(
            select(ShowQuestion)
            .where(ShowQuestion.show_id == show.id)
            .order_by(ShowQuestion.position)
            .options(selectinload(ShowQuestion.choices))
        )
        _read[key] = tuple(row.as_question() for row in rows)
    return _read[key]


def asked(session: Session, show: Show, form: Form, page: Page) -> tuple[Question, ...]:
    """What one page of one form asks now, the show's days filled in."""
    days = [day.date for day in show.show_days]
    return tuple(
        question.with_days(days)
        for question in of_show(session, show)
        if question.form == form and question.page == page and question.with_days(days).askable
    )
