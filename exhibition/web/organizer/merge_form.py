"""What staff chose of two registrations: which stays, whose value stands, what the codes do."""

from collections.abc import Collection
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from exhibition.models import Registration
from exhibition.services import erasing, merging
from exhibition.services.merging import Two
from exhibition.web import errors
from exhibition.web.organizer import alike_words


@dataclass
class MergeForm:
    """Two registrations, the older first, and what was chosen of them."""

    one: Registration
    other: Registration
    #: The reference of the one that stays.
    stays: str
    #: Name of a choice or slug of a question -> the reference whose value stands.
    chosen: dict[str, str]
    both_passes: bool
    #: How the page saw them.
    versions: dict[str, int]
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def fresh(cls, session: Session, one: Registration, other: Registration) -> "MergeForm":
        """As it is opened: what is usual is chosen, what is filled in rather than what is empty."""
        stays = merging.suggested(session, one, other)
        goes = other if stays is one else one
        taken = _fuller(stays, goes)
        return cls(
            one,
            other,
            stays.reference,
            {name: (goes if name in taken else stays).reference for name in differing(one, other)},
            # Every pass says that an earlier one stays valid; see docs/decisions/0012-merging.md.
            both_passes=True,
            versions={each.reference: each.version for each in (one, other)},
        )

    @classmethod
    def sent(cls, one: Registration, other: Registration, args: MultiDict[str, str]) -> "MergeForm":
        """As it was sent."""
        known = (one.reference, other.reference)
        stays = args.get("stays", "")
        sent = {name: args.get(f"take-{name}", "") for name in differing(one, other)}
        return cls(
            one,
            other,
            stays if stays in known else "",
            {name: value for name, value in sent.items() if value in known},
            both_passes=args.get("passes", "") == "both",
            versions={each: _number(args.get(f"version-{each}", "")) for each in known},
        )

    @property
    def kept(self) -> Registration:
        """The one that stays."""
        return self.one if self.stays == self.one.reference else self.other

    @property
    def gone(self) -> Registration:
        """The one that goes."""
        return self.other if self.kept is self.one else self.one

    def two(self) -> Two:
        """The pair as the page saw it."""
        kept, gone = self.kept, self.gone
        return Two(kept, gone, self.versions[kept.reference], self.versions[gone.reference])

    def taken(self) -> frozenset[str]:
        """What comes from the one that goes."""
        gone = self.gone.reference
        return frozenset(name for name, chosen in self.chosen.items() if chosen == gone)

    def problem(self, session: Session) -> str:
        """What has to be chosen still, or cannot be; empty where all is well."""
        self.wrong = [n for n in differing(self.one, self.other) if n not in self.chosen]
        if not self.stays:
            return gettext("Choose which registration stays.")
        if self.wrong:
            return gettext("Choose one of the two wherever they differ.")
        if erasing.is_kept(session, self.gone):
            return errors.spoken(merging.StaysItself(reference=self.gone.reference))
        return ""

    def look_again(self) -> None:
        """Takes the two as they are now for seen; what was chosen stays chosen."""
        self.versions = {one.reference: one.version for one in (self.one, self.other)}


def differing(one: Registration, other: Registration) -> list[str]:
    """The names of all that has to be chosen by hand."""
    found = merging.differences(one, other)
    return [*found.fields, *found.questions]


def _fuller(stays: Registration, goes: Registration) -> Collection[str]:
    """What the one that stays left empty and the other filled in."""
    empty = {line.name for line in alike_words.lines(stays, goes, ()) if not line.one}
    return empty | (goes.answers.keys() - stays.answers.keys())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
