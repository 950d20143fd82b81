"""The form of a schedule: which columns as what, when, for whom and what for."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms.validators import StopValidation

from exhibition.domain import identifiers
from exhibition.domain.export_rights import needed
from exhibition.domain.export_sets import ExportSet
from exhibition.domain.rights import Right
from exhibition.domain.schedule import Cadence, Rhythm
from exhibition.models import ExportSchedule, Staff
from exhibition.models.export import PURPOSE_MAX
from exhibition.services.exports import ExportFormat
from exhibition.services.schedules import Plan
from exhibition.web import formats, schedule_words
from exhibition.web.export_runner import ZIP
from exhibition.web.fields import BoxField, ChoiceField, Option, TextField
from exhibition.web.organizer.export_form import header_options
from exhibition.web.organizer.show_fields import ManyField, read_clock

_CHOOSE = lazy_gettext("Choose one")


class ClockField(TextField):
    """A time of day; ``value`` are minutes since midnight."""

    value: int  # type: ignore[assignment]

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, str, **options)
        self.attrs |= {"type": "time", "autocomplete": "off"}

    def pre_validate(self, _form: Any) -> None:
        """Reads the time, or raises StopValidation with the sentence."""
        try:
            at = read_clock(self.data)
        except ValueError:
            raise StopValidation(gettext("Enter a time such as 08:00")) from None
        self.value = at.hour * 60 + at.minute


class ScheduleForm(FlaskForm):
    """Everything about a schedule but its filter, which stays that of the list."""

    set = ChoiceField(lazy_gettext("Column set"), missing=_CHOOSE)
    format = ChoiceField(lazy_gettext("File"), "segments", missing=_CHOOSE)
    header = ChoiceField(lazy_gettext("Column headings"), "segments", missing=_CHOOSE)
    only_new = BoxField(lazy_gettext("Only new or changed since the last file of this schedule"))
    cadence = ChoiceField(lazy_gettext("How often"), "segments", missing=_CHOOSE)
    weekday = ChoiceField(lazy_gettext("Day, where it is weekly"), optional=False)
    at = ClockField(lazy_gettext("Time"), optional=False)
    readers = ManyField(
        lazy_gettext("Who is told"),
        hint=lazy_gettext(
            "Staff of this show who may have the list. They get a link that asks to sign in, never"
            " the file itself."
        ),
    )
    empty = ChoiceField(lazy_gettext("When there is nothing new"), "segments", missing=_CHOOSE)
    purpose = TextField(
        lazy_gettext("Purpose"),
        lambda text: identifiers.one_line(text, PURPOSE_MAX),
        missing=lazy_gettext("Say what the list is for"),
        hint=lazy_gettext("It is noted with every file."),
        attrs={"autocomplete": "off", "maxlength": PURPOSE_MAX},
    )

    def __init__(
        self,
        sets: Iterable[ExportSet],
        staff: Iterable[Staff],
        data: Mapping[str, Any],
    ) -> None:
        self.sets = {one.key: one for one in sets}
        super().__init__(data=data)
        self.set.options = [
            Option(one.key, formats.localized(one.name)) for one in self.sets.values()
        ]
        zips = any(one.makes_zip for one in self.sets.values())
        self.format.options = [
            Option(ExportFormat.XLSX, "Excel (XLSX)"),
            Option(ExportFormat.CSV, "CSV"),
            *([Option(ZIP, "ZIP")] if zips else []),
        ]
        self.header.options = header_options()
        self.cadence.options = [
            Option(Cadence.DAILY, gettext("Every day")),
            Option(Cadence.WEEKDAYS, gettext("Weekdays")),
            Option(Cadence.WEEKLY, gettext("Once a week")),
        ]
        self.weekday.options = [
            Option(str(number), name) for number, name in enumerate(schedule_words.weekdays())
        ]
        self.readers.options = [Option(str(one.id), reader_label(one)) for one in staff]
        self.empty.options = [
            Option("tell", gettext("A mail that says so")),
            Option("quiet", gettext("No mail")),
        ]

    def validate(self, *args: Any, **more: Any) -> bool:
        """Whether it can be made."""
        fine: bool = super().validate(*args, **more)
        if fine and self.format.value == ZIP and not self.chosen.makes_zip:
            self.format.errors = [gettext("Only badges and files come as a ZIP")]
            return False
        if fine and not self.readers.value:
            self.readers.errors = [gettext("Choose at least one person")]
            return False
        return fine

    @property
    def chosen(self) -> ExportSet:
        """The set, once the form is valid."""
        return self.sets[self.set.value]

    def plan(self, *, masked: bool, language: str) -> Plan:
        """What is asked for, once the form is valid; the set is named in ``language``."""
        cadence = Cadence(self.cadence.value)
        return Plan(
            chosen=self.chosen,
            set_name=self.chosen.name.in_(language),
            format=ZIP if self.chosen.is_files else self.format.value,
            header=self.header.value,
            purpose=self.purpose.value,
            masked=masked,
            only_new=self.only_new.value,
            tells_empty=self.empty.value == "tell",
            rhythm=Rhythm(cadence, int(self.weekday.value or 0), self.at.value),
            readers=[int(one) for one in self.readers.value],
        )


def reader_label(member: Staff) -> str:
    """Somebody as a choice."""
    return f"{member.name} · {member.email}" if member.name else member.email


def first_data(chosen: ExportSet, staff_id: int) -> dict[str, Any]:
    """What a new form begins with."""
    return {
        "set": chosen.key,
        "format": ExportFormat.XLSX.value,
        "header": chosen.header,
        "cadence": Cadence.WEEKDAYS.value,
        "weekday": "0",
        "at": "08:00",
        "readers": [str(staff_id)],
        "empty": "quiet",
        "only_new": False,
    }


def data_of(schedule: ExportSchedule) -> dict[str, Any]:
    """What the form of a schedule begins with."""
    return {
        "set": schedule.set_key,
        "format": schedule.format,
        "header": schedule.header,
        "cadence": schedule.cadence.value,
        "weekday": str(schedule.weekday),
        "at": f"{schedule.rhythm.at:%H:%M}",
        "readers": [str(row.staff_id) for row in schedule.recipients],
        "empty": "tell" if schedule.tells_empty else "quiet",
        "only_new": schedule.only_new,
        "purpose": schedule.purpose,
    }


def least_rights(*, masked: bool) -> frozenset[Right]:
    """What everybody who is told must be allowed, whichever set is chosen."""
    return needed("", (), masked=masked)
