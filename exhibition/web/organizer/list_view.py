"""A list as its page shows it: rows, counts, and the addresses that lead to other views of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import current_app, url_for
from flask_babel import gettext

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.list_steps import NEEDED, ListStep
from exhibition.domain.questions import Question
from exhibition.domain.rights import Right
from exhibition.domain.status import Kind
from exhibition.models import Show
from exhibition.queries.filters import (
    OF_FIGURES,
    QUICK,
    RegistrationFilter,
)
from exhibition.queries.list_desk import Desk
from exhibition.queries.registrations import PAGE_SIZE, Totals
from exhibition.services import filter_words
from exhibition.web import access, formats
from exhibition.web.organizer import view_address
from exhibition.web.organizer.filter_choices import FilterChoices
from exhibition.web.organizer.list_cells import Line
from exhibition.web.organizer.list_columns import HEAD, Column
from exhibition.web.organizer.list_rows import ALL, COUNT
from exhibition.web.organizer.list_step_words import ENDPOINTS, TITLES
from exhibition.web.organizer.loading import LISTING

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """A word that leads somewhere."""

    word: str
    address: str
    here: bool = False
    count: int = 0


@dataclass(frozen=True)
class ListView(FilterChoices):
    """What the template of a list is given."""

    show: Show
    wanted: RegistrationFilter
    totals: Totals
    number: int
    lines: Sequence[Line]
    columns: Sequence[Column]
    questions: Sequence[Question]
    channels: Mapping[str, str]
    desk: Desk = field(default_factory=Desk)
    #: The keys of the columns that the address says itself.
    named: tuple[str, ...] = ()
    #: What the address asks for and the show does not have.
    left_out: Sequence[tuple[str, str]] = ()

    @property
    def listing(self) -> str:
        """The word for this list in addresses."""
        return LISTING[self.wanted.kind]

    def row_address(self, reference: str) -> str:
        """The page of a row, which knows the way back to this very list."""
        path = url_for(
            "organizer.registration",
            show_slug=self.show.slug,
            listing=self.listing,
            reference=reference,
        )
        return f"{path}?{urlencode(self.here)}" if self.here else path

    @property
    def decides_many(self) -> bool:
        """Whether rows of this list are decided together: those somebody applied with."""
        known = "organizer.decide_many" in current_app.view_functions
        return known and self.wanted.kind is Kind.EXHIBITOR

    @property
    def steps(self) -> list[Step]:
        """What the reader may do with many rows, reviewing and exporting aside."""
        return [
            Step(gettext(word), self._step_address(step))
            for step, word in TITLES.items()
            if access.may(NEEDED[step])
        ]

    def _step_address(self, step: ListStep) -> str:
        endpoint = ENDPOINTS[NEEDED[step]]
        return url_for(endpoint, show_slug=self.show.slug, listing=self.listing, step=step.value)

    @property
    def head(self) -> str:
        """The key of the column that a row is named after."""
        return HEAD[self.wanted.kind]

    @property
    def columns_address(self) -> str:
        """Where the columns are chosen, with the way back to this very list."""
        path = url_for("organizer.list_columns", show_slug=self.show.slug, listing=self.listing)
        return f"{path}?{urlencode(self.here)}" if self.here else path

    @property
    def views_address(self) -> str:
        """Where views are saved and put in order, with the way back to this very list."""
        path = url_for("organizer.list_views", show_slug=self.show.slug, listing=self.listing)
        return f"{path}?{urlencode(self.here)}" if self.here else path

    @property
    def views(self) -> list[Step]:
        """The saved views, the staff's first; the one the list shows is marked."""
        lines = sorted(self.desk.views, key=lambda line: not line.is_shared)
        kind, show = self.wanted.kind, self.show
        return [
            Step(
                line.name,
                view_address.full(show, kind, line.arguments, line.columns),
                view_address.is_here(line, self.arguments, self.named),
            )
            for line in lines
        ]

    @property
    def arguments(self) -> Pairs:
        """The filter as names and values, for the fields of a form."""
        return self.wanted.to_args()

    @property
    def here(self) -> Pairs:
        """All that the address of this list says, its page aside."""
        named = [("columns", ",".join(self.named))] if self.named else []
        return [*self.arguments, *named]

    def address(self, arguments: Pairs = (), page: int = 1) -> str:
        """The address of this list with other arguments."""
        pairs = [*arguments, *(pair for pair in self.here if pair[0] == "columns")]
        pairs += [("page", str(page))] if page > 1 else []
        path = url_for(f"organizer.{self.listing}", show_slug=self.show.slug)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def page_address(self, number: int) -> str:
        """The address of another page of the same list."""
        return self.address(self.arguments, number)

    @property
    def count_address(self) -> str:
        """This page with every row of the list counted."""
        address = self.page_address(self.number)
        return f"{address}{'&' if '?' in address else '?'}{COUNT}={ALL}"

    @property
    def is_full(self) -> bool:
        """Whether the page has as many rows as a page may have."""
        return len(self.lines) == PAGE_SIZE

    def sorted_by(self, key: str) -> Step:
        """The heading of a column that sorts: first upwards, then downwards."""
        falling = self.wanted.sort == key
        wanted = self.wanted.but(sort=f"-{key}" if falling else key)
        here = self.wanted.sort.removeprefix("-") == key
        return Step("", self.address(wanted.to_args()), here)

    def direction(self, key: str) -> str:
        """``ascending`` or ``descending`` where the list is sorted by this column, else empty."""
        if self.wanted.sort.removeprefix("-") != key:
            return ""
        return "descending" if self.wanted.sort.startswith("-") else "ascending"

    @property
    def quick(self) -> list[Step]:
        """The filters of one tap; the one that is on leads back."""
        kind, found = self.wanted.kind, []
        for quick in QUICK[kind]:
            if quick in OF_FIGURES and not access.may(Right.READ):
                continue
            here = self.wanted.quick is quick
            wanted = self.wanted.but(quick=None if here else quick)
            word = formats.localized(filter_words.quick_word(quick, kind))
            found.append(Step(word, self.address(wanted.to_args()), here))
        return found

    @property
    def everything(self) -> Step:
        """The list without any filter."""
        path = url_for(f"organizer.{self.listing}", show_slug=self.show.slug)
        return Step("", path, not self.wanted.narrows and not any(v.here for v in self.views))

    @property
    def chips(self) -> list[Step]:
        """The parts of the filter in words; each leads to the list without it."""
        found = []
        parts = filter_words.worded(self.wanted, self.show, self.questions, self.channels)
        for part in parts:
            if part.name != "quick":
                pair = (part.name, part.argument)
                rest = [other for other in self.arguments if other != pair]
                label, value = formats.localized(part.label), formats.localized(part.value)
                colon = "：" if formats.locale() == "zh" else ": "
                found.append(Step(f"{label}{colon}{value}", self.address(rest)))
        return found

    @property
    def unknown(self) -> list[str]:
        """What the address asks for in vain, in words."""
        colon = "：" if formats.locale() == "zh" else ": "
        return [f"{self._called(name)}{colon}{value[:40]}" for name, value in self.left_out]

    def _called(self, name: str) -> str:
        label = filter_words.label_of(name)
        asked = {one.slug: one.label for one in self.questions if one.form == self.wanted.kind}
        return formats.localized(label or asked.get(name)) or name[:40]

    @property
    def hidden(self) -> list[Step]:
        """What is left out, how often, and the address that shows it."""
        return [
            Step(
                formats.localized(_SHORT[switch]),
                self.address(self.wanted.but(**{switch: True}).to_args()),
                count=count,
            )
            for switch, count in self.totals.hidden.items()
        ]

    @property
    def shows_tests(self) -> bool:
        """Whether tests may stand among the rows."""
        return self.wanted.test and self.totals.shown > 0

    @property
    def channels_address(self) -> str:
        """Where entry QR codes are made; empty where there is no such page."""
        if "organizer.channels" not in current_app.view_functions:
            return ""
        return url_for("organizer.channels", show_slug=self.show.slug)


_SHORT: Mapping[str, Bilingual] = {
    "withdrawn": Bilingual("撤回", "withdrawn"),
    "revoked": Bilingual("撤证", "pass revoked"),
    "test": Bilingual("测试", "test"),
    "further": Bilingual("再次登记", "registered again"),
}
