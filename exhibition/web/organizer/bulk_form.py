"""What was sent for many at once: the decision, whom it meets with their versions, the words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from exhibition.database import db
from exhibition.domain.errors import NotFound
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries import batches, questions, selection
from exhibition.queries.selection import Selection
from exhibition.services.bulk_plan import Order
from exhibition.web.organizer.recommend import RecommendForm
from exhibition.web.organizer.registrations import read_filter
from exhibition.web.organizer.review import DECISIONS
from exhibition.web.organizer.review_form import ReviewForm, SendBackForm

#: Before the word of a decision that is only recommended.
RECOMMEND = "recommend-"
FOR_MANY = (
    *("accept", "waitlist", "decline", "send-back", "take-up"),
    *(f"{RECOMMEND}{word}" for word in ("accept", "waitlist", "decline")),
)
_LONGEST = 40 * batches.MOST


@dataclass
class ManyForm:
    """One decision on many, as far as it was filled in."""

    #: As the form names it.
    name: str
    seen: Mapping[str, int]
    words: ReviewForm
    #: Nothing was typed yet, so nothing can be wrong.
    is_fresh: bool
    also_without_mail: bool = False
    #: How many were chosen beyond what one batch takes.
    beyond: int = 0

    @property
    def decision(self) -> str:
        """The word of the decision, recommended or taken."""
        return self.name.removeprefix(RECOMMEND)

    @property
    def recommends(self) -> bool:
        """Whether it is only recommended."""
        return self.name.startswith(RECOMMEND)

    @property
    def seen_text(self) -> str:
        """References and versions, for a hidden field."""
        return " ".join(f"{reference}.{version}" for reference, version in self.seen.items())

    def order(self) -> Order:
        """What the service gets."""
        target = DECISIONS[self.decision].target.value
        return Order(target, self.words.said(), self.also_without_mail, self.recommends)


def read(show: Show, kind: Kind) -> ManyForm:
    """The form of this request. Raises ``NotFound`` for what cannot be done with many."""
    name = request.form.get("decision", "")
    if name not in FOR_MANY or (kind is Kind.VISITOR and name not in ("accept", "decline")):
        raise NotFound()
    seen = _seen(request.form.get("seen", ""))
    also = request.form.get("without_mail") == "y"
    form = ManyForm(name, seen, _words(show, name), not seen, also)
    if not seen:
        _choose(form, show, kind)
    return form


def _words(show: Show, name: str) -> ReviewForm:
    if name == "send-back":
        return SendBackForm(show, questions.of_show(db.session(), show))
    if name.startswith(RECOMMEND):
        return RecommendForm(None, name.removeprefix(RECOMMEND))
    return ReviewForm()


def _choose(form: ManyForm, show: Show, kind: Kind) -> None:
    """The selection of a list, as it stands at this moment."""
    wanted = read_filter(request.form, show, kind)
    picked = Selection.from_args(request.form, wanted)
    session = db.session()
    ids = selection.ids(session, picked, at_most=batches.MOST)
    if len(ids) == batches.MOST:
        form.beyond = selection.count(session, picked) - batches.MOST
    form.seen = batches.versions(session, ids)


def _seen(text: str) -> dict[str, int]:
    pairs = (piece.partition(".") for piece in text[:_LONGEST].split()[: batches.MOST])
    return {
        reference: int(version)
        for reference, _, version in pairs
        if version.isascii() and version.isdigit() and len(version) < 10
    }
