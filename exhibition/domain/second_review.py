"""Two-stage review (两级审核): what somebody's word on an application is worth.

Where a show wants it, one person recommends and another with the right to it decides. Whoever
recommended does not decide, except where nobody else could: then the decision says so.
"""

from enum import StrEnum

from exhibition.domain.status import ReviewStatus

#: The switch of a show.
SWITCH = "second_review"
#: The steps that need two people. Sending back for correction decides nothing.
WEIGHTY = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.DECLINED, ReviewStatus.WAITLISTED})


class Word(StrEnum):
    """What a decision by somebody would be."""

    #: It counts.
    FINAL = "final"
    #: It counts, though nobody recommended it: there is no colleague who could have.
    ALONE = "alone"
    #: A recommendation, the first one.
    FIRST = "first"
    #: Another recommendation beside the open one, which is their own.
    OWN = "own"
    #: Another recommendation beside the open one, by a colleague.
    OTHER = "other"

    @property
    def counts(self) -> bool:
        """Whether it moves the application, rather than recommending."""
        return self in (Word.FINAL, Word.ALONE)


def word_of(
    staff_id: int, *, two_stages: bool, has_last_word: bool, alone: bool, recommended_by: int | None
) -> Word:
    """What the word of ``staff_id`` is worth.

    ``two_stages``: whether this registration needs two people; ``alone``: whether nobody else may
    review in the show; ``recommended_by``: whose open recommendation there is.
    """
    if not two_stages:
        return Word.FINAL
    if alone and has_last_word:
        return Word.ALONE
    if recommended_by is None:
        return Word.FIRST
    if recommended_by == staff_id:
        return Word.OWN
    return Word.FINAL if has_last_word else Word.OTHER
