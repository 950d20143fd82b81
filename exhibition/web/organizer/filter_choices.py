"""What the filter panel of a list offers to choose from."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from exhibition.domain.questions import Question
from exhibition.domain.search import fold
from exhibition.models import Show
from exhibition.queries.filters import (
    CONSENTS,
    NO_CHANNEL,
    RECOMMENDED,
    STATUSES,
    SWITCHES,
    RegistrationFilter,
    is_filter,
)
from exhibition.queries.list_desk import Desk
from exhibition.services import filter_words, second_review
from exhibition.services.export_words import COLUMNS, LEFT_OUT
from exhibition.services.export_words import STATUSES as STATUS_WORDS
from exhibition.web import formats
from exhibition.web.organizer import place_options

#: How many of the show's choice questions stand among the filters.
MOST_QUESTIONS = 2


class FilterChoices:
    """The choices of a list; what they are made from, its view holds."""

    show: Show
    wanted: RegistrationFilter
    questions: Sequence[Question]
    channels: Mapping[str, str]
    desk: Desk

    @property
    def consents(self) -> list[tuple[str, str]]:
        """The boxes a list can be narrowed to: name and word."""
        names = CONSENTS[self.wanted.kind]
        return [(name, formats.localized(COLUMNS[name])) for name in names]

    @property
    def tag_choices(self) -> list[tuple[str, str]]:
        """The tags in use, and the one that is asked for."""
        known = {fold(word) for word in self.desk.tags}
        asked = [self.wanted.tag] if self.wanted.tag and fold(self.wanted.tag) not in known else []
        same = (w for w in self.desk.tags if fold(w) == fold(self.wanted.tag))
        chosen = next(same, "")
        return [
            (self.wanted.tag if word == chosen else word, word)
            for word in [*self.desk.tags, *asked]
        ]

    @property
    def switches(self) -> list[tuple[str, str, bool]]:
        """The four switches: name, word, whether it is on."""
        return [
            (switch, formats.localized(LEFT_OUT[switch]), bool(getattr(self.wanted, switch)))
            for switch in SWITCHES
        ]

    @property
    def pass_types(self) -> list[tuple[str, str]]:
        """The kinds of pass to choose from."""
        return [(row.slug, formats.localized(row.label)) for row in self.show.pass_types]

    @property
    def channel_choices(self) -> list[tuple[str, str]]:
        """The channels to choose from, and none at all."""
        none = (NO_CHANNEL, formats.localized(filter_words.NOT_BY_CHANNEL))
        return [*self.channels.items(), none]

    @property
    def provinces(self) -> Markup:
        """The provinces as options."""
        return place_options.provinces(self.wanted.province)

    @property
    def countries(self) -> Markup:
        """The countries as options."""
        return place_options.countries(self.wanted.country)

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The states to choose from."""
        words = ((status, STATUS_WORDS[status]) for status in STATUSES[self.wanted.kind])
        return [(status, formats.localized(word)) for status, word in words]

    @property
    def choice_questions(self) -> list[Question]:
        """The questions that stand among the filters, and any other that is asked for."""
        usable = [q for q in self.questions if is_filter(q, self.wanted.kind) and q.enabled]
        asked = {option.question for option in self.wanted.options}
        return [
            question
            for at, question in enumerate(usable)
            if at < MOST_QUESTIONS or question.slug in asked
        ]

    @property
    def recommended(self) -> list[tuple[str, str]]:
        """What may be recommended, to choose from; nothing where one person decides."""
        asked = bool(self.wanted.recommended)
        if not asked and not second_review.is_on(self.show, self.wanted.kind):
            return []
        words = filter_words.RECOMMENDATIONS
        return [(key, formats.localized(words[key])) for key in RECOMMENDED]
