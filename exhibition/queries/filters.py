"""What a list shows: one frozen object that the list, its counts and the export are made from.

It is read from an address and written back into one, so that a list can be bookmarked and sent to
a colleague. Whatever the address says that the show does not offer is left out, never an error.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from exhibition.domain import codes, places
from exhibition.domain.questions import Question
from exhibition.domain.status import GONE, Kind, ReviewStatus, VisitorStatus
from exhibition.models import Show

#: The value of ``channel`` for those who came by none; a slug has at least two characters.
NO_CHANNEL = "-"
SEARCH_MAX = 100
#: Rows that are chosen one by one.
TICKS_MAX = 500
TAG_MAX = 20

SWITCHES = ("withdrawn", "revoked", "test", "further")
#: Names of the address that no question can take for itself.
_OWN_NAMES = frozenset(
    {
        *("q", "status", "place", "from", "to", "quick", "sort", "page", "count", *SWITCHES),
        *("view", "columns"),
        *("ref", "all", "but", "expected", "tag", "reader", "recommended"),
        *("step_tag", "step_person", "step_reason", "seal", "confirm"),
    }
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Quick(StrEnum):
    """The filters of one tap."""

    TODAY = "today"
    WEEK = "week"
    TO_REVIEW = "to_review"
    NEEDS_INFO = "needs_info"
    NO_EMAIL = "no_email"
    DUPLICATES = "duplicates"
    #: Whoever reads the list looks after them.
    MINE = "mine"
    #: To be spoken to today, or earlier already.
    DUE = "due"
    #: Accepted, and something that is asked of them was not handed in.
    LACKING = "lacking"
    #: Something is open, and the day it was due is over.
    OVERDUE = "overdue"


#: Told by what stands among the figures of the show: what sales staff plan, and who owes money.
OF_FIGURES = frozenset({Quick.DUE, Quick.OVERDUE})
QUICK: Mapping[Kind, tuple[Quick, ...]] = {
    Kind.VISITOR: (
        Quick.TODAY,
        Quick.WEEK,
        Quick.TO_REVIEW,
        Quick.NO_EMAIL,
        Quick.DUPLICATES,
    ),
    Kind.EXHIBITOR: (
        Quick.TO_REVIEW,
        Quick.NEEDS_INFO,
        Quick.MINE,
        Quick.DUE,
        Quick.LACKING,
        Quick.OVERDUE,
        Quick.TODAY,
        Quick.WEEK,
    ),
}
STATUSES: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: tuple(VisitorStatus),
    Kind.EXHIBITOR: tuple(status for status in ReviewStatus if status != ReviewStatus.DRAFT),
}
#: The consents a list can be narrowed to, by the names of their boxes.
CONSENTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: ("consent_marketing", "consent_exhibitors"),
    Kind.EXHIBITOR: ("consent_marketing",),
}
GIVEN, NOT_GIVEN = "yes", "no"
#: What can be asked for of applications that a first reviewer recommended.
RECOMMENDED = ("any", "accepted", "waitlisted", "declined")
#: What a list may be sorted by; a minus in front turns it round.
SORTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.VISITOR: ("submitted", "name", "company", "status"),
    Kind.EXHIBITOR: ("submitted", "reference", "company", "status", "booth", "payment"),
}
NEWEST_FIRST = "-submitted"


class Args(Protocol):
    """A query string or a posted form: several values under one name."""

    def get(self, key: str, default: str, /) -> str:
        """The first value."""

    def getlist(self, key: str, /) -> list[str]:
        """Every value."""


@dataclass(frozen=True)
class ChosenOption:
    """A filter on one choice question; a group finds its items too."""

    question: str
    choice: str
    found: frozenset[str]


@dataclass(frozen=True)
class RegistrationFilter:
    """Which registrations of one kind of one show, and in which order."""

    show_id: int
    kind: Kind
    zone: ZoneInfo
    search: str = ""
    statuses: tuple[str, ...] = ()
    channel: str = ""
    country: str = ""
    province: str = ""
    pass_type: str = ""
    options: tuple[ChosenOption, ...] = ()
    #: Boxes that have to be ticked, or not, as they were last said.
    consents: tuple[tuple[str, bool], ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    quick: Quick | None = None
    #: A tag that staff put on them.
    tag: str = ""
    #: One of ``RECOMMENDED``, or empty.
    recommended: str = ""
    #: The four switches, off at first; see ``hides``.
    withdrawn: bool = False
    revoked: bool = False
    test: bool = False
    further: bool = False
    sort: str = NEWEST_FIRST
    #: References of the only rows to show, and of rows left out: what somebody ticked.
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    #: For a reader who sees numbers masked: a search must not spell out what the mask hides.
    masked: bool = False
    #: Who "mine" is about, by the id of staff.
    reader: int | None = None

    @classmethod
    def of(cls, show: Show, kind: Kind) -> "RegistrationFilter":
        """Everything of this kind that counts, newest first."""
        return cls(show.id, kind, show.zone)

    @classmethod
    def from_args(
        cls,
        args: Args,
        show: Show,
        kind: Kind,
        *,
        questions: Iterable[Question],
        channels: Collection[str],
    ) -> "RegistrationFilter":
        """The filter an address or a form asks for.

        ``channels`` are the slugs that may be asked for. Unknown names, values and sort keys are
        left out; the answer is then the list without them.
        """
        place = args.get("place", "")
        everything = args.get("all", "") == "1"
        return cls(
            show.id,
            kind,
            show.zone,
            search=_clean(args.get("q", "")),
            statuses=tuple(s for s in STATUSES[kind] if s in args.getlist("status")),
            channel=_one_of(args.get("channel", ""), (*channels, NO_CHANNEL)),
            country=place if places.is_country(place) else "",
            province=place if places.is_province(place) else "",
            pass_type=_one_of(args.get("pass_type", ""), [row.slug for row in show.pass_types]),
            options=_options(args, questions, kind),
            consents=_consents(args, kind),
            first_day=_day(args.get("from", "")),
            last_day=_day(args.get("to", "")),
            quick=next((quick for quick in QUICK[kind] if quick == args.get("quick", "")), None),
            tag=_clean(args.get("tag", ""))[:TAG_MAX],
            recommended=_one_of(args.get("recommended", ""), RECOMMENDED),
            reader=_number(args.get("reader", "")),
            withdrawn=args.get("withdrawn", "") == "1",
            revoked=args.get("revoked", "") == "1",
            test=args.get("test", "") == "1",
            further=args.get("further", "") == "1",
            sort=_sort(args.get("sort", ""), kind),
            only=() if everything else _ticks(args.getlist("ref")),
            without=_references(args.getlist("but")),
        )

    def to_args(self) -> list[tuple[str, str]]:
        """The names and values of the address; what is at rest is left out."""
        pairs = [
            ("q", self.search),
            *(("status", status) for status in self.statuses),
            ("channel", self.channel),
            ("place", self.place),
            ("pass_type", self.pass_type),
            *((option.question, option.choice) for option in self.options),
            *((name, GIVEN if given else NOT_GIVEN) for name, given in self.consents),
            ("from", self.first_day.isoformat() if self.first_day else ""),
            ("to", self.last_day.isoformat() if self.last_day else ""),
            ("tag", self.tag),
            ("recommended", self.recommended),
            ("quick", self.quick or ""),
            # A list that is written later, as a file, still has to know whose it is.
            ("reader", (self.reader or "") if self.quick is Quick.MINE else ""),
            *((switch, "1" if getattr(self, switch) else "") for switch in SWITCHES),
            ("sort", "" if self.sort == NEWEST_FIRST else self.sort),
            *(("ref", reference) for reference in self.only),
            *(("but", reference) for reference in self.without),
        ]
        return [(name, str(value)) for name, value in pairs if value]

    def but(self, **changes: object) -> "RegistrationFilter":
        """The same filter with some fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def place(self) -> str:
        """The province or else the country asked for."""
        return self.province or self.country

    @property
    def narrows(self) -> bool:
        """Whether anything but the switches and the order is asked for."""
        at_rest = RegistrationFilter(self.show_id, self.kind, self.zone)
        kept = {*SWITCHES, "sort", "reader"}
        names = (field.name for field in fields(self) if field.name not in kept)
        return any(getattr(self, name) != getattr(at_rest, name) for name in names)

    def hides(self, switch: str) -> bool:
        """Whether rows of this switch are left out of list, count and export alike.

        Asking for the withdrawn or for look-alikes by name shows them without their switch.
        """
        if switch == "withdrawn" and GONE.intersection(self.statuses):
            return False
        if switch == "further" and self.quick is Quick.DUPLICATES:
            return False
        return not getattr(self, switch)

    def option(self, question: str) -> str:
        """The option of a question that is asked for, or the empty string."""
        return next((o.choice for o in self.options if o.question == question), "")

    def consent(self, name: str) -> str:
        """``yes`` or ``no`` where a box is asked for, else the empty string."""
        return next((GIVEN if is_it else NOT_GIVEN for n, is_it in self.consents if n == name), "")

    def window(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """From when until before when, as aware moments, seen at the moment ``at``."""
        first, last = self.first_day, self.last_day
        today = at.astimezone(self.zone).date()
        if self.quick is Quick.TODAY:
            first = max(first or today, today)
        if self.quick is Quick.WEEK:
            monday = today - timedelta(days=today.weekday())
            first = max(first or monday, monday)
        begin = datetime.combine(first, time(), self.zone) if first else None
        end = _day_after(last, self.zone) if last else None
        return begin, end


def is_filter(question: Question, kind: Kind) -> bool:
    """Whether a list can be filtered by a question: one with options of its own."""
    own = question.form == kind.value and question.slug not in _OWN_NAMES
    return own and not question.takes_text and bool(question.choices)


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text[:SEARCH_MAX]).split())


def _one_of(value: str, known: Collection[str]) -> str:
    return value if value in known else ""


def _consents(args: Args, kind: Kind) -> tuple[tuple[str, bool], ...]:
    asked = ((name, args.get(name, "")) for name in CONSENTS[kind])
    return tuple((name, said == GIVEN) for name, said in asked if said in (GIVEN, NOT_GIVEN))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _sort(value: str, kind: Kind) -> str:
    return value if value.removeprefix("-") in SORTS[kind] else NEWEST_FIRST


def _ticks(texts: list[str]) -> tuple[str, ...]:
    # Ticks that are no references, or none at all where some were asked for, choose no row.
    return _references(texts) or (("-",) if texts else ())


def _references(texts: list[str]) -> tuple[str, ...]:
    parsed = (codes.parse_reference(text) for text in texts[:TICKS_MAX])
    return tuple(dict.fromkeys(reference for reference in parsed if reference))


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Far years leave no room for the time zone's offset.
    return day if 2000 <= day.year <= 2999 else None


def _day_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _options(args: Args, questions: Iterable[Question], kind: Kind) -> tuple[ChosenOption, ...]:
    """The choice filters of the address; a question or option of another show is no filter here."""
    found = []
    for question in questions:
        value = args.get(question.slug, "") if is_filter(question, kind) else ""
        if any(choice.slug == value for choice in question.choices):
            found.append(ChosenOption(question.slug, value, question.expand(value)))
    return tuple(found)
