"""What is said on the page of a step with many rows: which rows, with what, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext

from exhibition.database import db
from exhibition.domain.identifiers import IdentifierError, one_line
from exhibition.domain.list_steps import ListStep
from exhibition.models import Show
from exhibition.queries import cases
from exhibition.queries.selection import Selection
from exhibition.services.step_run import What
from exhibition.web.organizer.actions import REASON_MAX
from exhibition.web.organizer.case import TAG_MAX
from exhibition.web.organizer.list_step_words import SENTENCES, TITLES

NOBODY = "0"
_TAGS = (ListStep.TAG, ListStep.UNTAG)
_PEOPLE = (ListStep.SET_OWNER, ListStep.SET_ASSIGNEE)


@dataclass
class StepForm:
    """What was sent for one step."""

    step: ListStep
    picked: Selection
    tag: str = ""
    person: str = ""
    reason: str = ""
    problem: str = ""
    #: The colleagues to choose from, by id.
    colleagues: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls, show: Show, step: ListStep, picked: Selection) -> "StepForm":
        """The form of this request."""
        form = cls(step, picked)
        form.tag = form._line("step_tag", TAG_MAX) if form.asks_tag else ""
        form.reason = form._line("step_reason", REASON_MAX) if form.asks_reason else ""
        if form.asks_person:
            found = cases.colleagues(db.session(), show)
            form.colleagues = {str(one.id): one.name or one.email for one in found}
            person = request.form.get("step_person", "")
            form.person = person if person in (*form.colleagues, NOBODY) else ""
        return form

    @property
    def title(self) -> str:
        """What is done."""
        return gettext(TITLES[self.step])

    @property
    def sentence(self) -> str:
        """What comes of it, where that needs saying."""
        return gettext(SENTENCES[self.step]) if self.step in SENTENCES else ""

    @property
    def asks_tag(self) -> bool:
        """Whether it needs a tag."""
        return self.step in _TAGS

    @property
    def asks_person(self) -> bool:
        """Whether it needs a colleague, or nobody."""
        return self.step in _PEOPLE

    @property
    def asks_reason(self) -> bool:
        """Whether it needs a reason."""
        return self.step is ListStep.CANCEL

    @property
    def can_look(self) -> bool:
        """Whether enough is said to know whom it meets."""
        if self.problem and not self.asks_reason:
            return False
        return bool(self.tag or not self.asks_tag) and bool(self.person or not self.asks_person)

    def what(self) -> What:
        """With what the step is taken."""
        person = None if self.person in ("", NOBODY) else int(self.person)
        return What(self.tag, person, self.reason)

    def check_reason(self) -> bool:
        """Whether there is nothing left to ask before it is done."""
        if self.asks_reason and not self.reason and not self.problem:
            self.problem = gettext("Please give the reason")
        return not self.problem

    def _line(self, name: str, most: int) -> str:
        typed = request.form.get(name, "")
        try:
            return one_line(typed, most)
        except IdentifierError:
            self.problem = gettext("At most %(max)s characters", max=most)
            return typed[: 4 * most]
