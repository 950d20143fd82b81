"""Who would be met by a decision on many, and who would be left alone and why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from exhibition.domain.second_review import WEIGHTY, Word, word_of
from exhibition.domain.status import Kind
from exhibition.models import Show, Staff
from exhibition.queries.batches import Chosen
from exhibition.services import review, second_review
from exhibition.services.review import Said


class Why(StrEnum):
    """Why somebody is left alone."""

    #: Their status does not allow the step.
    REFUSED = "refused"
    #: Changed since they were chosen.
    CHANGED = "changed"
    #: There would be a mail to send, and nowhere to send it.
    WITHOUT_MAIL = "without_mail"
    #: An earlier decision on many can still be taken back; its mail has not left.
    AWAITS_MAIL = "awaits_mail"
    #: None of the fields that are sent back is on their form.
    NO_FIELD = "no_field"
    #: Two stages: nobody recommended it yet.
    NOT_RECOMMENDED = "not_recommended"
    #: Two stages: whoever decides recommended it.
    OWN = "own"
    #: Two stages: without the right to the last word.
    NO_LAST_WORD = "no_last_word"
    #: Two stages: something else was recommended.
    OTHERWISE = "otherwise"
    #: Two stages: there is a recommendation already.
    RECOMMENDED = "recommended"


@dataclass(frozen=True)
class Order:
    """What is to be done with many."""

    target: str
    said: Said
    also_without_mail: bool = False
    #: Only recommend it.
    recommends: bool = False


@dataclass(frozen=True)
class Plan:
    """Who would be met by a decision, and who would not, by the reason."""

    decided: list[Chosen] = field(default_factory=list)
    left: Mapping[Why, list[Chosen]] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """How many are left alone."""
        return sum(map(len, self.left.values()))


@dataclass(frozen=True)
class Judge:
    """What the word of somebody is worth, asked once for all of a plan."""

    staff_id: int
    two_stages: bool
    has_last_word: bool
    alone: bool

    def word_on(self, one: Chosen) -> Word:
        """What it is worth on one of them."""
        return word_of(
            self.staff_id,
            two_stages=self.two_stages,
            has_last_word=self.has_last_word,
            alone=self.alone,
            recommended_by=one.recommended_by,
        )


def judge(session: Session, show: Show, kind: Kind, staff: Staff) -> Judge:
    """The word of ``staff`` on registrations of a show and kind."""
    two_stages = second_review.is_on(show, kind)
    return Judge(
        staff.id,
        two_stages,
        second_review.has_last_word(show, staff),
        two_stages and second_review.is_alone(session, show, staff),
    )


def plan(chosen: Iterable[Chosen], order: Order, seen: Mapping[str, int], judged: Judge) -> Plan:
    """Sorts the chosen; ``seen`` are their versions when they were chosen, by reference."""
    decided: list[Chosen] = []
    left: dict[Why, list[Chosen]] = defaultdict(list)
    for one in chosen:
        why = _why_not(one, order, seen, judged)
        (decided if why is None else left[why]).append(one)
    return Plan(decided, {why: left[why] for why in Why if why in left})


def comments_for(one: Chosen, said: Said) -> dict[str, str]:
    """What is sent back to one of them: a company has one of the two registration numbers."""
    not_theirs = "reg_no_overseas" if one.origin == "cn" else "uscc"
    return {name: text for name, text in said.comments.items() if name != not_theirs}


def _why_not(one: Chosen, order: Order, seen: Mapping[str, int], judged: Judge) -> Why | None:
    if one.version != seen.get(one.reference):
        return Why.CHANGED
    if order.target not in review.moves(one.kind, one.status, is_reviewed=one.is_reviewed):
        return Why.REFUSED
    if order.recommends:
        return Why.RECOMMENDED if one.recommended else None
    if order.said.comments and not comments_for(one, order.said):
        return Why.NO_FIELD
    if one.awaits_mail:
        return Why.AWAITS_MAIL
    announced = order.target in review.ANNOUNCED[one.kind]
    if announced and not one.email and not order.also_without_mail:
        return Why.WITHOUT_MAIL
    return _why_no_word(one, order, judged) if order.target in WEIGHTY else None


def _why_no_word(one: Chosen, order: Order, judged: Judge) -> Why | None:
    word = judged.word_on(one)
    if word.counts:
        # Whoever decides otherwise than recommended looks at that one.
        otherwise = word is Word.FINAL and one.recommended not in ("", order.target)
        return Why.OTHERWISE if judged.two_stages and otherwise else None
    if not judged.has_last_word:
        return Why.NO_LAST_WORD
    return Why.OWN if word is Word.OWN else Why.NOT_RECOMMENDED
