"""The form of the Show page: all settings at once, so that one save keeps them together."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext

from exhibition.domain.bilingual import Bilingual
from exhibition.domain.errors import N_
from exhibition.domain.preset_parts import (
    EXHIBITOR_TYPE,
    LOCALES,
    MOTIFS,
    UNDECIDED,
    Contact,
    Switches,
)
from exhibition.domain.show import Window
from exhibition.domain.show_settings import Fault, ShowSettings, faults
from exhibition.domain.tasks import ON_OFFER, TaskSetting
from exhibition.models import Show, ShowQuestion
from exhibition.services.show_editing import name_of
from exhibition.web import formats
from exhibition.web.fields import Option, OwnField
from exhibition.web.organizer.show_inputs import BOTH_LANGUAGES, ShowInputs
from exhibition.web.organizer.show_labels import SWITCHES, TEXTS

_FAULTS: Mapping[str, str] = {
    "text_missing": BOTH_LANGUAGES,
    "placeholder": N_("%(piece)s is no placeholder here"),
    "closes_first": N_("Must be later than the opening"),
    "day_twice": N_("%(piece)s stands here twice"),
    "hours": N_("%(piece)s closes before it opens"),
    "retention_early": N_("Must not be before the last day of the show"),
    "id_reason_missing": N_("Say why: visitors read it beside the box"),
    "no_pass_type": N_("Offer at least one, or nobody can register"),
}
_MOTIFS: Mapping[str, str] = {
    "dots": N_("Dots"),
    "grid": N_("Grid"),
    "lines": N_("Lines"),
    "none": N_("None"),
}
#: Which questions of a show stand where, by form and page.
_QUESTION_PLACES: Mapping[tuple[str, str], str] = {
    ("visitor", "form"): N_("On the visitor form"),
    ("visitor", "success"): N_("After a visitor has registered"),
    ("visitor", "application"): N_("Later, on the visitor’s page"),
    ("exhibitor", "form"): N_("On the exhibitor form"),
    ("exhibitor", "success"): N_("After an exhibitor has applied"),
    ("exhibitor", "application"): N_("Later, on the exhibitor’s page"),
}
_LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English"}


class Problem(NamedTuple):
    """One line of the error summary."""

    field_id: str
    label: str
    sentence: str


class ShowForm(ShowInputs):
    """The inputs bound to one show: filled from it, checked together, read as one value."""

    def __init__(self, show: Show, present: ShowSettings, asked: Sequence[ShowQuestion]) -> None:
        self.zone = show.zone
        self.present = present
        self.asked = asked
        super().__init__(data=_values(show, present))
        self.default_locale.options = [Option(key, _LANGUAGES[key]) for key in LOCALES]
        self.motif.options = [Option(key, gettext(_MOTIFS[key])) for key in MOTIFS]
        self.confirmed.options = [Option(key, key) for key in sorted(present.samples)]
        self._offer(show)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether everything can be saved; all errors show at once."""
        right = super().validate(extra_validators)
        for fault in faults(self.settings()):
            field = self[_field_of(fault)]
            if not field.errors:
                field.errors = [gettext(_FAULTS[fault.code], piece=fault.piece)]
                right = False
        return right

    def settings(self) -> ShowSettings:
        """What was sent; a field that cannot be understood counts as empty."""
        texts = {key: self._pair(key) for key in TEXTS}
        return ShowSettings(
            texts=texts,
            days=self.days.value,
            visitor_window=Window(self.visitor_opens_at.value, self.visitor_closes_at.value),
            exhibitor_window=Window(self.exhibitor_opens_at.value, self.exhibitor_closes_at.value),
            contact=Contact(
                self.contact_phone.value, self.contact_email.value, self.notify_emails.value
            ),
            retention_until=self.retention_until.value,
            change_until=self.change_until.value,
            icp_no=self.icp_no.value,
            gongan_no=self.gongan_no.value,
            default_locale=self.default_locale.value,
            accent=self.accent.value,
            motif=self.motif.value,
            switches=self._switches(),
            # What exhibitors carry is never chosen on a form, and stays what it is.
            pass_types=self.pass_types.value | (self.present.pass_types & {EXHIBITOR_TYPE}),
            booth_types=self.booth_types.value,
            questions=self.questions.value,
            tasks={
                task: TaskSetting(self[f"task_{task}"].value, self[f"due_{task}"].value)
                for task in ON_OFFER
            },
            samples=frozenset(key for key in self.present.samples if self._is_sample(key, texts)),
        )

    def summary(self) -> list[Problem]:
        """What needs attention: the id to jump to, the field's label, the sentence."""
        found = [
            Problem(field.id, str(field.label.text), str(field.errors[0]))
            for field in self._fields.values()
            if isinstance(field, OwnField) and field.errors
        ]
        if self.csrf_token.errors:
            sentence = gettext("The page was open for a long time. Please save once more.")
            found.insert(0, Problem("save", gettext("Not saved"), sentence))
        return found

    def question_groups(self) -> list[tuple[str, list[Option]]]:
        """The questions by the place where they are asked, each place with its heading."""
        labels = {option.value: option for option in self.questions.options}
        return [
            (gettext(heading), options)
            for place, heading in _QUESTION_PLACES.items()
            if (options := [labels[name_of(q)] for q in self.asked if (q.form, q.page) == place])
        ]

    def _offer(self, show: Show) -> None:
        self.pass_types.options = [
            Option(row.slug, formats.localized(row.label))
            for row in show.pass_types
            if row.slug != EXHIBITOR_TYPE
        ]
        self.booth_types.options = [
            Option(row.slug, formats.localized(row.label)) for row in show.booth_types
        ]
        # Not everybody knows yet: this one is on every form, whatever is ticked.
        self.booth_types.locked = self.present.booth_types & {UNDECIDED}
        self.questions.options = [
            Option(name_of(row), formats.localized(row.as_question().label)) for row in self.asked
        ]
        self.questions.locked = frozenset(
            name_of(row) for row in self.asked if row.required and row.enabled
        )

    def _pair(self, key: str) -> Bilingual:
        return Bilingual(*(self[f"text_{key}_{language}"].value for language in LOCALES))

    def _switches(self) -> Switches:
        values = {key: self[key].value for key in SWITCHES}
        values["min_age"] = values["min_age"] or 0
        values["id_keep_days"] = values["id_keep_days"] or Switches.id_keep_days
        values["raw_min_area"] = values["raw_min_area"] or Switches.raw_min_area
        return Switches(**values)

    def _is_sample(self, key: str, texts: Mapping[str, Bilingual]) -> bool:
        """Until it is ticked off, emptied, or written anew in both languages."""
        if key in self.confirmed.value:
            return False
        if key not in texts:
            return True
        before, after = self.present.texts[key], texts[key]
        return bool(after) and not (before.zh != after.zh and before.en != after.en)


def _values(show: Show, present: ShowSettings) -> dict[str, Any]:
    """What the fields show before anything was typed."""
    values: dict[str, Any] = {
        f"text_{key}_{language}": text
        for key, pair in present.texts.items()
        for language, text in pair.to_mapping().items()
    }
    values |= asdict(present.switches)
    values["min_age"] = present.switches.min_age or None
    for task, setting in present.tasks.items():
        values |= {f"task_{task}": setting.in_use, f"due_{task}": setting.due_on}
    for form in ("visitor", "exhibitor"):
        window: Window = getattr(present, f"{form}_window")
        values[f"{form}_opens_at"] = _local(window.opens_at, show)
        values[f"{form}_closes_at"] = _local(window.closes_at, show)
    for name in (
        "days",
        "retention_until",
        "change_until",
        "icp_no",
        "gongan_no",
        "default_locale",
        "accent",
    ):
        values[name] = getattr(present, name)
    for name in ("motif", "pass_types", "booth_types", "questions"):
        values[name] = getattr(present, name)
    return values | {
        "version": str(show.version),
        "contact_phone": present.contact.phone,
        "contact_email": present.contact.email,
        "notify_emails": present.contact.notify_emails,
    }


def _local(moment: datetime | None, show: Show) -> str:
    return f"{moment.astimezone(show.zone):%Y-%m-%dT%H:%M}" if moment else ""


def _field_of(fault: Fault) -> str:
    first, _, rest = fault.place.partition(".")
    return f"text_{rest.replace('.', '_')}" if first == "texts" else fault.place
