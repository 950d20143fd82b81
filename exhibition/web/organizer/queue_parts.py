"""The parts of the queue: what waits for a recommendation, and what for the last word."""

from collections.abc import Sequence

from flask import request

from exhibition.database import db
from exhibition.domain.status import Kind
from exhibition.models import Recommendation, Registration, Show
from exhibition.queries import recommendations, review_queue
from exhibition.queries.review_queue import Part
from exhibition.services import review_queue as queue_service
from exhibition.services import second_review
from exhibition.web import access


def counted(show: Show, kind: Kind, waiting: int) -> list[tuple[Part, int]]:
    """The parts that are work for the reader, each with how many wait; one with all that are
    ``waiting`` where the show decides in one step.
    """
    session = db.session()
    parts = queue_service.parts(session, show, kind, access.current_staff())
    if parts == (review_queue.EVERYTHING,):
        return [(parts[0], waiting)]
    return [(part, review_queue.count(session, show, kind, part)) for part in parts]


def chosen(parts: Sequence[tuple[Part, int]]) -> Part:
    """The part that the address asks for, else the first in which something waits."""
    asked = [part for part, _ in parts if part.key == request.args.get("part", "")]
    waiting = [part for part, number in parts if number]
    return [*asked, *waiting, parts[0][0]][0]


def part_of(found: Registration) -> Part:
    """The part of the reader's queue that a registration is in now."""
    session = db.session()
    parts = queue_service.parts(session, found.show, found.kind, access.current_staff())
    if len(parts) == 1:
        return parts[0]
    return parts[0] if recommendations.open_of(session, found) is not None else parts[1]


def recommended(show: Show, kind: Kind, rows: Sequence[Registration]) -> dict[int, Recommendation]:
    """What is recommended for these rows, by their ids."""
    if not second_review.is_on(show, kind):
        return {}
    return recommendations.open_among(db.session(), [row.id for row in rows])


def next_of(show: Show, kind: Kind, after: Registration | None, key: str) -> Registration | None:
    """What the reader looks at next: of the part of this key first, then of the other."""
    session, staff = db.session(), access.current_staff()
    parts = queue_service.parts(session, show, kind, staff)
    for part in sorted(parts, key=lambda one: one.key != key):
        found = review_queue.next_after(session, show, kind, staff, after, part)
        if found is not None:
            return found
    return None
