"""Two-stage review on a page: what is recommended, and what the reader's word is worth."""

from typing import Any

from exhibition.database import db
from exhibition.domain.errors import N_
from exhibition.domain.rights import Right
from exhibition.domain.second_review import WEIGHTY, Word
from exhibition.domain.status import Kind, ReviewStatus
from exhibition.models import Recommendation, Registration
from exhibition.queries import recommendations
from exhibition.services import review, second_review
from exhibition.web import access

#: What a recommendation is called, by where it would lead.
RECOMMENDED = {
    ReviewStatus.ACCEPTED: N_("Recommended: accept"),
    ReviewStatus.WAITLISTED: N_("Recommended: waiting list"),
    ReviewStatus.DECLINED: N_("Recommended: decline"),
}


def standing(found: Registration) -> dict[str, Any]:
    """For the template: the open recommendation, and the reader's word.

    ``decisions`` are the steps that the reader can take right away, ``recommends`` those that they
    can only recommend.
    """
    if found.kind is not Kind.EXHIBITOR or not access.may(Right.DECIDE):
        possible = review.moves_from(found)
        return {"decisions": possible, "recommends": frozenset(), "recommendation": None}
    open_one = recommendations.open_of(db.session(), found)
    word = second_review.word_on(db.session(), found, access.current_staff(), open_one)
    possible = review.moves_from(found)
    if not second_review.may_undo(found.show, found.kind, access.current_staff(), found.status):
        possible -= {ReviewStatus.IN_REVIEW}
    weighty = possible & WEIGHTY
    return {
        "decisions": possible if word.counts else possible - weighty,
        "recommends": frozenset() if word.counts else weighty,
        "recommendation": open_one,
        "word": word,
        "is_mine": word is Word.OWN,
        "is_old": open_one is not None and is_old(found, open_one),
    }


def is_old(found: Registration, recommendation: Recommendation) -> bool:
    """Whether the record was changed after it was recommended."""
    return found.version != recommendation.version
