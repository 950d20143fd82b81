"""The forms of exports: which column set, as what, for what; and the columns of a set in order."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from exhibition.domain import identifiers
from exhibition.domain.export_sets import ExportSet
from exhibition.models.export import PURPOSE_MAX, SET_NAME_MAX
from exhibition.services.export_columns import HeaderStyle
from exhibition.services.exports import ExportFormat
from exhibition.web import formats
from exhibition.web.export_runner import ZIP
from exhibition.web.fields import BoxField, ChoiceField, Option, TextField


def header_options() -> list[Option]:
    """Whose words the header may be."""
    return [
        Option(HeaderStyle.ZH, "中文"),
        Option(HeaderStyle.EN, "English"),
        Option(HeaderStyle.KEYS, gettext("Field names, for programs")),
    ]


class ExportForm(FlaskForm):
    """A column set, the kind of file, whose words, and the purpose."""

    set = ChoiceField(lazy_gettext("Column set"), "radios", missing=lazy_gettext("Choose one"))
    format = ChoiceField(lazy_gettext("File"), "segments", missing=lazy_gettext("Choose one"))
    header = ChoiceField(
        lazy_gettext("Column headings"), "segments", missing=lazy_gettext("Choose one")
    )
    only_new = BoxField(lazy_gettext("Only new or changed since the last export of this set"))
    purpose = TextField(
        lazy_gettext("Purpose"),
        lambda text: identifiers.one_line(text, PURPOSE_MAX),
        hint=lazy_gettext(
            "Needed where the set holds personal data. It stands in the file and in the history."
        ),
        attrs={"autocomplete": "off", "maxlength": PURPOSE_MAX},
    )

    def __init__(self, sets: Iterable[ExportSet], chosen: str, *, in_full: bool) -> None:
        self.sets = {one.key: one for one in sets}
        first = self.sets.get(chosen) or next(iter(self.sets.values()))
        super().__init__(data={"set": first.key, "format": "xlsx", "header": first.header})
        self.in_full = in_full
        self.set.options = [
            Option(one.key, formats.localized(one.name)) for one in self.sets.values()
        ]
        self.format.options = [
            Option(ExportFormat.XLSX, "Excel (XLSX)"),
            Option(ExportFormat.CSV, "CSV"),
            *([Option(ZIP, "ZIP")] if any(s.makes_zip for s in self.sets.values()) else []),
        ]
        self.header.options = header_options()

    def validate(self, *args: Any, **more: Any) -> bool:
        """Whether it can be exported; somebody's data in full asks for a purpose."""
        if not super().validate(*args, **more):
            return False
        if self.format.value == ZIP and not self.chosen.makes_zip:
            self.format.errors = [gettext("Only badges and files come as a ZIP")]
            return False
        if self.in_full and self.chosen.is_personal and not self.purpose.value:
            self.purpose.errors = [gettext("Say what the personal data is for")]
            return False
        return True

    @property
    def ending(self) -> str:
        """The kind of file, once the form is valid; files can only be a ZIP."""
        return ZIP if self.chosen.is_files else self.format.value

    @property
    def chosen(self) -> ExportSet:
        """The set, once the form is valid."""
        return self.sets[self.set.value]


class CopyForm(FlaskForm):
    """What the copy of a set is called."""

    name = TextField(
        lazy_gettext("Name"),
        lambda text: identifiers.one_line(text, SET_NAME_MAX),
        missing=lazy_gettext("Give it a name, for your own lists"),
        attrs={"autocomplete": "off", "maxlength": SET_NAME_MAX},
    )


class SetForm(CopyForm):
    """Name, order of the rows and header of a set; its columns are read by ``ordered``."""

    sort = ChoiceField(lazy_gettext("Sorted by"), missing=lazy_gettext("Choose one"))
    falling = BoxField(lazy_gettext("Last first"))
    header = ChoiceField(
        lazy_gettext("Column headings"), "segments", missing=lazy_gettext("Choose one")
    )


def ordered(positions: Iterable[tuple[str, str]]) -> list[str]:
    """The columns with a number, by that number; equal ones as they stand on the page."""
    numbered = [
        (int(text), at, name)
        for at, (name, text) in enumerate(positions)
        if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 5
    ]
    return [name for _, _, name in sorted(numbered)]
