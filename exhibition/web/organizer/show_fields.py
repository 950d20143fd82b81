"""Fields that only the Show page has: days, moments, mailboxes, a colour, many boxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from flask_babel import gettext
from wtforms.validators import StopValidation

from exhibition.domain import identifiers
from exhibition.domain.identifiers import IdentifierError
from exhibition.domain.show import ShowDay
from exhibition.domain.typed_text import fold_width
from exhibition.web.fields import NumberField, Option, OwnField, TextField, spoken

MAX_DAYS = 31
MAX_MAILBOXES = 20

_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::[0-9]{2})?")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ANY_PHONE = re.compile(r"\+?[0-9(][0-9 ()-]{4,24}(?:(?:ext\.?|转|-) ?[0-9]{1,6})?")
_MAINLAND = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")
_MAILBOX_ENDS = re.compile(r"[\s,;，；、]+")


def read_date(text: str) -> date:
    """A day of this millennium as browsers send it or people type it; raises ValueError."""
    found = _DATE.fullmatch(fold_width(text[:40]))
    if found is None or not found[1].startswith("2"):
        raise ValueError("no date")
    return date(*map(int, found.groups()))


def read_clock(text: str) -> time:
    """A time of day; raises ValueError."""
    found = _CLOCK.fullmatch(fold_width(text[:40]))
    if found is None:
        raise ValueError("no time")
    return time(int(found[1]), int(found[2]))


class DateField(TextField):
    """One day, or none."""

    value: date | None  # type: ignore[assignment]

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, str, **options)
        self.attrs |= {"type": "date"}

    def process_data(self, value: date | None) -> None:  # type: ignore[override]
        """Shows the day that is set."""
        self.data = value.isoformat() if value else ""

    def pre_validate(self, _form: Any) -> None:
        """Reads the day, or raises StopValidation with the sentence."""
        self.value = None
        if not self.data.strip():
            return
        try:
            self.value = read_date(self.data)
        except ValueError:
            raise StopValidation(gettext("Enter a date such as 2027-03-18")) from None


class MomentField(TextField):
    """A moment in the time zone of its form's show, or none."""

    value: datetime | None  # type: ignore[assignment]

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, str, **options)
        self.attrs |= {"type": "datetime-local"}

    def pre_validate(self, form: Any) -> None:
        """Reads the moment, or raises StopValidation with the sentence."""
        self.value = None
        day, _, clock = fold_width(self.data[:40]).replace("T", " ").partition(" ")
        if not day:
            return
        try:
            at = read_clock(clock.strip() or "00:00")
            self.value = datetime.combine(read_date(day), at, form.zone)
        except ValueError:
            raise StopValidation(
                gettext("Enter a date and a time such as 2027-03-18 09:00")
            ) from None


@dataclass
class DayRow:
    """One day as it was typed."""

    date: str = ""
    opens: str = "09:00"
    closes: str = "17:00"


class DaysField(OwnField):
    """The days of the show: rows that can be added and taken away without scripts too."""

    value: tuple[ShowDay, ...]

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Reads the three controls of each row."""
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            columns = (formdata.getlist(f"day_{part}") for part in ("date", "opens", "closes"))
            rows = zip_longest(*columns, fillvalue="")
            self.data = [DayRow(*map(str, row)) for row in rows][:MAX_DAYS]
        self.data = self.data or [DayRow()]

    def process_data(self, value: Sequence[ShowDay] | None) -> None:
        """Shows the days that are set."""
        self.data = [
            DayRow(day.date.isoformat(), f"{day.opens:%H:%M}", f"{day.closes:%H:%M}")
            for day in value or ()
        ]

    def pre_validate(self, _form: Any) -> None:
        """Reads the rows that name a date, or raises StopValidation with the sentence."""
        self.value = ()
        try:
            days = [_show_day(row) for row in self.data if row.date.strip()]
        except ValueError:
            raise StopValidation(
                gettext("Enter each day with its hours, such as 2027-03-18, 09:00 to 17:00")
            ) from None
        self.value = tuple(sorted(days, key=lambda day: day.date))

    def add_row(self) -> None:
        """One more row: the day after the last one, with the same hours."""
        last: DayRow = self.data[-1]
        try:
            following = (read_date(last.date) + timedelta(days=1)).isoformat()
        except (ValueError, OverflowError):
            following = ""
        if len(self.data) < MAX_DAYS:
            self.data.append(DayRow(following, last.opens, last.closes))

    def remove_row(self, number: int) -> None:
        """Takes the row of this number away, counted from 0."""
        if 0 <= number < len(self.data):
            del self.data[number]
        self.data = self.data or [DayRow()]


class ManyField(OwnField):
    """Boxes to tick, one for each option; ``locked`` ones are always ticked."""

    value: frozenset[str]
    options: Sequence[Option] = ()
    locked: frozenset[str] = frozenset()

    def process_data(self, value: frozenset[str] | None) -> None:
        """Ticks what is chosen."""
        self.data = value or frozenset()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keeps what was ticked."""
        self.data = frozenset(value for value in valuelist if isinstance(value, str))

    def pre_validate(self, _form: Any) -> None:
        """Takes what is offered; what is not is left out."""
        offered = {option.value for option in self.options}
        self.value = (self.data & offered) | self.locked


class MailboxesField(TextField):
    """Mailboxes, one a line."""

    kind = "paragraph"
    value: tuple[str, ...]  # type: ignore[assignment]

    def process_data(self, value: Sequence[str] | None) -> None:  # type: ignore[override]
        """Shows the mailboxes that are set."""
        self.data = "\n".join(value or ())

    def pre_validate(self, _form: Any) -> None:
        """Reads each mailbox, or raises StopValidation that names the wrong one."""
        self.value = ()
        typed: dict[str, str] = {}
        for text in filter(None, _MAILBOX_ENDS.split(self.data)):
            typed.setdefault(text.lower(), text)
        if len(typed) > MAX_MAILBOXES:
            raise StopValidation(gettext("At most %(most)s addresses", most=MAX_MAILBOXES))
        self.value = tuple(map(_mailbox, typed.values()))


class PhoneField(TextField):
    """The organizer's number; a mainland mobile is kept bare, so that it is copied bare."""

    def pre_validate(self, _form: Any) -> None:
        """Takes the number, or raises StopValidation with the sentence."""
        self.value = fold_width(self.data[:60])
        mobile = _MAINLAND.fullmatch(re.sub(r"[ -]", "", self.value))
        if mobile:
            self.value = mobile[1]
        elif self.value and not _ANY_PHONE.fullmatch(self.value):
            raise StopValidation(spoken("phone_office"))


class ColourField(TextField):
    """A colour as ``#RRGGBB``."""

    def pre_validate(self, _form: Any) -> None:
        """Takes the colour, or raises StopValidation with the sentence."""
        self.value = fold_width(self.data[:40]).upper()
        if not _COLOUR.fullmatch(self.value):
            raise StopValidation(gettext("Enter a colour such as #A81E50"))


class CountField(NumberField):
    """A whole number from ``least`` to ``most``, or none."""

    def __init__(self, label: Any, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        """Reads the number, or raises StopValidation with the sentence."""
        super().pre_validate(form)
        if self.value is not None and self.value > self.most:
            raise StopValidation(gettext("At most %(most)s", most=self.most))


def _show_day(row: DayRow) -> ShowDay:
    return ShowDay(read_date(row.date), read_clock(row.opens), read_clock(row.closes))


def _mailbox(text: str) -> str:
    try:
        return identifiers.email(text)
    except IdentifierError as error:
        raise StopValidation(f"{text[:60]}: {spoken(error.code)}") from error
